import type { Currency } from 'shared/currencies'
import { localText, type Language } from 'shared/locale'
import { asMoneyJson, money } from 'shared/money'
import type { Order, OrderCard, OrderLine, Payment, TimelineEntry } from 'shared/orders.schema'
import type { Context } from '../../context.ts'
import { asPicture } from '../catalog/index.ts'
import { asPayment, paymentsOf, type PaymentRow } from '../payments/index.ts'
import { awaitedOf, currentPayment, mayCancel, mayRetryPayment, paymentSummary } from './payment-summary.ts'
import { orderProblem } from './problems.ts'
import { readOrder, type EventRead, type LineRead, type OrderCardRead, type OrderRead, type ThumbRead } from './queries-read.ts'
import { asOrderNumber } from './order-number.ts'
import type { OrderRow } from './tables.ts'

type Contact = { name: string; phone: string | null }
type Address = Omit<NonNullable<Order['address']>, 'country'>

/**
 * The order as its customer sees it, in two statements, or in one when the caller has all its payments in hand.
 * @throws orders/not-found when there is none, and just so when it is somebody else's
 */
export async function presentOrder(ctx: Context, number: string, known?: readonly PaymentRow[]): Promise<Order> {
  const { read, payments } = await readWithPayments(ctx, number, ctx.actor.userId, known)
  const current = currentPayment(payments)
  return asOrder(ctx, read, current ? asPayment(ctx, current) : null)
}

/** The order that was just placed, with its first payment, as `presentOrder` would show it: no statement. */
export function presentPlaced(ctx: Context, read: OrderRead, payment: PaymentRow): Order {
  return asOrder(ctx, read, asPayment(ctx, payment))
}

/** @param userId whose it must be; undefined for staff and the system */
export async function readWithPayments(
  ctx: Context,
  number: string,
  userId: string | undefined,
  known?: readonly PaymentRow[],
): Promise<{ read: OrderRead; payments: readonly PaymentRow[] }> {
  const wanted = asOrderNumber(number)
  const read = wanted && (await readOrder(ctx.db, wanted, userId))
  if (!read) throw orderProblem('not-found')
  const payments = known ?? (await paymentsOf(ctx.db, [read.order.id])).get(read.order.id) ?? []
  return { read, payments }
}

/** @param current the attempt to show */
export function asOrder(ctx: Context, { order, lines, events, creditNotes }: OrderRead, current: Payment | null): Order {
  const currency = order.currency as Currency
  const language = languageOf(ctx, order)
  const contact = ctx.sealer.open<Contact>('contact', order.contact)
  return {
    ...asCard({ order, itemCount: lines.reduce((sum, line) => sum + line.quantity, 0), thumbs: lines.slice(0, 4), payment: current }),
    version: order.version,
    lines: lines.map((line) => asLine(line, currency)),
    totals: totalsOf(order),
    goods: order.goods,
    contact: { name: contact.name, phone: contact.phone ?? null },
    address: order.address ? { ...ctx.sealer.open<Address>('address', order.address), country: order.country ?? '' } : null,
    delivery: order.deliveryKind
      ? {
          name: order.deliveryName ? localText(order.deliveryName, language) : '',
          kind: order.deliveryKind,
          place: order.deliveryPlace && localText(order.deliveryPlace, language),
        }
      : null,
    tracking:
      order.trackingNumber || order.carrier || order.trackingUrl
        ? { carrier: order.carrier ?? '', number: order.trackingNumber ?? '', url: order.trackingUrl }
        : null,
    note: order.note === null ? '' : ctx.sealer.open<string>('note', order.note),
    paid: asMoneyJson(money(order.captured, currency)),
    refunded: asMoneyJson(money(order.refunded, currency)),
    creditNotes: creditNotes.map((note) => ({
      number: note.number,
      amount: asMoneyJson(money(note.amount, note.currency as Currency)),
      issuedAt: new Date(note.issuedAt).toISOString(),
      isVoid: note.isVoid,
    })),
    currentPayment: current,
    timeline: events.filter((event) => !event.isInternal).map(asTimelineEntry),
    canCancel: mayCancel(order, current),
    canRetryPayment: mayRetryPayment(order, current, ctx.clock.now()),
  }
}

export function asCard({ order, itemCount, thumbs, payment }: OrderCardRead): OrderCard {
  return {
    id: order.id,
    number: order.number,
    state: order.state,
    payment: paymentSummary(order),
    awaits: awaitedOf(order, payment),
    isPickup: order.deliveryKind === 'pickup',
    total: asMoneyJson(money(order.total, order.currency as Currency)),
    itemCount,
    pictures: thumbs.map(asThumb),
    placedAt: order.placedAt.toISOString(),
    payBy: order.payBy?.toISOString() ?? null,
    arrivesFrom: order.arrivesFrom?.toISOString() ?? null,
    arrivesBy: order.arrivesBy?.toISOString() ?? null,
  }
}

export function totalsOf(order: OrderRow): Order['totals'] {
  const currency = order.currency as Currency
  return {
    subtotal: asMoneyJson(money(order.subtotal, currency)),
    delivery: asMoneyJson(money(order.delivery, currency)),
    tax: asMoneyJson(money(order.tax, currency)),
    taxName: order.taxName,
    taxRateBps: order.taxRateBps,
    taxIncluded: order.taxIncluded,
    total: asMoneyJson(money(order.total, currency)),
  }
}

export function asTimelineEntry(event: EventRead): TimelineEntry {
  return { id: event.id, at: new Date(event.at).toISOString(), kind: event.kind, state: event.state, facts: event.facts }
}

function asLine({ file, ...line }: LineRead, currency: Currency): OrderLine {
  const { id, productId, variantId, slug, name, title, sku, kind, hue, quantity, refundedQuantity, digitalContent } = line
  return {
    id,
    productId,
    variantId,
    slug,
    name,
    title,
    sku,
    kind,
    hue,
    picture: asPicture(file, name),
    quantity,
    refundedQuantity,
    unitPrice: asMoneyJson(money(line.unitPrice, currency)),
    total: asMoneyJson(money(line.total, currency)),
    digitalContent,
  }
}

function asThumb({ file, hue, name }: ThumbRead): OrderCard['pictures'][number] {
  return { picture: asPicture(file, name), hue, name }
}

/** In the reader's language when a person reads, otherwise in the one it was bought in. */
export function languageOf(ctx: Context, order: OrderRow): Language {
  return ctx.actor.kind === 'user' ? ctx.actor.language : order.language
}

export function fullName({ firstName, lastName }: { firstName: string; lastName: string | null }): string {
  return [firstName, lastName].filter(Boolean).join(' ')
}
