import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { movementKinds } from 'shared/payments'
import { rowsOf } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { postings } from './ledger.ts'
import { insertLedger } from './queries-ledger.ts'
import { proveBooks, sweepPayments } from './reconcile.ts'
import { requestRefund } from './request-refund.ts'
import { findPayment } from './queries.ts'
import { refundsOf } from './queries-refunds.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing/payments-shop.ts'

describe('the double-entry book', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  const balance = () =>
    rowsOf<{ account: string; sum: string }>(
      test.db,
      sql`select account, sum(amount)::text as sum from ledger_entries group by account order by account`,
    )
  const paid = async () => {
    const { payment } = await test.begin()
    await payByCard(test, payment)
    await test.settle()
    return payment
  }
  const reason = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return String((error as Error | undefined)?.cause ?? error)
  }

  it('follows a card payment, its refund, and the refund that fails later', async () => {
    const payment = await paid()
    expect(await balance()).toEqual([
      { account: 'clearing:stripe', sum: '1800' },
      { account: 'customer_prepaid', sum: '-1800' },
    ])
    test.sandbox.gateways.stripe.nextRefund('fails_later')
    await requestRefund(test.system, {
      paymentId: payment.id,
      amount: { amount: 800n, currency: 'USD' },
      reason: 'damaged',
      idempotencyKey: newId(),
      requestHash: '',
    })
    // Promised is owed, before anything moves.
    const owed = [
      { account: 'clearing:stripe', sum: '1800' },
      { account: 'customer_prepaid', sum: '-1000' },
      { account: 'refunds_payable', sum: '-800' },
    ]
    expect(await balance()).toEqual(owed)
    expect(await proveBooks(test.system)).toBe(0)
    await test.settle()
    expect(await balance()).toMatchObject([{ sum: '1000' }, { sum: '-1000' }, { sum: '0' }])
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 800n })

    test.advance(60)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 0n, state: 'succeeded' })
    expect(await balance()).toMatchObject([{ sum: '1800' }, { sum: '-1800' }, { sum: '0' }])
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'failed', failureCode: 'lost_or_stolen_card' }])
    const cases = await rowsOf<{ kind: string }>(test.db, sql`select kind from payment_cases where payment_id = ${payment.id}`)
    expect(cases).toEqual([{ kind: 'refund_failed' }])
    // The sum is free again.
    await requestRefund(test.system, {
      paymentId: payment.id,
      amount: { amount: 1800n, currency: 'USD' },
      reason: 'damaged',
      idempotencyKey: newId(),
      requestHash: '',
    })
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 1800n })
    expect(await proveBooks(test.system)).toBe(0)
  })

  it('follows a dispute, which leaves nothing to refund', async () => {
    const payment = await paid()
    test.sandbox.gateways.stripe.dispute(payment.reference ?? '')
    await test.settle()
    expect((await balance()).find((row) => row.account === 'disputes_held')).toMatchObject({ sum: '1800' })
    await expect(
      requestRefund(test.system, {
        paymentId: payment.id,
        amount: { amount: 1n, currency: 'USD' },
        reason: 'other',
        idempotencyKey: newId(),
        requestHash: '',
      }),
    ).rejects.toMatchObject({ code: 'payments/refund-too-large' })
    const [dispute] = Object.values(test.sandbox.gateways.stripe.state.disputes)
    test.sandbox.gateways.stripe.moveDispute(dispute?.id ?? '', 'won')
    await test.settle()
    expect((await balance()).find((row) => row.account === 'disputes_held')).toMatchObject({ sum: '0' })
    expect(await proveBooks(test.system)).toBe(0)
  })

  it.each(movementKinds)('moves between two accounts at a %s', (kind) => {
    expect(new Set(postings[kind]('acme')).size).toBe(2)
  })

  const entry = (transactionId: string, account: string, amount: bigint, currency = 'USD') => ({
    id: newId(),
    transactionId,
    account,
    currency,
    amount,
  })
  const write = (entries: (id: string) => ReturnType<typeof entry>[]) => {
    const id = newId()
    const transaction = { id, dedupeKey: newId(), kind: 'test', at: test.clock.now() }
    return inTransaction(test.system, (ctx) => insertLedger(ctx.db, { transactions: [transaction], entries: entries(id) }))
  }

  it('refuses what does not balance, also when only the currencies differ', async () => {
    expect(await reason(write((id) => [entry(id, 'a', 10n), entry(id, 'b', -9n)]))).toMatch(/does not balance/)
    expect(await reason(write((id) => [entry(id, 'a', 10n), entry(id, 'b', -10n, 'KES')]))).toMatch(/does not balance/)
    expect(await reason(write((id) => [entry(id, 'a', 10n)]))).toMatch(/does not balance/)
    expect(await reason(write((id) => [entry(id, 'test:a', 10n), entry(id, 'test:b', -10n)]))).toBe('undefined')
  })

  it('posts a movement once', async () => {
    const [known] = await rowsOf<{ key: string }>(test.db, sql`select dedupe_key as key from ledger_transactions limit 1`)
    const id = newId()
    const twice = insertLedger(test.db, {
      transactions: [{ id, dedupeKey: known?.key ?? '', kind: 'capture', at: test.clock.now() }],
      entries: [entry(id, 'a', 1n), entry(id, 'b', -1n)],
    })
    expect(await reason(twice)).toMatch(/ledger_transactions_dedupe/)
  })

  it.each(['ledger_entries', 'ledger_transactions', 'payment_movements'])('is only ever added to: %s', async (table) => {
    expect(await reason(test.db.execute(sql.raw(`delete from ${table}`)))).toMatch(/append-only/)
    const column = table === 'ledger_transactions' ? "kind = 'x'" : 'amount = amount + 1'
    expect(await reason(test.db.execute(sql.raw(`update ${table} set ${column}`)))).toMatch(/append-only/)
  })

  it('is proved nightly: a sum set by hand is found', async () => {
    const payment = await paid()
    await rowsOf(test.db, sql`update payments set captured = captured + 1 where id = ${payment.id}`)
    expect(await proveBooks(test.system)).toBe(1)
    const cases = await rowsOf<{ code: string; facts: object }>(
      test.db,
      sql`select code, facts from payment_cases where dedupe_key like 'books:%'`,
    )
    expect(cases[0]).toMatchObject({ code: 'books_differ', facts: { rule: expect.stringContaining('captured equals movements') } })
    await sweepPayments(test.system)
  })
})
