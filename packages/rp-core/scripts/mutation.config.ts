import { mergeConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

/** The tests without those that ask the same of thousands of responses, which would take a mutant a minute each. */
export default mergeConfig(base, {
  test: { exclude: ['**/node_modules/**', 'test/{bit-flips,fuzz,made,vectors}.test.ts'] },
})
