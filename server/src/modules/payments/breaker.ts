import type { Gateway, GatewayDescriptor } from './gateways/gateway.ts'

/**
 * Keeps a gateway that is down from being asked again and again, and tells when it is slow. Kept in this process: each finds
 * out for itself.
 */
export type Breaker = {
  /** Whether a call may be made now. Half a minute after it opened one call may try whether it is over. */
  lets(now: Date): boolean
  /** @param well undefined: the answer says nothing of how they are now */
  heard(now: Date, well: boolean | undefined, tookMs?: number): void
  isOpen(now: Date): boolean
  /** Whether half of the last calls failed or kept us waiting. */
  isSlow(now: Date): boolean
}

/** What is asked of a gateway: where reading fails, money may still be taken and given back. */
export type Operation = 'start' | 'read' | 'refund'

/** What customers are shown: `slow` is offered with a word of warning, `down` is not offered. */
export type Health = 'good' | 'slow' | 'down'

const windowMs = 60_000
const slowWindowMs = 5 * 60_000
const restMs = 30_000
const inARow = 5
const enoughCalls = 20
/** Three calls make no proof of anything, but it costs nothing to warn. */
const enoughToWarn = 3
const patienceMs = 4_000

export function createBreaker(): Breaker {
  let calls: { at: number; well: boolean; tookMs: number }[] = []
  let openedAt: number | undefined
  let probing = false

  const shouldOpen = (at: number) => {
    const recent = calls.filter((call) => at - call.at < windowMs)
    const last = recent.slice(-inARow)
    if (last.length === inARow && last.every((call) => !call.well)) return true
    return recent.length >= enoughCalls && recent.filter((call) => !call.well).length * 2 >= recent.length
  }

  return {
    lets(now) {
      if (openedAt === undefined) return true
      if (now.getTime() - openedAt < restMs || probing) return false
      probing = true
      return true
    },
    heard(now, well, tookMs = 0) {
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
      calls = [...calls.filter((call) => at - call.at < slowWindowMs), { at, well, tookMs }].slice(-200)
      if (shouldOpen(at)) openedAt = at
    },
    isOpen: (now) => openedAt !== undefined && now.getTime() - openedAt < restMs,
    isSlow(now) {
      const recent = calls.filter((call) => now.getTime() - call.at < slowWindowMs)
      return recent.length >= enoughToWarn && recent.filter((call) => !call.well || call.tookMs > patienceMs).length * 2 >= recent.length
    },
  }
}

const breakers = new WeakMap<GatewayDescriptor, Map<Operation, Breaker>>()

export function breakerOf({ descriptor }: Pick<Gateway, 'descriptor'>, operation: Operation): Breaker {
  const ofGateway = breakers.get(descriptor) ?? new Map<Operation, Breaker>()
  breakers.set(descriptor, ofGateway)
  const breaker = ofGateway.get(operation) ?? createBreaker()
  ofGateway.set(operation, breaker)
  return breaker
}

/** As far as it matters to who is about to pay. */
export function healthOf(gateway: Pick<Gateway, 'descriptor'>, now: Date): Health {
  const [start, read] = [breakerOf(gateway, 'start'), breakerOf(gateway, 'read')]
  if (start.isOpen(now)) return 'down'
  return start.isSlow(now) || read.isOpen(now) || read.isSlow(now) ? 'slow' : 'good'
}
