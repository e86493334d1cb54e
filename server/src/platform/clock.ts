/** The time, handed in by the context so that tests and the sandbox can move it. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

export function later(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000)
}
