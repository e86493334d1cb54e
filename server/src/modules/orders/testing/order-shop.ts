import { eq } from 'drizzle-orm'
import type { ProductKind } from 'shared/catalog'
import { money, proportion, type Money } from 'shared/money'
import type { AppliedRate } from 'shared/payments'
import type { PaymentMethod } from 'shared/payments'
import { newId } from '../../../platform/ids.ts'
import { inTransaction } from '../../../platform/transaction.ts'
import { createTestWorld, type Person } from '../../../testing/world.ts'
import { products, stockLevels, variants } from '../../catalog/tables.ts'
import { variantsForSale } from '../../catalog/index.ts'
import { cashOnDelivery } from '../../payments/gateways/cash-on-delivery/index.ts'
import { createPayment, paymentsOf, refreshPayment, startPayment, type PaymentRow } from '../../payments/index.ts'
import { deliveryOptions, deliveryZones } from '../../shipping/tables.ts'
import { placeOrder } from '../place-order.ts'
import { orders, type OrderRow } from '../tables.ts'
import { paperGateway } from './paper-gateway.ts'

export type OrderShop = Awaited<ReturnType<typeof openOrderShop>>

/** A world with paper gateways for card and Stars, real cash on delivery, and orders in any state at hand. */
export async function openOrderShop(options: Parameters<typeof createTestWorld>[0] = {}) {
  const world = await createTestWorld(options)
  const card = paperGateway({ id: 'paper-card', method: 'card', partialRefunds: true, clock: world.clock })
  const stars = paperGateway({ id: 'paper-stars', method: 'stars', partialRefunds: false, clock: world.clock })
  world.world.gateways = new Map([card.gateway, stars.gateway, cashOnDelivery()].map((gateway) => [gateway.descriptor.id, gateway]))
  world.system.gateways = world.world.gateways
  const { db } = world
  const zone = newId()
  await db.insert(deliveryZones).values({ id: zone, name: { en: 'Nairobi' }, countries: ['KE'] })
  await db.insert(deliveryOptions).values({
    id: newId(),
    zoneId: zone,
    kind: 'courier',
    name: { en: 'Rider' },
    price: 0n,
    minHours: 2,
    maxHours: 4,
    cashOnDelivery: true,
  })

  /** Puts a product with one variant on the shelf. */
  async function variant({
    kind = 'physical' as ProductKind,
    price = 1800n,
    stars = null as bigint | null,
    stock = 10,
    name = 'Nyeri AA',
    content = '',
  } = {}): Promise<string> {
    const [productId, variantId] = [newId(), newId()]
    const at = world.clock.now()
    await db.insert(products).values({
      id: productId,
      slug: productId,
      kind,
      status: 'active',
      name: { en: name },
      subtitle: { en: '' },
      description: { en: '' },
      facts: [],
      options: [],
      hue: 30,
      createdAt: at,
      updatedAt: at,
    })
    await db.insert(variants).values({ id: variantId, productId, sku: variantId, options: {}, price, stars, digitalContent: content })
    if (kind === 'physical') await db.insert(stockLevels).values({ variantId, onHand: stock })
    return variantId
  }

  /** Places an order and starts its payment, as checkout does. Two of something for 18.00 each by default. */
  async function place(
    buyer: Person,
    {
      method = 'card' as PaymentMethod,
      variantId = undefined as string | undefined,
      quantity = 2,
      name = 'Nyeri AA',
      note = '',
      paid = undefined as Money | undefined,
      rate = null as AppliedRate | null,
      tax = 0,
    } = {},
  ): Promise<{ order: OrderRow; payment: PaymentRow; variantId: string }> {
    const isDigital = method === 'stars'
    const bought = variantId ?? (await variant(isDigital ? { kind: 'digital', stars: 250n, name, content: 'CODE-1234' } : { name }))
    const found = (await variantsForSale(db, [bought], buyer.user.language)).get(bought)
    if (!found) throw new Error('Not on the shelf')
    const unitPrice = isDigital ? (found.stars ?? 0n) : found.price
    const subtotal = unitPrice * BigInt(quantity)
    const currency = isDigital ? 'XTR' : 'USD'
    const ctx = { ...buyer.ctx, gateways: world.world.gateways }
    const idempotencyKey = newId()
    const { payment } = await inTransaction(ctx, async (ctx) =>
      placeOrder(
        ctx,
        {
          id: newId(),
          idempotencyKey,
          requestHash: 'hash',
          goods: isDigital ? 'digital' : 'physical',
          currency,
          lines: [{ variant: found, quantity, unitPrice }],
          totals: {
            subtotal,
            delivery: 0n,
            tax: proportion(subtotal, BigInt(tax), 10_000n + BigInt(tax)),
            taxName: 'VAT',
            taxRateBps: tax,
            taxIncluded: true,
            total: subtotal,
          },
          method,
          contact: { name: 'Amina Otieno', phone: '+254700000001' },
          country: isDigital ? null : 'KE',
          address: isDigital
            ? null
            : {
                recipient: 'Amina Otieno',
                phone: '+254700000001',
                line1: '14 Ring Road',
                line2: '',
                city: 'Nairobi',
                region: '',
                postalCode: '',
                instructions: '',
              },
          delivery: isDigital
            ? null
            : { kind: 'courier', name: { en: 'Rider' }, earliestAt: world.clock.now(), latestAt: world.clock.now() },
          note,
        },
        (placed) =>
          createPayment(ctx, {
            order: placed,
            method,
            amount: paid ?? money(subtotal, currency),
            rate,
            idempotencyKey,
            requestHash: 'hash',
            expiresAt: placed.payBy,
          }),
      ),
    )
    const started = await startPayment(ctx, payment.id)
    return { order: await orderOf(payment.orderId), payment: started, variantId: bought }
  }

  async function orderOf(id: string): Promise<OrderRow> {
    const [row] = await db.select().from(orders).where(eq(orders.id, id))
    if (!row) throw new Error('No such order')
    return row
  }

  /** The customer pays, the gateway tells, and everything that follows is done. */
  async function pay(payment: PaymentRow): Promise<void> {
    ;(payment.method === 'stars' ? stars : card).pay(payment)
    await refresh(payment.id)
  }

  /** The gateway is asked how a payment stands, and everything that follows is done. */
  async function refresh(paymentId: string): Promise<void> {
    await refreshPayment(world.system, paymentId)
    await world.drain()
  }

  async function paid(buyer: Person, options: Parameters<typeof place>[1] = {}) {
    const placed = await place(buyer, options)
    await pay(placed.payment)
    return { ...placed, order: await orderOf(placed.order.id) }
  }

  const stockOf = async (variantId: string) => {
    const [row] = await db.select().from(stockLevels).where(eq(stockLevels.variantId, variantId))
    return { onHand: row?.onHand, reserved: row?.reserved }
  }

  return {
    ...world,
    card,
    stars,
    variant,
    place,
    pay,
    refresh,
    paid,
    orderOf,
    stockOf,
    paymentsOf: async (orderId: string) => (await paymentsOf(db, [orderId])).get(orderId) ?? [],
  }
}
