import { defineConfig } from 'vitest/config'

/** One configuration for every package; the root is the package's own folder. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
    testTimeout: 30_000,
  },
})
