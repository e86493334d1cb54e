import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { rowsOf } from '../../../../platform/db.ts'
import { newId } from '../../../../platform/ids.ts'
import { findPayment, movementsOf } from '../../queries.ts'
import { proveBooks, scanGaps } from '../../reconcile.ts'
import { requestRefund } from '../../request-refund.ts'
import { settleGateways } from '../../settle.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import type { Gateway } from '../gateway.ts'
import { paypal } from './index.ts'

const hour = 3_600
const day = 24 * hour

/** Someone paid; what PayPal keeps of it is 3.49 % and 49 cents. */
const feeOf = (amount: bigint) => (amount * 349n) / 10_000n + 49n

function shop() {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest({ environment: { LOG_LEVEL: 'error' } })
  })
  afterEach(async () => {
    test.sandbox.calm()
    expect(await proveBooks(test.system), 'the books agree').toBe(0)
  })
  afterAll(() => test.close())

  const theirs = () => test.sandbox.gateways.paypal
  const captureOf = ({ payment }: Begun) => Object.values(theirs().state.captures).find((one) => one.custom_id === payment.id)?.id ?? ''
  return {
    test: () => test,
    theirs,
    captureOf,
    async paid() {
      const begun = await test.begin('paypal')
      theirs().approve(begun.payment.reference ?? '')
      await test.settle()
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded' })
      return begun
    },
    async refund({ payment }: Begun, amount: bigint) {
      const asked = { paymentId: payment.id, amount: money(amount, 'USD'), reason: 'damaged' as const }
      await requestRefund(test.system, { ...asked, idempotencyKey: newId(), requestHash: '' })
      await test.settle()
    },
    /** Only PayPal's: others have nothing to tell here. */
    async settle() {
      const own = test.gateways.get('paypal')
      if (own) await settleGateways({ ...test.system, gateways: new Map([['paypal', own]]) })
    },
    async account(name: string) {
      const [row] = await rowsOf<{ sum: string }>(
        test.db,
        sql`select coalesce(sum(amount), 0)::text as sum from ledger_entries where account = ${name} and currency = 'USD'`,
      )
      return BigInt(row?.sum ?? '0')
    },
    cases: () =>
      rowsOf<{ kind: string; code: string; facts: object; payment_id: string | null }>(
        test.db,
        sql`select kind, code, facts, payment_id from payment_cases where kind in ('settlement', 'orphan') and resolved_at is null order by kind, id`,
      ),
  }
}

