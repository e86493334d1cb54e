import { ApiFailed } from './api.ts'
import type { Log } from './log.ts'

/**
 * Tells the shop until it says it is written down. What it will never accept is logged and let go; what cannot be told
 * within `withinMs` is thrown, so that the update is not confirmed and Telegram sends it again.
 */
export async function relay(
  what: string,
  tell: () => Promise<unknown>,
  { log, withinMs, pauseMs = 500 }: { log: Log; withinMs: number; pauseMs?: number },
): Promise<void> {
  const until = Date.now() + withinMs
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, 30_000)) {
    try {
      await tell()
      return
    } catch (error) {
      log(`${what} is not told yet`, error)
      if (error instanceof ApiFailed && error.isFinal) return log(`${what} is refused by the shop: look at it by hand`)
      if (Date.now() + pause > until) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}
