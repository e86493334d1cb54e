import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'e2e',
    include: ['e2e/journeys/**/*.test.ts'],
    setupFiles: ['e2e/support/each.ts'],
    globalSetup: ['e2e/support/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // What follows in the background is waited for, also on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    retry: 0,
  },
})
