import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

/** The tests, each file of them behind a table in which one step says yes to everything. */
export default mergeConfig(base, {
  test: { setupFiles: [fileURLToPath(new URL('pass-step.ts', import.meta.url))] },
})
