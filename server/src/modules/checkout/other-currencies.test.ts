import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlacedOrder, WaysToPay } from 'shared/orders.schema'
import type { ProblemJson } from 'shared/problem'
import type { z } from 'zod'
import { newId } from '../../platform/ids.ts'
import { askQuote, checkOut, createBuyingWorld, read, type BuyingWorld } from '../../testing/buying.ts'
import { takeRates } from '../../testing/rates.ts'
import type { Person } from '../../testing/world.ts'
import { openShown } from '../orders/shown-rates.ts'
import type { Gateway, GatewayDescriptor } from '../payments/gateways/gateway.ts'
import { payments } from '../payments/tables.ts'

describe('paying in another currency than the shop’s', () => {
  let world: BuyingWorld
  beforeAll(async () => {
    world = await createBuyingWorld()
    const card = world.world.gateways.get('test-card')
    if (!card) throw new Error('There are no cards')
    const like = (id: string, change: Partial<GatewayDescriptor>): [string, Gateway] => [
      id,
      { ...card, descriptor: { ...card.descriptor, id, ...change } },
    ]
    world.world.gateways = new Map([
      ...world.world.gateways,
      like('test-phone', { method: 'mpesa', currencies: ['KES'], stepOf: () => 100n, asks: 'phone' }),
      like('test-coin', { method: 'bitcoin', currencies: ['BTC'], surfaces: ['web'] }),
    ])
  })
  afterAll(() => world.close())

  const paymentsOf = async (id: string) => world.db.select().from(payments).where(eq(payments.orderId, id)).orderBy(payments.attempt)
  const offerFor = async (person: Person, method: string) => {
    const quote = await askQuote(person)
    return { quote, offer: quote.methods.find((each) => each.method === method) }
  }
  const retry = (person: Person, number: string, body: object) =>
    person.request('POST', `/orders/${number}/payments`, body, { 'idempotency-key': newId() })
  const waysToPay = async (person: Person, number: string) =>
    (await read<z.output<typeof WaysToPay>>(await person.request('GET', `/orders/${number}/ways-to-pay`))).items

  it('is not offered while no rate is known', async () => {
    const { person } = await world.shopper()
    const { quote, offer } = await offerFor(person, 'mpesa')
    expect(offer).toMatchObject({ available: false, reason: 'no_rate', rate: null })
    expect(quote.methods.find((each) => each.method === 'card')).toMatchObject({ available: true, rate: null, health: 'good', asks: null })
    const refused = await checkOut(person, quote, { method: 'mpesa' })
    expect([refused.status, (await read<ProblemJson>(refused)).facts]).toEqual([409, { method: 'mpesa', reason: 'no_rate' }])
  })

  it('is charged what was shown, by the rates it was shown by, though there are newer ones', async () => {
    const { person } = await world.shopper()
    const shown = await takeRates(world, { KES: '129.67' })
    const { quote, offer } = await offerFor(person, 'mpesa')
    expect(offer).toMatchObject({
      available: true,
      asks: 'phone',
      rate: { table: shown, from: 'USD', to: 'KES', rate: '129.67', sources: ['one', 'two'] },
    })
    const total = BigInt(quote.totals.total.amount)
    const asked = ((total * 12_967n + 9_999n) / 10_000n) * 100n
    expect(offer?.amount).toEqual({ amount: String(asked), currency: 'KES' })

    world.clock.advance(14 * 60)
    await takeRates(world, { KES: '150' })
    const placed = await read<PlacedOrder>(await checkOut(person, quote, { method: 'mpesa', payer: { phone: '+254700000001' } }))
    expect(placed.payment.amount).toEqual(offer?.amount)
    expect(placed.order.totals.total).toEqual(quote.totals.total)
    const [order] = await world.ordersOf(person)
    const [payment] = await paymentsOf(order?.id ?? '')
    expect(payment).toMatchObject({ amount: asked, currency: 'KES', fx: { table: shown, rate: '129.67', from: 'USD', to: 'KES' } })
    expect(payment?.fx).not.toHaveProperty('goodUntil')
    expect(world.sealer.open('payer', payment?.payer ?? '')).toEqual({ phone: '+254700000001' })
  })

  it('is asked of the contact’s phone when no other is given, and of nobody without one', async () => {
    await takeRates(world, { KES: '130' })
    const { person } = await world.shopper()
    const { quote } = await offerFor(person, 'mpesa')
    await checkOut(person, quote, { method: 'mpesa' })
    const [order] = await world.ordersOf(person)
    const [payment] = await paymentsOf(order?.id ?? '')
    expect(world.sealer.open('payer', payment?.payer ?? '')).toEqual({ phone: '+254712345678' })

    const { person: other } = await world.shopper()
    const refused = await checkOut(other, await askQuote(other), { method: 'mpesa', contact: { name: 'Amina', phone: null } })
    expect([refused.status, (await read<ProblemJson>(refused)).code]).toEqual([422, 'payments/payer-required'])
  })

  it('ends with the quote: nobody is charged by rates that are half an hour old', async () => {
    await takeRates(world, { KES: '130' })
    const { person } = await world.shopper()
    const { quote } = await offerFor(person, 'mpesa')
    world.clock.advance(15 * 60)
    expect((await checkOut(person, quote, { method: 'mpesa' })).status).toBe(409)
    expect(await world.ordersOf(person)).toEqual([])
  })

  describe('another time', () => {
    /** An order that waits to be paid by card. */
    async function ordered(): Promise<{ person: Person; number: string; id: string }> {
      const { person } = await world.shopper()
      const placed = await read<PlacedOrder>(await checkOut(person, await askQuote(person), { method: 'card' }))
      const [order] = await world.ordersOf(person)
      return { person, number: placed.order.number, id: order?.id ?? '' }
    }

    it('is charged what the ways to pay showed', async () => {
      world.card.answers = 'is down'
      const { person, number, id } = await ordered()
      world.card.answers = 'asks for the card'
      const shown = await takeRates(world, { KES: '130' })
      const offer = (await waysToPay(person, number)).find((each) => each.method === 'mpesa')
      expect(offer?.rate?.table).toBe(shown)
      world.clock.advance(299)
      await takeRates(world, { KES: '200' })
      const again = await retry(person, number, { method: 'mpesa', shown: offer?.shown, payer: { phone: '+254700000001' } })
      expect(again.status).toBe(201)
      expect((await read<PlacedOrder>(again)).payment.amount).toEqual(offer?.amount)
      const next = (await waysToPay(person, number)).find((each) => each.method === 'mpesa')
      expect([offer?.phone, next?.phone]).toEqual(['+254 712 ••• 678', '+254 700 ••• 001'])
      expect((await paymentsOf(id)).map(({ currency, fx }) => [currency, fx?.table])).toEqual([
        ['USD', undefined],
        ['KES', shown],
      ])
    })

    it('is never another amount than was shown: what would be asked now is told instead', async () => {
      world.card.answers = 'is down'
      const { person, number, id } = await ordered()
      world.card.answers = 'asks for the card'
      await takeRates(world, { KES: '130' })
      const old = (await waysToPay(person, number)).find((each) => each.method === 'mpesa')?.shown
      world.clock.advance(29 * 60)
      const now = await takeRates(world, { KES: '140' })
      world.clock.advance(59)
      expect((await waysToPay(person, number)).find((each) => each.method === 'mpesa')?.rate?.table).toBe(now)
      for (const shown of [undefined, newId(), old]) {
        const refused = await retry(person, number, { method: 'mpesa', ...(shown ? { shown } : {}) })
        const problem = await read<ProblemJson>(refused)
        expect([refused.status, problem.code, problem.facts?.['currency']]).toEqual([409, 'orders/amount-changed', 'KES'])
        expect(openShown(world.world, String(problem.facts?.['shown']), { orderId: id, method: 'mpesa' })).toBe(now)
      }
      world.clock.advance(2)
      // The window of the order is over too; what counts is that nothing was begun.
      expect((await retry(person, number, { method: 'mpesa', shown: old })).status).toBe(409)
      expect(await paymentsOf(id)).toHaveLength(1)
    })

    it('is agreed to with what was shown for this order and this way, not with the best that anybody ever saw', async () => {
      world.card.answers = 'is down'
      const [one, other] = [await ordered(), await ordered()]
      world.card.answers = 'asks for the card'
      const shownOf = async ({ person, number }: typeof one, method = 'mpesa') =>
        (await waysToPay(person, number)).find((each) => each.method === method)?.shown
      const cheap = await takeRates(world, { KES: '130', BTC: '0.00001' })
      const [shown, elsewhere, byCoin] = [await shownOf(one), await shownOf(other), await shownOf(one, 'bitcoin')]
      world.clock.advance(1)
      await takeRates(world, { KES: '200', BTC: '0.00001' })
      const made = shown?.replace(/^1\../, (start) => (start === '1.A' ? '1.B' : '1.A'))
      for (const wrong of [elsewhere, byCoin, made, cheap]) {
        const refused = await retry(one.person, one.number, { method: 'mpesa', shown: wrong })
        expect([refused.status, (await read<ProblemJson>(refused)).code]).toEqual([409, 'orders/amount-changed'])
      }
      world.clock.advance(299)
      const refused = await read<ProblemJson>(await retry(one.person, one.number, { method: 'mpesa', shown }))
      expect(refused.code).toBe('orders/amount-changed')
      // What the refusal tells can be agreed to at once.
      const agreed = await retry(one.person, one.number, { method: 'mpesa', shown: refused.facts?.['shown'] })
      expect(agreed.status).toBe(201)
      expect((await read<PlacedOrder>(agreed)).payment.amount).toEqual({ amount: refused.facts?.['amount'], currency: 'KES' })
    })

    it('asks the phone again that was asked before, not the contact’s', async () => {
      world.card.answers = 'is down'
      const { person, number, id } = await ordered()
      await takeRates(world, { KES: '130' })
      const shown = (await waysToPay(person, number)).find((each) => each.method === 'mpesa')?.shown
      world.card.answers = 'asks for the card'
      await retry(person, number, { method: 'mpesa', shown, payer: { phone: '+254700000007' } })
      await world.db.update(payments).set({ state: 'failed' }).where(eq(payments.orderId, id))
      const again = await retry(person, number, { method: 'mpesa', shown })
      expect(await again.json()).toMatchObject({ payment: { attempt: 3 } })
      const phones = (await paymentsOf(id)).map(({ payer }) => (payer === null ? null : world.sealer.open('payer', payer)))
      expect(phones).toEqual([null, { phone: '+254700000007' }, { phone: '+254700000007' }])
    })

    it('needs no rates in the shop’s own currency', async () => {
      world.card.answers = 'is down'
      const { person, number } = await ordered()
      world.card.answers = 'asks for the card'
      expect((await retry(person, number, { method: 'card' })).status).toBe(201)
    })
  })

  it('by Bitcoin is refused inside Telegram, whatever the app says, and offered in a browser', async () => {
    await takeRates(world, { BTC: '0.000012' })
    const { person } = await world.shopper()
    const { quote, offer } = await offerFor(person, 'bitcoin')
    expect(offer).toMatchObject({ available: false, reason: 'surface' })
    const refused = await checkOut(person, quote, { method: 'bitcoin' })
    expect([refused.status, (await read<ProblemJson>(refused)).facts]).toEqual([409, { method: 'bitcoin', reason: 'surface' }])
    const web = { ...person.ctx, actor: { ...person.ctx.actor, surface: 'web' as const } }
    const { quoteCart } = await import('./quote-cart.ts')
    expect((await quoteCart(web, {})).methods.find((each) => each.method === 'bitcoin')).toMatchObject({ available: true })
  })
})
