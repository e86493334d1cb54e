import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { rowsOf, type Db } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { callOffPromises } from './call-off-promises.ts'
import type { ForeignMovement, Gateway } from './gateways/gateway.ts'
import { findPayment, movementsOf } from './queries.ts'
import { proveBooks, scanGaps, sweepPayments } from './reconcile.ts'
import { requestRefund } from './request-refund.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing/payments-shop.ts'

const hours = 3_600

describe('a scan for what nobody told us', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest({ environment: { LOG_LEVEL: 'error' } })
  })
  afterEach(() => test.sandbox.calm())
  afterAll(() => test.close())

  const paid = async () => {
    const { payment } = await test.begin()
    await payByCard(test, payment)
    await test.settle()
    test.sandbox.gateways.stripe.switches({ off: true })
    return payment
  }
  const disputeOf = (reference: string | null) => {
    test.sandbox.gateways.stripe.dispute(reference ?? '')
    return Object.values(test.sandbox.gateways.stripe.state.disputes).find((each) => each.payment_intent === reference)?.id ?? ''
  }
  const casesOf = (paymentId: string) =>
    rowsOf<{ kind: string; amount: string; open: boolean }>(
      test.db,
      sql`select kind, amount::text, resolved_at is null as open from payment_cases where payment_id = ${paymentId}`,
    )
  const scan = () => scanGaps(test.system, { seconds: 2 * hours })

  it('lays a dispute before a person, once, and closes it when the bank gives the money back', async () => {
    const payment = await paid()
    const dispute = disputeOf(payment.reference)
    await scan()
    await scan()
    expect(await casesOf(payment.id)).toEqual([{ kind: 'dispute', amount: '1800', open: true }])
    expect((await movementsOf(test.db, [payment.id])).map((each) => [each.kind, each.amount])).toEqual([
      ['capture', 1800n],
      ['chargeback', 1800n],
    ])
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded', captured: 1800n, refunded: 0n })

    test.sandbox.gateways.stripe.moveDispute(dispute, 'won')
    await scan()
    expect(await casesOf(payment.id)).toEqual([{ kind: 'dispute', amount: '1800', open: false }])
    expect(await proveBooks(test.system)).toBe(0)
  })

  it('leaves a lost dispute for a person to close', async () => {
    const payment = await paid()
    test.sandbox.gateways.stripe.moveDispute(disputeOf(payment.reference), 'lost')
    await scan()
    expect(await casesOf(payment.id)).toEqual([{ kind: 'dispute', amount: '1800', open: true }])
  })

  it('asks the database once a page, however much it holds', async () => {
    const payment = await paid()
    const { events } = test.sandbox.gateways.stripe.state
    const charged = Object.values(events).find(
      (event) => event.type === 'charge.succeeded' && JSON.stringify(event.data).includes(payment.reference ?? '?'),
    )
    if (!charged) throw new Error('There is no event of the charge')
    for (let copy = 0; copy < 250; copy += 1) events[`evt_copy_${copy}`] = { ...charged, id: `evt_copy_${copy}` }
    const heard = listenTo(test.db)
    await scan()
    expect(heard.filter((query) => query.includes('payment_movements')).length).toBeLessThanOrEqual(5)
    for (let copy = 0; copy < 250; copy += 1) delete events[`evt_copy_${copy}`]
  })

  it('reads on to the last page', async () => {
    const payment = await paid()
    const dispute = disputeOf(payment.reference)
    const { events } = test.sandbox.gateways.stripe.state
    const noise = Object.values(events).find((event) => event.type === 'refund.created' || event.type === 'charge.succeeded')
    if (!noise) throw new Error('There is no event')
    for (let copy = 0; copy < 450; copy += 1) events[`evt_later_${copy}`] = { ...noise, id: `evt_later_${copy}` }
    await scan()
    expect(
      (await casesOf(payment.id)).map((each) => each.kind),
      dispute,
    ).toEqual(['dispute'])
    for (let copy = 0; copy < 450; copy += 1) delete events[`evt_later_${copy}`]
  })

  it('says so when it stops before its end', async () => {
    const endless = {
      descriptor: { id: 'endless' },
      classify: () => ({ kind: 'ambiguous', code: 'unknown', failure: 'other' }),
      async *listMovements(): AsyncIterable<ForeignMovement[]> {
        for (;;) yield await Promise.resolve([])
      },
    } as unknown as Gateway
    await scanGaps({ ...test.system, gateways: new Map([['endless', endless]]) }, { seconds: 60 })
    const broken = {
      ...endless,
      descriptor: { id: 'broken' },
      listMovements: (): AsyncIterable<ForeignMovement[]> => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no')) }),
      }),
    } as unknown as Gateway
    await scanGaps({ ...test.system, gateways: new Map([['broken', broken]]) }, { seconds: 60 })
    const said = test.logged.filter((line) => line.includes('a gap scan stopped before its end')).map((line) => JSON.parse(line) as object)
    expect(said).toMatchObject([
      { gateway: 'endless', pages: 1000, why: 'too many pages' },
      { gateway: 'broken', pages: 0, why: 'unknown' },
    ])
  })
})

describe('a day of refunds, cancellations and coins', () => {
  it('leaves no money that is nobody’s', async () => {
    const test = await createPaymentsTest()
    const { bitcoin, ton } = test.sandbox.gateways
    const [card, cash, coins, inTon] = [
      await test.begin('card'),
      await test.begin('cash_on_delivery'),
      await test.begin('bitcoin'),
      await test.begin('ton'),
    ]
    await payByCard(test, card.payment)
    await test.settle()
    const amount = money(card.payment.amount, 'USD')
    await requestRefund(test.system, { paymentId: card.payment.id, amount, reason: 'damaged', idempotencyKey: newId(), requestHash: '' })
    await callOffPromises(test.system, cash.order.id)
    bitcoin.pay(coins.payment.reference ?? '', Number(coins.payment.amount))
    bitcoin.mine(6)
    // Whoever pays first opens the chain: what made the shop's wallet is older than the shop.
    await ton.pay({ person: 'Amina', coin: 'ton', amount: inTon.payment.amount, memo: inTon.payment.reference, how: 'right' })
    await test.settle()
    test.advance(4 * hours)
    await sweepPayments(test.system)
    await test.settle()
    await scanGaps(test.system, { seconds: 8 * 24 * hours })

    expect((await findPayment(test.db, card.payment.id))?.refunded).toBe(card.payment.amount)
    expect((await findPayment(test.db, cash.payment.id))?.state).toBe('cancelled')
    for (const { payment } of [coins, inTon]) expect((await findPayment(test.db, payment.id))?.captured).toBe(payment.amount)
    expect(await rowsOf(test.db, sql`select kind, dedupe_key from payment_cases`)).toEqual([])
    await test.close()
  })
})

describe('a sweep', () => {
  it('leaves alone what a gateway took that is switched off, until it is there again', async () => {
    const test = await createPaymentsTest({ environment: { LOG_LEVEL: 'error' } })
    const { payment } = await test.begin()
    await payByCard(test, payment)
    test.advance(120)
    const before = await findPayment(test.db, payment.id)
    await sweepPayments({ ...test.system, gateways: new Map() })
    expect(await findPayment(test.db, payment.id)).toEqual(before)
    expect(test.logged).toEqual([])
    await sweepPayments(test.system)
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded' })
    await test.close()
  })
})

/** Writes down what is asked of the database from now on. */
function listenTo(db: Db): string[] {
  const heard: string[] = []
  const { session } = db as unknown as { session: { logger: object } }
  session.logger = { logQuery: (query: string) => heard.push(query) }
  return heard
}
