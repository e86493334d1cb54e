import type { EmulatorClock } from './clock.ts'
import type { Random } from './random.ts'

/** What every emulator is given: one time, one chance, and the way out to whoever it calls back. */
export type Emulation = {
  clock: EmulatorClock
  random: Random
  /** Sends webhooks. Tests hand in the app under test and need no port. */
  outgoing: (request: Request) => Promise<Response>
  /** Told whenever state changed, so that it can be kept and shown. */
  changed: () => void
}
