import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const resultsReporter = fileURLToPath(new URL('scripts/results-reporter.mjs', import.meta.url))

/** One configuration for every package; the root is the package's own folder. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    reporters: ['default', resultsReporter],
    testTimeout: 30_000,
  },
})
