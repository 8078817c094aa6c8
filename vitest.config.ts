import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Engine tests share one engine and often two cores, but wait more than they work: files run a few at a time, and a
    // hang ends in a named failure.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // GitHub's parser imports JSON without import attributes, which plain Node refuses; inlined, vite reads it.
    server: { deps: { inline: [/@actions\/workflow-parser/, /@actions\/expressions/] } },
  },
})
