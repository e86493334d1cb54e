import { setupServer } from 'msw/node'
import type { Currency } from 'shared/currencies'
import { money, type Money } from 'shared/money'
import type { PaymentMethod } from 'shared/payments'
import { newId, newOrderNumber } from '../../../platform/ids.ts'
import { sandboxHandlers } from '../../../sandbox/msw.ts'
import { createSandboxWorld, type SandboxWorld } from '../../../sandbox/world.ts'
import { createTestWorld, type Person, type TestWorld } from '../../../testing/world.ts'
import { orders, type OrderRow } from '../../orders/tables.ts'
import { createPayment } from '../create-payment.ts'
import { seedErrors } from '../gateway-errors.ts'
import { startPayment } from '../start-payment.ts'
import type { PaymentRow } from '../tables.ts'

export type Begun = { person: Person; order: OrderRow; payment: PaymentRow }

export type PaymentsTest = TestWorld & {
  sandbox: SandboxWorld
  /** Time passes here and outside. */
  advance(seconds: number): void
  /** Webhooks arrive and everything that follows is done. */
  settle(): Promise<void>
  order(person: Person, total: Money, method?: PaymentMethod): Promise<OrderRow>
  /** An order with a payment begun at its gateway. */
  begin(method?: PaymentMethod, total?: Money): Promise<Begun>
  /** An order of somebody who can pay, with a payment nobody has asked a gateway about yet. */
  write(method?: PaymentMethod, total?: Money): Promise<Begun>
  attempt(order: OrderRow, method?: PaymentMethod, key?: string): Promise<PaymentRow>
}

/** What an order costs by a way to pay that has a currency of its own. */
const usual: Partial<Record<PaymentMethod, Money>> = {
  stars: money(150, 'XTR'),
  mpesa: money(233_000, 'KES'),
  mtn_momo: money(66_000, 'UGX'),
  ton: money(5_200_000_000n, 'TON'),
  usdt_ton: money(18_000_000, 'USDT_TON'),
  bitcoin: money(21_000, 'BTC'),
  ethereum: money(5_000_000_000_000_000n, 'ETH'),
  usdt_ethereum: money(18_000_000, 'USDT_ETH'),
}

/** A shop and the whole outside world, on one clock, wired together as the network would. Orders here are bare rows. */
export async function createPaymentsTest({ environment = {} as Record<string, string> } = {}): Promise<PaymentsTest> {
  const world = await createTestWorld({ now: new Date(), environment })
  const { config } = world
  await seedErrors(world)
  const sandbox = createSandboxWorld({
    botToken: config.telegram.botToken,
    botUsername: config.telegram.botUsername,
    seed: 7,
    webhooksUrl: 'http://shop.test/api/v1/webhooks',
    outgoing: async (request) => world.app.fetch(request),
  })
  const server = setupServer(...sandboxHandlers(sandbox))
  server.listen({ onUnhandledFrame: 'error' })

  async function write(method: PaymentMethod = 'card', total: Money = usual[method] ?? money(1800, 'USD')): Promise<Begun> {
    const person = await world.person()
    sandbox.telegram.addPerson({ id: person.user.telegramId, first_name: 'Amina', stars: 100_000 })
    const order = await insertOrder(world, person, total, method)
    return { person, order, payment: await attempt(world, order, method) }
  }

  return {
    ...world,
    sandbox,
    advance(seconds: number) {
      world.clock.advance(seconds)
      sandbox.clock.advance(seconds)
    },
    async settle() {
      await sandbox.settle()
      await payJobsOf(world)
    },
    order: (person: Person, total: Money, method?: PaymentMethod) => insertOrder(world, person, total, method),
    write,
    async begin(method, total) {
      const written = await write(method, total)
      return { ...written, payment: await startPayment(world.system, written.payment.id) }
    },
    attempt: (order: OrderRow, method: PaymentMethod = 'card', key = newId()) => attempt(world, order, method, key),
    async close() {
      server.close()
      sandbox.stop()
      await world.close()
    },
  }
}

/** Only what payments sent: what follows in other modules needs whole orders. */
async function payJobsOf(world: TestWorld): Promise<void> {
  for (let job = world.queue.shift(); job; job = world.queue.shift()) {
    if (job.queue.startsWith('payments.')) await world.run(job.queue, job.data)
  }
}

function attempt(world: TestWorld, order: OrderRow, method: PaymentMethod, key: string = newId()): Promise<PaymentRow> {
  return createPayment(world.system, {
    order,
    method,
    amount: money(order.total, order.currency as Currency),
    // Each person has a phone of their own.
    payer: { phone: phoneOf(order, method) },
    idempotencyKey: key,
    requestHash: 'one request',
    expiresAt: order.payBy,
  })
}

/** A number that a way to pay by phone can ask, and that no emulated phone answers by itself. */
function phoneOf({ userId }: OrderRow, method: PaymentMethod): string {
  const own = userId.replaceAll(/\D/g, '').padEnd(7, '0').slice(-7)
  return `${method === 'mtn_momo' ? '+25677' : '+25471'}${own.slice(0, -2)}9${own.at(-1)}`
}

async function insertOrder(world: TestWorld, person: Person, total: Money, method: PaymentMethod = 'card'): Promise<OrderRow> {
  const now = world.clock.now()
  const [order] = await world.db
    .insert(orders)
    .values({
      id: newId(),
      number: newOrderNumber(),
      userId: person.user.id,
      idempotencyKey: newId(),
      requestHash: '',
      state: 'pending_payment',
      goods: method === 'stars' ? 'digital' : 'physical',
      currency: total.currency,
      subtotal: total.amount,
      delivery: 0n,
      tax: 0n,
      taxName: 'VAT',
      taxRateBps: 0,
      taxIncluded: true,
      total: total.amount,
      method,
      language: 'en',
      contact: world.sealer.seal('contact', { name: 'Amina' }),
      termsAcceptedAt: now,
      placedAt: now,
      payBy: method === 'cash_on_delivery' ? null : new Date(now.getTime() + 1_800_000),
    })
    .returning()
  if (!order) throw new Error('No order was made')
  return order
}

/** The customer's browser confirms with this test card, as Stripe.js would. */
export async function payByCard(test: PaymentsTest, payment: PaymentRow, card = 'pm_card_visa'): Promise<void> {
  const secret =
    Object.values(test.sandbox.gateways.stripe.state.paymentIntents).find((intent) => intent.id === payment.reference)?.client_secret ?? ''
  const body = new URLSearchParams({ payment_method: card, client_secret: secret })
  const answer = await test.sandbox.gateways.stripe.fetch(
    new Request(`https://api.stripe.com/v1/payment_intents/${payment.reference}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.config.stripe?.publishableKey}`, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
  )
  await answer.arrayBuffer()
}
