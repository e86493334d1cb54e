import { ConfigError } from './config.ts'
import { asLoggedError, type Log } from './platform/log.ts'
import { keepHeapSmall } from './platform/small-heap.ts'

/** Starts a process of the shop and stops it when it is told to. What a person can mend is said in words; anything else is for whoever reads the code. */
export async function runUntilStopped(start: () => Promise<{ log: Log; stop(): Promise<void> }>): Promise<void> {
  try {
    const { log, stop } = await start()
    setTimeout(keepHeapSmall, 1_000).unref()
    let stopping = false
    const stopOnce = () => {
      if (stopping) return
      stopping = true
      void stop().then(() => process.exit(0))
    }
    process.on('SIGINT', stopOnce)
    process.on('SIGTERM', stopOnce)
    process.on('unhandledRejection', (error) => log.error({ error: asLoggedError(error) }, 'a promise was left alone'))
  } catch (error) {
    const isPlain = error instanceof ConfigError || (error instanceof Error && error.name === 'OtherDatabase')
    process.stderr.write(`${isPlain ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
    process.exit(1)
  }
}
