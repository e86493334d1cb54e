import './platform/quick-start.ts'

const [{ ConfigError, parseConfig }, { asLoggedError, createLog }, { startServer }, { keepHeapSmall }] = await Promise.all([
  import('./config.ts'),
  import('./platform/log.ts'),
  import('./server.ts'),
  import('./platform/small-heap.ts'),
])

// The API and the worker (ROLE=all), or one of them. `pnpm start` adds the bot and the built Mini App.
try {
  const config = parseConfig(process.env)
  const log = createLog(config.logLevel)
  const server = await startServer(config, log)
  setTimeout(keepHeapSmall, 1_000).unref()
  const stop = () => void server.stop().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  process.on('unhandledRejection', (error) => log.error({ error: asLoggedError(error) }, 'a promise was left alone'))
} catch (error) {
  // What a person can mend is said in words; anything else is for whoever reads the code.
  const isPlain = error instanceof ConfigError || (error instanceof Error && error.name === 'OtherDatabase')
  process.stderr.write(`${isPlain ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  process.exit(1)
}
