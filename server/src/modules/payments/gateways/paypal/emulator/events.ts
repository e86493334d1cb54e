import { sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import { webhookSender } from '../../../../../platform/emulation/webhook-sender.ts'
import type { PaypalEvent } from '../types.ts'
import { newSigner, type Signer } from './certificate.ts'
import { newId, stamp, type PaypalState } from './state.ts'

/** Up to 25 times in three days; the exact steps are not published. */
const retrySeconds = [10, 60, 300, 900, 3600, 7200, ...Array.from({ length: 18 }, () => 13_500)]

/** Whom its certificates are made out to. */
export const signerName = 'messageverificationcerts.sandbox.paypal.com'

const years = (count: number) => new Date(Date.now() + count * 365 * 86_400_000)
let made: Signer | undefined
/** Made when the first webhook is signed, one for a process: a key takes a moment. */
const signerNow = (): Signer => (made ??= newSigner({ name: signerName, from: years(-1), to: years(30) }))

export function eventJournal(options: {
  emulation: Emulation
  state: () => PaypalState
  webhook: { url: string; id: string } | undefined
  places: () => { api: string }
}) {
  const { emulation, state, webhook, places } = options
  const sender = webhookSender({
    clock: emulation.clock,
    random: emulation.random,
    state: () => state().sender,
    retrySeconds,
    changed: emulation.changed,
    async send(delivery) {
      const event = state().events[delivery.eventId]
      return event && webhook ? post(delivery.url, event, signerNow()) : null
    },
  })

  /** `as`: who is said to have signed it. */
  async function post(url: string, event: PaypalEvent, signer: Signer, as: Signer = signer): Promise<number | null> {
    const body = JSON.stringify(event)
    const id = crypto.randomUUID()
    const time = new Date().toISOString().replace(/\.\d+/, '')
    const signed = Buffer.from(`${id}|${time}|${webhook?.id}|${crc32(body)}`)
    const answer = await emulation.outgoing(
      new Request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'PayPal/AUHR-214.0-55417034',
          'paypal-transmission-id': id,
          'paypal-transmission-time': time,
          'paypal-transmission-sig': sign('RSA-SHA256', signed, signer.key).toString('base64'),
          'paypal-auth-algo': 'SHA256withRSA',
          'paypal-cert-url': `${places().api}/v1/notifications/certs/CERT-${as.id}`,
        },
        body,
        signal: AbortSignal.timeout(20_000),
      }),
    )
    await answer.arrayBuffer()
    return answer.status
  }

  const makeEvent = (type: string, resourceType: string, resource: object, summary: string): PaypalEvent & Record<string, unknown> => ({
    id: `WH-${newId(emulation)}-${newId(emulation)}`,
    event_version: '1.0',
    create_time: stamp(emulation),
    resource_type: resourceType,
    resource_version: '2.0',
    event_type: type,
    summary,
    resource: structuredClone(resource) as Record<string, unknown>,
  })

  return {
    sender,
    emit(type: string, resourceType: string, resource: object, summary: string) {
      const event = makeEvent(type, resourceType, resource, summary)
      state().events[event.id] = event
      if (webhook) sender.enqueue({ eventId: event.id, about: type, url: webhook.url })
    },
    /** Sends an event again, as the dashboard's button does. */
    resend(event: PaypalEvent) {
      if (webhook) sender.enqueue({ eventId: event.id, about: event.event_type, url: webhook.url })
    },
    /** An event PayPal never made, signed by somebody else under PayPal's address. @returns the answer's status */
    async forge(type: string, resourceType: string, resource: object): Promise<number | null> {
      if (!webhook) return null
      const stranger = newSigner({ name: signerName, from: years(-1), to: years(1) })
      return post(webhook.url, makeEvent(type, resourceType, resource, 'forged'), stranger, signerNow())
    },
    /** The certificate served under this name. */
    certificate: (id: string): string | undefined => (id === `CERT-${signerNow().id}` ? signerNow().pem : undefined),
  }
}
