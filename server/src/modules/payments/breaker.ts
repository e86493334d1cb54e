import type { Gateway } from './gateways/gateway.ts'

/** Keeps a gateway that is down from being asked again and again. Kept in this process: each finds out for itself. */
export type Breaker = {
  /** Whether a call may be made now. Half a minute after it opened one call may try whether it is over. */
  lets(now: Date): boolean
  /** Undefined: the answer says nothing of how they are now. */
  heard(now: Date, well: boolean | undefined): void
  isOpen(now: Date): boolean
}

const windowMs = 60_000
const restMs = 30_000
const inARow = 5
const enoughCalls = 20

export function createBreaker(): Breaker {
  let calls: { at: number; well: boolean }[] = []
  let openedAt: number | undefined
  let probing = false

  const shouldOpen = () => {
    const last = calls.slice(-inARow)
    if (last.length === inARow && last.every((call) => !call.well)) return true
    return calls.length >= enoughCalls && calls.filter((call) => !call.well).length * 2 >= calls.length
  }

  return {
    lets(now) {
      if (openedAt === undefined) return true
      if (now.getTime() - openedAt < restMs || probing) return false
      probing = true
      return true
    },
    heard(now, well) {
      const at = now.getTime()
      probing = false
      if (well === undefined) return
      if (openedAt !== undefined) {
        if (well) {
          openedAt = undefined
          calls = []
        } else openedAt = at
        return
      }
      calls = [...calls.filter((call) => at - call.at < windowMs), { at, well }].slice(-200)
      if (shouldOpen()) openedAt = at
    },
    isOpen: (now) => openedAt !== undefined && now.getTime() - openedAt < restMs,
  }
}

const breakers = new WeakMap<Gateway, Breaker>()

export function breakerOf(gateway: Gateway): Breaker {
  const breaker = breakers.get(gateway) ?? createBreaker()
  breakers.set(gateway, breaker)
  return breaker
}
