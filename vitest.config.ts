import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'server',
          environment: 'node',
          include: ['{server,shared,bot,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'server/src/simulation/**'],
          globalSetup: ['server/src/testing/global-setup.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'simulation',
          environment: 'node',
          include: ['server/src/simulation/**/*.test.ts'],
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'miniapp',
          environment: 'happy-dom',
          include: ['miniapp/src/**/*.test.{ts,tsx}'],
          testTimeout: 15_000,
        },
      },
    ],
  },
})