describe('the account at PayPal', () => {
  const { test, theirs, captureOf, paid, refund, settle, account, cases } = shop()

  it('is booked once it is shown: what they took, what went back, what went to the bank', async () => {
    const begun = await paid()
    await refund(begun, 300n)
    await settle()
    expect(await account('gateway_fees:paypal')).toBe(0n)
    test().advance(4 * hour)
    await settle()
    await settle()
    expect(await account('gateway_fees:paypal')).toBe(feeOf(1800n))
    expect(await account('clearing:paypal')).toBe(1800n - 300n - feeOf(1800n))

    expect(theirs().withdraw('USD')).toBe(true)
    test().advance(4 * hour)
    await settle()
    expect(await account('bank:paypal')).toBe(1500n - feeOf(1800n))
    expect(await account('clearing:paypal')).toBe(0n)
    expect(await cases()).toEqual([])
  })

  it('agrees about a dispute that was won, one that was lost, and one that ended with a refund', async () => {
    for (const [end, comesBack] of [
      ['shop', true],
      ['payer', false],
      ['refunded', true],
    ] as const) {
      const begun = await paid()
      const dispute = theirs().dispute(captureOf(begun))
      await test().settle()
      test().advance(4 * hour)
      await settle()
      theirs().closeDispute(dispute?.dispute_id ?? '', end)
      await test().settle()
      test().advance(4 * day)
      await settle()
      expect(await cases(), end).toEqual([])
      const kinds = (await movementsOf(test().db, [begun.payment.id])).map(({ kind }) => kind)
      expect([kinds.includes('chargeback'), kinds.includes('chargeback_reversal')], end).toEqual([true, comesBack])
    }
  })

  it('agrees about a refund that came back', async () => {
    const begun = await paid()
    await refund(begun, 500n)
    const [made] = Object.values(theirs().state.refunds).slice(-1)
    theirs().failRefund(made?.id ?? '')
    await test().settle()
    test().advance(4 * day)
    await settle()
    expect(await cases()).toEqual([])
    expect(await findPayment(test().db, begun.payment.id)).toMatchObject({ refunded: 0n })
  })

  it('shows money that no payment explains, and what is missing in it', async () => {
    const begun = await paid()
    const { transactions } = theirs().state
    const [row] = transactions.splice(-1)
    if (!row) throw new Error('There is no row')
    transactions.push({ ...row, id: '5TY05013RG002845M', customId: newId(), fee: '0' })
    test().advance(4 * day)
    await settle()
    expect(await cases()).toEqual([
      {
        kind: 'orphan',
        code: 'movement_unknown',
        facts: expect.objectContaining({ gateway: 'paypal', reference: '5TY05013RG002845M' }),
        payment_id: null,
      },
      { kind: 'settlement', code: 'not_settled', facts: expect.anything(), payment_id: begun.payment.id },
    ])
    await test().db.execute(sql`update payment_cases set resolved_at = now()`)
  })

  it('is read in windows of a month, in pages, and in halves where one question finds too much', async () => {
    const { transactions } = theirs().state
    transactions.splice(0)
    const now = test().clock.now().getTime()
    for (let copy = 0; copy < 1_100; copy += 1)
      transactions.push({
        id: `FEE${copy}`,
        at: now - 40 * day * 1000 + copy * 1000 * hour,
        code: 'T0100',
        units: '-1',
        fee: '0',
        currency: 'USD',
      })
    theirs().surprise({ mostRows: 400 })
    const gateway = test().gateways.get('paypal')
    const ids = new Set<string>()
    const none = (async function* () {})()
    for await (const page of gateway?.listSettled?.(new Date(now - 40 * day * 1000), none) ?? []) for (const { id } of page) ids.add(id)
    expect(ids.size).toBe(transactions.filter(({ at }) => at <= now - 3 * hour * 1000).length)
    transactions.splice(0)
  })
})

describe('without a webhook', () => {
  const { test, theirs, captureOf, paid, cases } = shop()
  const scan = async () => {
    const { config } = test()
    if (!config.paypal) throw new Error('There is no PayPal')
    const deaf = paypal({ ...config.paypal, webhookId: undefined }, test().clock)
    await scanBy(deaf)
    return deaf
  }
  const scanBy = async (deaf: Gateway, seconds = 2 * hour) => {
    await scanGaps({ ...test().system, gateways: new Map([['paypal', deaf]]) }, { seconds })
  }

  it('a dispute is found by the list of disputes', async () => {
    const begun = await paid()
    theirs().switches({ off: true })
    theirs().dispute(captureOf(begun))
    await scan()
    expect((await movementsOf(test().db, [begun.payment.id])).map(({ kind }) => kind)).toEqual(['capture', 'chargeback'])
  })

  it('the account, which tells of everything hours late, is read once an hour, but at once from further back', async () => {
    const asked = () => theirs().state.calls.filter(({ path }) => path.includes('/reporting/transactions')).length
    const deaf = await scan()
    const before = asked()
    test().clock.advance(0.9 * hour)
    await scanBy(deaf)
    expect(asked()).toBe(before)
    test().clock.advance(0.2 * hour)
    await scanBy(deaf)
    expect(asked()).toBe(before + 1)
    await scanBy(deaf, 5 * day)
    expect(asked()).toBe(before + 2)
  })

  it('a refund made in their screens is found in the account, though it is shown hours later', async () => {
    const begun = await paid()
    theirs().switches({ off: true })
    const { state, fetch } = theirs()
    const [token = ''] = Object.keys(state.tokens).slice(-1)
    const asked = { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{}' }
    const made = await fetch(new Request(`https://api-m.sandbox.paypal.com/v2/payments/captures/${captureOf(begun)}/refund`, asked))
    expect(made.status).toBe(201)
    await scan()
    expect(await findPayment(test().db, begun.payment.id)).toMatchObject({ refunded: 0n })
    test().advance(5 * hour)
    await scan()
    expect(await findPayment(test().db, begun.payment.id)).toMatchObject({ refunded: 1800n })
    expect(await cases()).toEqual([])
  })
})
