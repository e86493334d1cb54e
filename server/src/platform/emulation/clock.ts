/**
 * The emulated world's time: real time plus an offset that only grows. What is due when time moves forward runs at once,
 * in order, so a test can wait three days in a millisecond.
 */
export type EmulatorClock = {
  /** Milliseconds since 1970, in the emulated world. */
  now(): number
  /** The same in whole seconds, as most services write it. */
  seconds(): number
  offsetSeconds(): number
  setOffset(seconds: number): void
  advance(seconds: number): void
  /** Runs once the world's time reaches `due`; the answer cancels it. */
  at(due: number, run: () => void): () => void
  stop(): void
}

type Timer = { due: number; order: number; run: () => void }

const longestWait = 2 ** 31 - 1

export function emulatorClock(): EmulatorClock {
  let offset = 0
  let order = 0
  let armed: NodeJS.Timeout | undefined
  const timers = new Set<Timer>()

  const now = () => Date.now() + offset

  function next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer
    return first
  }

  function arm() {
    clearTimeout(armed)
    const first = next()
    if (!first) return
    armed = setTimeout(runDue, Math.min(longestWait, Math.max(0, first.due - now())))
    armed.unref()
  }

  function runDue() {
    for (let first = next(); first && first.due <= now(); first = next()) {
      timers.delete(first)
      first.run()
    }
    arm()
  }

  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    offsetSeconds: () => offset / 1000,
    setOffset(seconds) {
      offset = seconds * 1000
      runDue()
    },
    advance(seconds) {
      offset += seconds * 1000
      runDue()
    },
    at(due, run) {
      const timer = { due, order: order++, run }
      timers.add(timer)
      arm()
      return () => {
        timers.delete(timer)
        arm()
      }
    },
    stop() {
      clearTimeout(armed)
      timers.clear()
    },
  }
}
