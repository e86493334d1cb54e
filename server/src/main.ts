import './platform/quick-start.ts'

const [{ parseConfig }, { createLog }, { startServer }, { runUntilStopped }] = await Promise.all([
  import('./config.ts'),
  import('./platform/log.ts'),
  import('./server.ts'),
  import('./run-until-stopped.ts'),
])

// The API and the worker (ROLE=all), or one of them. `pnpm start` adds the bot and the built Mini App.
await runUntilStopped(async () => {
  const config = parseConfig(process.env)
  const log = createLog(config.logLevel)
  return { log, ...(await startServer(config, log)) }
})
