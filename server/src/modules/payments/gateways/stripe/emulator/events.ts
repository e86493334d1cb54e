import { createHmac } from 'node:crypto'
import { webhookSender, type Delivery } from '../../../../../platform/emulation/webhook-sender.ts'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import { apiVersion, newId, type EventType, type StripeEvent, type StripeState } from './state.ts'

/** Stripe gives up after about three days; the exact steps are not published. */
const retrySeconds = [15, 60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200]

/** Where events go when nobody registered an endpoint, as `stripe listen --forward-to` does. */
export type DefaultEndpoint = { url: string; secret: string }
const defaultEndpointId = 'we_default'

/** `t=…,v1=…` over the raw body (docs.stripe.com/webhooks#verify-manually). The stamp is real time: readers check its age. */
export function signatureHeader(secret: string, body: string, at = Date.now()): string {
  const seconds = Math.floor(at / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

export function eventJournal(options: { emulation: Emulation; state: () => StripeState; defaultEndpoint: DefaultEndpoint | undefined }) {
  const { emulation, state, defaultEndpoint } = options
  let request: StripeEvent['request'] = { id: null, idempotency_key: null }

  function secretOf(delivery: Delivery): string | undefined {
    if (defaultEndpoint && delivery.url === defaultEndpoint.url) return defaultEndpoint.secret
    const endpoint = Object.values(state().webhookEndpoints).find((one) => one.url === delivery.url)
    return endpoint && state().webhookSecrets[endpoint.id]
  }

  const sender = webhookSender({
    clock: emulation.clock,
    random: emulation.random,
    state: () => state().sender,
    retrySeconds,
    changed: emulation.changed,
    async send(delivery) {
      const event = state().events[delivery.eventId]
      const secret = secretOf(delivery)
      if (!event || secret === undefined) return null
      const status = await post(delivery.url, JSON.stringify(event, null, 2), secret)
      if (status !== null && status >= 200 && status < 300) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1)
      return status
    },
  })

  async function post(url: string, body: string, secret: string): Promise<number | null> {
    const answer = await emulation.outgoing(
      new Request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureHeader(secret, body),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body,
        signal: AbortSignal.timeout(20_000),
      }),
    )
    await answer.arrayBuffer()
    return answer.status
  }

  function targets(type: EventType): { id: string; url: string }[] {
    const registered = Object.values(state().webhookEndpoints).filter(
      (endpoint) => endpoint.status === 'enabled' && (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type)),
    )
    if (Object.keys(state().webhookEndpoints).length > 0) return registered
    return defaultEndpoint ? [{ id: defaultEndpointId, url: defaultEndpoint.url }] : []
  }

  function makeEvent(type: EventType, object: object, before?: Record<string, unknown>): StripeEvent {
    return {
      id: newId(emulation, 'evt'),
      object: 'event',
      api_version: apiVersion,
      created: emulation.clock.seconds(),
      data: { object: structuredClone(object), ...(before && { previous_attributes: structuredClone(before) }) },
      livemode: false,
      pending_webhooks: targets(type).length,
      request: { ...request },
      type,
    }
  }

  return {
    sender,
    /** Notes which request causes the events until the next call. */
    causedBy(next: StripeEvent['request']) {
      request = next
    },
    emit(type: EventType, object: object, before?: Record<string, unknown>) {
      const event = makeEvent(type, object, before)
      state().events[event.id] = event
      for (const target of targets(type)) sender.enqueue({ eventId: event.id, about: type, url: target.url })
    },
    /** Sends an event again, as the dashboard's button does. */
    resend(event: StripeEvent) {
      for (const target of targets(event.type)) sender.enqueue({ eventId: event.id, about: event.type, url: target.url })
    },
    /** An event Stripe never made, signed with a secret that is not Stripe's. @returns each endpoint's answer. */
    async forge(type: EventType, object: object, secret: string): Promise<(number | null)[]> {
      const body = JSON.stringify(makeEvent(type, object), null, 2)
      return Promise.all(targets(type).map((target) => post(target.url, body, secret).catch(() => null)))
    },
  }
}
