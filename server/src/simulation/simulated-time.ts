import type { EmulatorClock } from '../platform/emulation/clock.ts'

export type SimulatedClock = EmulatorClock & { date(): Date }

type Timer = { due: number; order: number; run: () => void }

/**
 * One time for the shop and the world outside, which moves only when it is told to. What is due runs in order, in a turn of
 * the event loop of its own, so that nothing depends on how fast this machine is.
 */
export function simulatedClock(start: number): SimulatedClock {
  let now = start
  let order = 0
  let woken: NodeJS.Immediate | undefined
  const timers = new Set<Timer>()

  const next = () => [...timers].reduce<Timer | undefined>((first, timer) => (first && !isBefore(timer, first) ? first : timer), undefined)
  const isBefore = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.order < b.order)

  function runDue(until: number) {
    for (let first = next(); first && first.due <= until; first = next()) {
      timers.delete(first)
      now = Math.max(now, first.due)
      first.run()
    }
    now = Math.max(now, until)
  }

  return {
    now: () => now,
    date: () => new Date(now),
    seconds: () => Math.floor(now / 1000),
    offsetSeconds: () => (now - start) / 1000,
    setOffset: (seconds) => runDue(start + seconds * 1000),
    advance: (seconds) => runDue(now + seconds * 1000),
    at(due, run) {
      const timer = { due, order: order++, run }
      timers.add(timer)
      if (due <= now)
        woken ??= setImmediate(() => {
          woken = undefined
          runDue(now)
        })
      return () => void timers.delete(timer)
    },
    stop() {
      clearImmediate(woken)
      timers.clear()
    },
  }
}

/** What is waited for at most this long is a pause between two tries; what is longer is somebody's patience. */
const longestPauseMs = 5_000

/**
 * Makes `Date` tell the simulated time, and pauses take no time at all, until the returned function is called. Libraries
 * (ids, signatures, a client that waits before it tries again) look at neither our clock nor our patience.
 */
export function bendTime(clock: SimulatedClock): () => void {
  const real = { Date: globalThis.Date, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout }

  class SimulatedDate extends real.Date {
    constructor(...given: []) {
      if (given.length === 0) super(clock.now())
      else super(...given)
    }
    static override now = () => clock.now()
  }

  function setTimeoutSoon(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) {
    return ms > longestPauseMs ? real.setTimeout(run, ms, ...args) : Object.assign(setImmediate(run, ...args), { refresh: () => undefined })
  }
  function clearTimeoutOrSoon(timer: NodeJS.Timeout | NodeJS.Immediate | undefined) {
    clearImmediate(timer as NodeJS.Immediate)
    real.clearTimeout(timer as NodeJS.Timeout)
  }

  Object.assign(globalThis, { Date: SimulatedDate, setTimeout: setTimeoutSoon, clearTimeout: clearTimeoutOrSoon })
  return () => void Object.assign(globalThis, real)
}
