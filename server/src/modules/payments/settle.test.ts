import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Settlements } from 'shared/payments.schema'
import { rowsOf } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { findPayment } from './queries.ts'
import { proveBooks } from './reconcile.ts'
import { requestRefund } from './request-refund.ts'
import { settleGateways } from './settle.ts'
import { createPaymentsTest, payByCard, type Begun, type PaymentsTest } from './testing/payments-shop.ts'

const day = 86_400

describe('what gateways say they settled', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(() => test.sandbox.calm())
  afterAll(() => test.close())

  const paid = async () => {
    const begun = await test.begin()
    await payByCard(test, begun.payment)
    await test.settle()
    test.advance(60)
    await test.settle()
    return begun
  }
  const settle = (...ids: string[]) =>
    settleGateways({ ...test.system, gateways: new Map([...test.gateways].filter(([id]) => ids.includes(id))) })
  const account = async (name: string, currency = 'USD') => {
    const [row] = await rowsOf<{ sum: string }>(
      test.db,
      sql`select coalesce(sum(amount), 0)::text as sum from ledger_entries where account = ${name} and currency = ${currency}`,
    )
    return BigInt(row?.sum ?? '0')
  }
  /** The row of Stripe's balance that a payment's charge is on. */
  const rowOf = ({ payment }: Begun) => {
    const { balanceTransactions } = test.sandbox.gateways.stripe.state
    const charge = Object.values(test.sandbox.gateways.stripe.state.charges).find((each) => each.payment_intent === payment.reference)
    const row = Object.values(balanceTransactions).find((each) => each.source === charge?.id)
    if (!row) throw new Error('There is no row')
    return row
  }
  const cases = () =>
    rowsOf<{ kind: string; code: string; facts: object; payment_id: string | null }>(
      test.db,
      sql`select kind, code, facts, payment_id from payment_cases where kind in ('settlement', 'orphan') and resolved_at is null order by created_at`,
    )
  const refund = async ({ payment }: Begun, amount: bigint) => {
    await requestRefund(test.system, {
      paymentId: payment.id,
      amount: { amount, currency: 'USD' },
      reason: 'damaged',
      idempotencyKey: newId(),
      requestHash: '',
    })
    await test.settle()
  }
  const report = async () => {
    const manager = await test.person({ role: 'manager' })
    return (await (await manager.request('GET', '/admin/settlements')).json()) as Settlements
  }

  it('is booked: what was taken for it, and what went to the bank', async () => {
    const begun = await paid()
    await refund(begun, 300n)
    await settle('stripe', 'telegram-stars')
    // 2.9 % and thirty cents of 18 dollars.
    expect(await account('gateway_fees:stripe')).toBe(82n)
    expect(await account('clearing:stripe')).toBe(1800n - 300n - 82n)
    expect(await cases()).toEqual([])

    test.advance(3 * day)
    expect(test.sandbox.gateways.stripe.payOut('USD')).toMatchObject({ amount: 1418 })
    await settle('stripe', 'telegram-stars')
    expect(await account('bank:stripe')).toBe(1418n)
    expect(await account('clearing:stripe')).toBe(0n)
    expect(await cases()).toEqual([])
  })

  it('and told again changes nothing', async () => {
    const before = [await account('gateway_fees:stripe'), await account('bank:stripe')]
    await settle('stripe', 'telegram-stars')
    expect([await account('gateway_fees:stripe'), await account('bank:stripe')]).toEqual(before)
  })

  it('finds what no webhook told of, through the one road', async () => {
    const begun = await test.begin()
    test.sandbox.gateways.stripe.switches({ off: true })
    await payByCard(test, begun.payment)
    test.advance(60)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ captured: 0n })
    await settle('stripe', 'telegram-stars')
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ captured: 1800n, state: 'succeeded' })
    expect(await cases()).toEqual([])
  })

  it('a dispute, its fee and its return are settled, too', async () => {
    const { payment } = await paid()
    const fees = await account('gateway_fees:stripe')
    const dispute = test.sandbox.gateways.stripe.dispute(payment.reference ?? '')
    await test.settle()
    await settle('stripe', 'telegram-stars')
    expect((await account('gateway_fees:stripe')) - fees).toBe(82n + 1500n)
    test.sandbox.gateways.stripe.moveDispute(dispute?.id ?? '', 'won')
    await test.settle()
    await settle('stripe', 'telegram-stars')
    expect((await account('gateway_fees:stripe')) - fees).toBe(82n)
    expect(await cases()).toEqual([])
  })

  it('a charge that is not in the settlement after three days becomes a case', async () => {
    const begun = await paid()
    const { payment } = begun
    delete test.sandbox.gateways.stripe.state.balanceTransactions[rowOf(begun).id]
    await settle('stripe', 'telegram-stars')
    expect(await cases()).toEqual([])
    const waiting = { amount: '1800', currency: 'USD' }
    expect((await report()).days).toContainEqual(expect.objectContaining({ gateway: 'stripe', waiting }))
    test.advance(3 * day + 60)
    await settle('stripe', 'telegram-stars')
    expect(await cases()).toMatchObject([{ kind: 'settlement', payment_id: payment.id, code: 'not_settled', facts: expect.anything() }])
    await settle('stripe', 'telegram-stars')
    expect(await cases()).toHaveLength(1)

    const { days } = await report()
    expect(days).toContainEqual(expect.objectContaining({ gateway: 'stripe', difference: { amount: '-1800', currency: 'USD' } }))
  })

  it('an amount that differs becomes a case', async () => {
    const begun = await paid()
    const { payment } = begun
    const row = rowOf(begun)
    Object.assign(row, { amount: 1700, net: 1700 - row.fee })
    await settle('stripe', 'telegram-stars')
    expect(await cases()).toContainEqual({
      kind: 'settlement',
      payment_id: payment.id,
      code: 'settled_otherwise',
      facts: { gateway: 'stripe', what: expect.stringContaining('1800 booked, 1700 USD settled') },
    })
  })

  it('what the gateway took by itself is booked apart, and asked about', async () => {
    const { stripe } = test.sandbox.gateways
    const at = stripe.state.balanceTransactions
    const [row] = Object.values(at)
    if (!row) throw new Error('There is no row')
    at['txn_reserve'] = { ...row, id: 'txn_reserve', type: 'reserve_hold', source: null, amount: -500, fee: 0, net: -500 }
    row.created = test.sandbox.clock.seconds()
    at['txn_reserve'].created = row.created
    await settle('stripe', 'telegram-stars')
    expect(await account('adjustments:stripe')).toBe(500n)
    expect(await cases()).toContainEqual({
      kind: 'settlement',
      payment_id: null,
      code: 'held_changed',
      facts: { gateway: 'stripe', what: expect.stringContaining('txn_reserve') },
    })
    delete at['txn_reserve']
  })

  it('money in a currency the account does not keep is changed on its way in', async () => {
    const begun = await paid()
    const { payment } = begun
    Object.assign(rowOf(begun), { currency: 'eur', amount: 1600, fee: 70, net: 1530, exchange_rate: 0.8888 })
    await settle('stripe', 'telegram-stars')
    expect(await account('exchange:stripe', 'USD')).toBe(1800n)
    expect(await account('exchange:stripe', 'EUR')).toBe(-1600n)
    expect(await account('clearing:stripe', 'EUR')).toBe(1530n)
    expect((await cases()).map((each) => each.payment_id)).not.toContain(payment.id)
  })

  it('Stars are held for three weeks, and go out by Fragment', async () => {
    const begun = await test.begin('stars')
    const { telegram } = test.sandbox
    const invoice = Object.values(telegram.state.invoices).findLast((each) => each.payload === begun.payment.id)
    const paying = telegram.pay(invoice?.slug ?? '', begun.person.user.telegramId)
    const checkout = Object.values(telegram.state.checkouts).findLast((each) => each.state === 'waiting')
    await test.telegram.call('answerPreCheckoutQuery', { pre_checkout_query_id: checkout?.id, ok: true })
    expect((await paying).status).toBe('paid')
    await settle('stripe', 'telegram-stars')
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n })
    expect((await report()).held).toContainEqual({
      gateway: 'telegram-stars',
      method: 'stars',
      booked: { amount: '150', currency: 'XTR' },
      held: { amount: '150', currency: 'XTR' },
      onHold: { amount: '150', currency: 'XTR' },
      at: expect.any(String),
    })

    test.advance(22 * day)
    expect(telegram.withdraw(100)).toBe(true)
    await settle('stripe', 'telegram-stars')
    expect(await account('bank:telegram-stars', 'XTR')).toBe(100n)
    expect((await report()).held).toContainEqual(
      expect.objectContaining({
        gateway: 'telegram-stars',
        held: { amount: '50', currency: 'XTR' },
        onHold: { amount: '0', currency: 'XTR' },
      }),
    )
  })

  it('asks for nothing that nobody could have told: a book of two days, and a week of ours without a look at it', async () => {
    const paidByPhone = async () => {
      const begun = await test.begin('mpesa')
      const push = Object.values(test.sandbox.gateways.mpesa.state.pushes).findLast((each) => each.callbackUrl.includes(begun.payment.id))
      test.sandbox.gateways.mpesa.answer(push?.id ?? '', '0')
      await test.settle()
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded' })
    }
    const shown = async () => (await report()).days.filter(({ gateway }) => gateway === 'mpesa')
    const before = (await cases()).length
    await settle('mpesa')
    await paidByPhone()
    test.advance(7 * day)
    await settle('mpesa')
    test.advance(4 * day)
    await settle('mpesa')
    expect(await cases()).toHaveLength(before)
    expect(await shown()).toMatchObject([{ difference: { amount: '0' }, waiting: { amount: '233000' } }])

    await paidByPhone()
    test.sandbox.gateways.mpesa.state.surprises.bookSilent = true
    for (let days = 0; days < 4; days += 1) {
      test.advance(day)
      await settle('mpesa')
    }
    expect(await cases()).toHaveLength(before + 1)
    expect(await shown()).toContainEqual(expect.objectContaining({ difference: { amount: '-233000', currency: 'KES' } }))
  })

  it('says of every gateway which movements it tells of, and until when it was read', async () => {
    const { gateways } = await report()
    expect(gateways).toContainEqual({ gateway: 'mtn-momo', method: 'mtn_momo', tells: [], readUntil: null })
    expect(gateways).toContainEqual({ gateway: 'mpesa', method: 'mpesa', tells: ['capture'], readUntil: expect.any(String) })
  })

  it('leaves books that agree', async () => {
    expect(await proveBooks(test.system)).toBe(0)
  })

  it('is for those who may read about money', async () => {
    const customer = await test.person()
    expect((await customer.request('GET', '/admin/settlements')).status).toBe(403)
    expect((await test.request('GET', '/admin/settlements')).status).toBe(401)
  })
})
