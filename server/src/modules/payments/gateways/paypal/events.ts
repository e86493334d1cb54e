import type { Clock } from '../../../../platform/clock.ts'
import type { ForeignMovement, ParsedSignal, RawRequest } from '../gateway.ts'
import type { PaypalClient } from './client.ts'
import { asCapture, asMoney, asRefundSnapshot, chargebacks, paymentIdOf } from './mapping.ts'
import type { Capture, Dispute, Order, PaypalEvent, Refund } from './types.ts'

/** Signed is not yet sane: what goes into a query looks like an id. */
const asId = (value: unknown) => (typeof value === 'string' && /^[\w-]{1,255}$/.test(value) ? value : undefined)

export function parseEvent({ body }: RawRequest): ParsedSignal {
  const event = JSON.parse(new TextDecoder().decode(body)) as PaypalEvent
  const dedupeKey = asId(event.id)
  if (!dedupeKey) throw new Error('No event of PayPal')
  const about = aboutOf(event)
  const [paymentId, reference] = [asId(about.paymentId), asId(about.orderId)]
  return { dedupeKey, ...(paymentId ? { paymentId } : {}), ...(reference ? { reference } : {}) }
}

/** Whose payment an event is about: orders, captures and refunds carry our id, and a dispute the one of what is disputed. */
function aboutOf({ event_type: type, resource }: PaypalEvent): { paymentId?: string | undefined; orderId?: string | undefined } {
  if (type.startsWith('CUSTOMER.DISPUTE.')) {
    const { disputed_transactions: [first] = [] } = resource as Partial<Dispute>
    return { paymentId: paymentIdOf(first?.custom) }
  }
  if (type.startsWith('CHECKOUT.')) {
    const { id, purchase_units: [unit] = [] } = resource as Partial<Order>
    return { paymentId: unit?.custom_id, orderId: id }
  }
  const { custom_id: customId, supplementary_data: data } = resource as Partial<Capture>
  return { paymentId: paymentIdOf(customId), orderId: data?.related_ids?.order_id }
}

/** Events are kept for thirty days, whether or not they reached us (notifications_webhooks_v1, `webhooks-events`). */
export async function* listEvents(client: PaypalClient, since: Date, clock: Clock): AsyncIterable<ForeignMovement[]> {
  const start = new Date(Math.max(since.getTime(), clock.now().getTime() - 29 * 86_400_000))
  const query = new URLSearchParams({ page_size: '100', start_time: start.toISOString() })
  for (let next: string | undefined = `/v1/notifications/webhooks-events?${query.toString()}`; next;) {
    const page: { events?: PaypalEvent[]; links?: { href: string; rel: string }[] } = await client.get(next)
    yield (page.events ?? []).flatMap(asForeignMovements)
    const href = page.links?.find(({ rel }) => rel === 'next')?.href
    // Only its path and question: the token goes to nobody but the address we were given.
    next = href && URL.canParse(href) && page.events?.length ? pathOf(href) : undefined
  }
}

export function pathOf(href: string): string {
  const { pathname, search } = new URL(href)
  return pathname.slice(pathname.indexOf('/v1/')) + search
}

/** What a dispute moved, of whichever of our payments it is about. */
export function disputeMovements(dispute: Dispute, refunds: readonly Refund[]): ForeignMovement[] {
  const reference = paymentIdOf(dispute.disputed_transactions[0]?.custom)
  const captures = dispute.disputed_transactions.map(({ seller_transaction_id: id = '' }) => ({ id }) as Capture)
  return reference ? chargebacks(dispute, captures, refunds).map((movement) => ({ ...movement, reference })) : []
}

function asForeignMovements(event: PaypalEvent): ForeignMovement[] {
  const about = aboutOf(event)
  const reference = about.orderId ?? about.paymentId
  if (!reference) return []
  const named = { reference, ...(about.orderId && about.paymentId ? { paymentId: about.paymentId } : {}) }
  if (event.event_type === 'PAYMENT.CAPTURE.COMPLETED') return [{ ...asCapture(event.resource as Capture), ...named }]
  if (event.event_type === 'PAYMENT.CAPTURE.REFUNDED' || event.event_type === 'PAYMENT.REFUND.FAILED') {
    const refund = event.resource as Refund
    // Also days after it had gone through.
    const kind = refund.status === 'FAILED' ? 'refund_reversal' : 'refund'
    if (kind === 'refund' && refund.status !== 'COMPLETED') return []
    const { occurredAt } = asRefundSnapshot(refund)
    return [{ kind, externalId: refund.id, amount: asMoney(refund.amount), occurredAt, ...named }]
  }
  if (event.event_type.startsWith('CUSTOMER.DISPUTE.')) {
    return disputeMovements(event.resource as Dispute, [])
  }
  return []
}
