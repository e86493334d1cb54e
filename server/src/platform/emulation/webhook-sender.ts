import type { EmulatorClock } from './clock.ts'
import type { Random } from './random.ts'

export type Delivery = {
  id: string
  /** The event's type, for people. */
  about: string
  eventId: string
  url: string
  state: 'waiting' | 'delivered' | 'failed' | 'dropped'
  /** Emulated time in milliseconds of the next attempt. */
  dueAt: number
  attempts: { at: number; status: number | null }[]
}

/** How the road from the service to us misbehaves. */
export type WebhookSwitches = {
  /** Nothing is ever called. */
  off: boolean
  /** Each event arrives this many more times. */
  duplicate: number
  delaySeconds: number
  /** Events that come close together arrive newest first. */
  reorder: boolean
  /** This many of the next events are lost. */
  dropNext: number
  /** The webhook has arrived before the request that caused it is answered. */
  beforeReply: boolean
}

export const calmRoad: WebhookSwitches = { off: false, duplicate: 0, delaySeconds: 0, reorder: false, dropNext: 0, beforeReply: false }

export type SenderState = { deliveries: Delivery[]; switches: WebhookSwitches; held: string[] }
export const newSenderState = (): SenderState => ({ deliveries: [], switches: { ...calmRoad }, held: [] })

const gatherMilliseconds = 300
const kept = 1000

/** Only what has ended may be forgotten. */
function forgetOldest(deliveries: Delivery[]): void {
  if (deliveries.length <= kept) return
  const ended = deliveries.findIndex((one) => one.state !== 'waiting')
  if (ended >= 0) deliveries.splice(ended, 1)
}

export type WebhookSender = ReturnType<typeof webhookSender>

/**
 * Delivers at least once: every attempt that is not answered 2xx is repeated by `retrySeconds`, in emulated time, and
 * given up after the last one. `send` makes one attempt and says the HTTP status, or null when nobody answered.
 */
export function webhookSender(options: {
  clock: EmulatorClock
  random: Random
  state: () => SenderState
  retrySeconds: readonly number[]
  send: (delivery: Delivery) => Promise<number | null>
  changed: () => void
}) {
  const { clock, random, state, retrySeconds, send, changed } = options
  const running = new Set<Promise<void>>()
  let gathering: NodeJS.Timeout | undefined

  function enqueue({ eventId, about, url }: Pick<Delivery, 'eventId' | 'about' | 'url'>) {
    const { switches, deliveries, held } = state()
    const dropped = switches.off || switches.dropNext > 0
    if (!switches.off && switches.dropNext > 0) switches.dropNext -= 1
    for (let copy = 0; copy <= (dropped ? 0 : switches.duplicate); copy++) {
      const delivery: Delivery = {
        id: `dlv_${random.id(14)}`,
        about,
        eventId,
        url,
        state: dropped ? 'dropped' : 'waiting',
        dueAt: clock.now() + switches.delaySeconds * 1000,
        attempts: [],
      }
      deliveries.push(delivery)
      forgetOldest(deliveries)
      if (dropped) continue
      if (switches.reorder) {
        held.push(delivery.id)
        gathering ??= setTimeout(release, gatherMilliseconds)
        gathering.unref()
      } else plan(delivery)
    }
    changed()
  }

  function release() {
    clearTimeout(gathering)
    gathering = undefined
    const { held, deliveries } = state()
    const inOrder = held.splice(0).toReversed()
    const run = (async () => {
      for (const id of inOrder) {
        const delivery = deliveries.find((one) => one.id === id)
        if (!delivery) continue
        if (delivery.dueAt > clock.now()) plan(delivery)
        else await attempt(delivery)
      }
    })()
    track(run)
  }

  function plan(delivery: Delivery) {
    clock.at(delivery.dueAt, () => track(attempt(delivery)))
  }

  function track(run: Promise<void>) {
    running.add(run)
    void run.finally(() => running.delete(run))
  }

  async function attempt(delivery: Delivery) {
    if (delivery.state !== 'waiting' || !state().deliveries.includes(delivery)) return
    const status = await send(delivery).catch(() => null)
    delivery.attempts.push({ at: clock.now(), status })
    if (status !== null && status >= 200 && status < 300) delivery.state = 'delivered'
    else {
      const wait = retrySeconds[delivery.attempts.length - 1]
      if (wait === undefined) delivery.state = 'failed'
      else {
        delivery.dueAt = clock.now() + wait * 1000
        plan(delivery)
      }
    }
    changed()
  }

  return {
    enqueue,
    /** Returns once everything that is due by now has been tried. */
    async settle() {
      if (state().held.length > 0) release()
      for (;;) {
        const due = state().deliveries.some((one) => one.state === 'waiting' && one.dueAt <= clock.now() && !state().held.includes(one.id))
        if (running.size === 0 && !due) return
        await Promise.all(running)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    },
    /** Takes up what was waiting when the world was put to sleep. */
    resume() {
      state().held.splice(0)
      for (const delivery of state().deliveries) if (delivery.state === 'waiting') plan(delivery)
    },
    stop() {
      clearTimeout(gathering)
      gathering = undefined
    },
  }
}
