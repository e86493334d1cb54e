import { sql } from 'drizzle-orm'
import { money } from 'shared/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { rowsOf } from '../../platform/db.ts'
import type { Person } from '../../testing/world.ts'
import { findPayment } from './queries.ts'
import { refundsOf } from './queries-refunds.ts'
import { proveBooks } from './reconcile.ts'
import { requestRefund } from './request-refund.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from './testing/payments-shop.ts'

describe('the reference by which staff decide a payment', () => {
  let test: PaymentsTest
  let manager: Person
  beforeAll(async () => {
    test = await createPaymentsTest({ environment: { LOG_LEVEL: 'error' } })
    manager = await test.person({ role: 'manager' })
  })
  afterAll(async () => {
    if ((await proveBooks(test.system)) > 0) throw new Error('The books do not agree')
    await test.close()
  })

  const phones = () => test.sandbox.gateways.mpesa
  const pushOf = ({ payment }: Begun) => Object.values(phones().state.pushes).findLast((each) => each.callbackUrl.includes(payment.id))
  /** Daraja answers with a code that nobody has told us of; the case lies open as after days of asking. */
  const unclear = async () => {
    const begun = await test.begin('mpesa')
    phones().answer(pushOf(begun)?.id ?? '', '7777')
    await test.settle()
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'unknown' })
    const caseId = newId()
    await test.db.execute(sql`insert into payment_cases (id, kind, dedupe_key, order_id, payment_id, detail, created_at)
      values (${caseId}, 'unknown_outcome', ${`unknown:${begun.payment.id}`}, ${begun.order.id}, ${begun.payment.id}, '', now())`)
    return { begun, caseId }
  }
  const decide = async (caseId: string, reference: string) => {
    const body = { outcome: 'paid', reference, reason: 'It is in the statement' }
    const answer = await manager.request('POST', `/admin/cases/${caseId}/decide`, body)
    return answer.status === 200 ? 200 : ((await answer.json()) as { code: string }).code
  }

  it('belongs to one payment, however it is typed and whoever is first', async () => {
    const [a, b, c] = [await unclear(), await unclear(), await unclear()]
    expect(await decide(a.caseId, 'SKJ4T7Q2XA')).toBe(200)
    expect(await decide(b.caseId, 'skj4t7q2xa')).toBe('payments/reference-taken')
    expect(
      (await Promise.all([decide(b.caseId, 'SKJ4T7Q2XB'), decide(c.caseId, 'SKJ4T7Q2XB')]))
        .map(String)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['200', 'payments/reference-taken'])
  })

  it('is not the receipt of a payment that the gateway has told of, nor its reference', async () => {
    const paid = await test.begin('mpesa')
    phones().answer(pushOf(paid)?.id ?? '', '0')
    await test.settle()
    const { label, reference } = (await findPayment(test.db, paid.payment.id)) ?? {}
    const { caseId } = await unclear()
    for (const taken of [label, reference]) expect(await decide(caseId, taken ?? '')).toBe('payments/reference-taken')
  })

  it('is not what is reversed: it may be somebody else’s receipt', async () => {
    const { begun, caseId } = await unclear()
    phones().pay('254712000009', 'SOMEBODY', Number(begun.payment.amount / 100n), '174379')
    const theirs = () => Object.entries(phones().state.book).find(([, line]) => line.account === 'SOMEBODY')
    expect(await decide(caseId, theirs()?.[0] ?? '')).toBe(200)
    await requestRefund(test.system, {
      paymentId: begun.payment.id,
      amount: money(begun.payment.amount, 'KES'),
      reason: 'requested_by_customer',
      idempotencyKey: newId(),
      requestHash: '',
    })
    await test.settle()
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'failed', failureCode: 'receipt_not_confirmed' }])
    expect(theirs()?.[1].isReversed).toBe(false)
    expect(
      await rowsOf(test.db, sql`select kind from payment_cases where payment_id = ${begun.payment.id} and resolved_at is null`),
    ).toEqual([{ kind: 'refund_failed' }])
  })
})
