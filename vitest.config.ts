import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    // Engine tests share one engine and often two cores, but wait more than they work: files run a few at a time, and a
    // hang ends in a named failure. The limits are for that alone: no test is judged by how fast its machine is.
    maxWorkers: 3,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // GitHub's parser imports JSON without import attributes, which plain Node refuses; inlined, vite reads it.
    server: { deps: { inline: [/@actions\/workflow-parser/, /@actions\/expressions/] } },
  },
})
