import type { Context, CustomerContext } from '../context.ts'
import { setLines } from '../modules/cart/change-cart.ts'
import { variantIdsBySku } from '../modules/catalog/queries-seed.ts'
import { checkOut } from '../modules/checkout/check-out.ts'
import { quoteCart } from '../modules/checkout/quote-cart.ts'
import { cancelOrder } from '../modules/orders/cancel-order.ts'
import { settleOrder } from '../modules/orders/index.ts'
import { findOrder } from '../modules/orders/queries.ts'
import { acceptOrder, deliverOrder, shipOrder } from '../modules/orders/staff-moves.ts'
import { later } from '../platform/clock.ts'
import type { JobSender } from '../platform/jobs.ts'

type SeedOrder = {
  /** Whose, by Telegram id. */
  customer: number
  hoursAgo: number
  /** SKU and how many. */
  lines: Record<string, number>
  isPickup?: boolean
  until: 'placed' | 'accepted' | 'shipped' | 'delivered' | 'cancelled'
}

/** All paid at the door: any other way would need a processor, and the demo begins before there is one. */
export const seedOrders: SeedOrder[] = [
  { customer: 1001, hoursAgo: 30 * 24, lines: { 'HO-ES-500-ES': 1, 'MU-EMBER': 2 }, until: 'delivered' },
  { customer: 1002, hoursAgo: 16 * 24, lines: { 'NY-AA-250-BE': 1, 'PF-100': 2 }, isPickup: true, until: 'delivered' },
  { customer: 1002, hoursAgo: 9 * 24, lines: { 'TEE-M': 1 }, isPickup: true, until: 'cancelled' },
  { customer: 1001, hoursAgo: 26, lines: { 'KO-ET-250-FI': 1, 'DR-SET': 1 }, until: 'shipped' },
  { customer: 1002, hoursAgo: 20, lines: { 'CA-6': 1 }, isPickup: true, until: 'accepted' },
  { customer: 1001, hoursAgo: 1, lines: { 'TO-01': 2 }, until: 'placed' },
]

const contact = (ctx: CustomerContext) => ({ name: ctx.actor.name, phone: null })
/** Nobody is told of what happened weeks ago. */
const silent: JobSender = { send: () => Promise.resolve() }

/** Past orders, each made by the use cases that make real ones, with the clock turned back. */
export async function placeSeedOrders(ctx: Context, actors: ReadonlyMap<number, CustomerContext['actor']>): Promise<void> {
  const manager = getActor(actors, 2002)
  const variantIds = await variantIdsBySku(
    ctx.db,
    seedOrders.flatMap((order) => Object.keys(order.lines)),
  )
  for (const [at, order] of seedOrders.entries()) {
    const hours = (after: number) => ({ now: () => later(ctx.clock.now(), (after - order.hoursAgo) * 3600) })
    const as = (actor: CustomerContext['actor'], after: number): CustomerContext => ({ ...ctx, actor, jobs: silent, clock: hours(after) })
    const customer = as(getActor(actors, order.customer), 0)

    await setLines(customer, {
      lines: Object.entries(order.lines).map(([sku, quantity]) => ({ variantId: variantIds.get(sku) ?? '', quantity })),
    })
    const offered = await quoteCart(customer, {})
    const deliveryOptionId = order.isPickup ? offered.deliveryOptions.find((option) => option.kind === 'pickup')?.id : undefined
    const quote = deliveryOptionId ? await quoteCart(customer, { deliveryOptionId }) : offered
    const { placed } = await checkOut(customer, {
      idempotencyKey: `demo-order-${at}`,
      request: { quoteToken: quote.token, method: 'cash_on_delivery', contact: contact(customer), note: '', termsAccepted: true },
    })
    const { number } = placed.order
    const step = async () => {
      const row = await findOrder(ctx.db, number)
      if (!row) throw new Error(`The order ${number} is not there`)
      return { number, version: row.version, orderId: row.id }
    }

    if (order.until === 'cancelled') await cancelOrder(as(customer.actor, 0.5), { number })
    if (order.until === 'placed' || order.until === 'cancelled') continue
    await acceptOrder(as(manager, 0.8), await step())
    if (order.until === 'accepted') continue
    await shipOrder(as(manager, 5), { ...(await step()), carrier: 'Duka riders', trackingNumber: `DR-${4100 + at}`, trackingUrl: '' })
    if (order.until === 'shipped') continue
    await deliverOrder(as(manager, 9), await step())
    // A listener would do this; here nobody listens.
    await settleOrder(as(manager, 9), (await step()).orderId)
  }
}

function getActor(actors: ReadonlyMap<number, CustomerContext['actor']>, telegramId: number): CustomerContext['actor'] {
  const actor = actors.get(telegramId)
  if (!actor) throw new Error(`Nobody is seeded with the Telegram id ${telegramId}`)
  return actor
}
