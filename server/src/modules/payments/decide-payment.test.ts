import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PaymentCase } from 'shared/payments.schema'
import { rowsOf } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Person } from '../../testing/world.ts'
import { paymentToAsk } from './ask-gateway.ts'
import { executeRefund } from './execute-refund.ts'
import { findPayment, movementsOf } from './queries.ts'
import { refundsOf } from './queries-refunds.ts'
import { proveBooks, scanGaps, sweepPayments } from './reconcile.ts'
import { requestRefund } from './request-refund.ts'
import { shortName } from './short-name.ts'
import { startPayment } from './start-payment.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from './testing/payments-shop.ts'

const day = 86_400
const notPaid = { outcome: 'not_paid', reason: 'The statement has no such line' }

describe('a payment whose outcome stays unknown', () => {
  let test: PaymentsTest
  let manager: Person
  beforeAll(async () => {
    test = await createPaymentsTest({ environment: { LOG_LEVEL: 'error' } })
    manager = await test.person({ role: 'manager' })
  })
  afterEach(async () => {
    test.sandbox.calm()
    if ((await proveBooks(test.system)) > 0) throw new Error('The books do not agree')
  })
  afterAll(() => test.close())

  const phones = () => test.sandbox.gateways.mpesa
  const pushOf = ({ payment }: Begun) =>
    Object.values(phones().state.pushes).findLast((each) => each.callbackUrl.includes(payment.id)) ?? { id: '', result: null }
  const nameOf = ({ order, payment }: Begun) => shortName({ orderNumber: order.number, attempt: payment.attempt })
  const current = ({ payment }: Begun) => findPayment(test.db, payment.id)
  const casesOf = ({ payment }: Begun) =>
    rowsOf<{ id: string; kind: string; outcome: string | null; resolution: string | null }>(
      test.db,
      sql`select id, kind, outcome, resolution from payment_cases where payment_id = ${payment.id} order by created_at`,
    )
  const sweepFor = async (days: number) => {
    for (let half = 0; half < days * 2; half += 1) {
      test.advance(day / 2)
      await sweepPayments(test.system)
    }
  }
  /** Daraja answers with a code that nobody has told us of, for as long as it is asked. */
  const unclear = async () => {
    const begun = await test.begin('mpesa')
    phones().answer(pushOf(begun).id, '7777')
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'unknown' })
    for (let polls = 0; polls < 5; polls += 1) {
      test.advance(3_600 * 3)
      await sweepPayments(test.system)
    }
    expect(await casesOf(begun)).toEqual([])
    await sweepFor(5)
    const [found] = await casesOf(begun)
    expect(found).toMatchObject({ kind: 'unknown_outcome', resolution: null })
    return { begun, caseId: found?.id ?? '' }
  }
  const decide = async (caseId: string, body: unknown, person = manager) => {
    const answer = await person.request('POST', `/admin/cases/${caseId}/decide`, body)
    return { status: answer.status, body: (await answer.json()) as PaymentCase & { code?: string } }
  }
  const paid = (reference = 'SKJ4T7Q2XA') => ({ outcome: 'paid', reference, reason: 'It is in the statement' })

  it('is paid when staff found it in the books, once, and the same money told later is no second one', async () => {
    const { begun, caseId } = await unclear()
    expect(await decide(caseId, paid())).toMatchObject({ status: 200, body: { id: caseId, resolution: 'It is in the statement' } })
    expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount, label: 'SKJ4T7Q2XA' })
    expect(await movementsOf(test.db, [begun.payment.id])).toMatchObject([{ externalId: nameOf(begun), recordedBy: manager.user.id }])
    expect(await decide(caseId, paid())).toMatchObject({ status: 409, body: { code: 'payments/case-resolved' } })
    expect(
      await rowsOf(
        test.db,
        sql`select actor_id, facts from audit_entries where action = 'payments.decided' and subject_id = ${begun.payment.id}`,
      ),
    ).toEqual([{ actor_id: manager.user.id, facts: { outcome: 'paid', reference: 'SKJ4T7Q2XA' } }])

    phones().pay('254712000009', nameOf(begun), Number(begun.payment.amount / 100n), '174379')
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await current(begun)).toMatchObject({ captured: begun.payment.amount })
    expect(await movementsOf(test.db, [begun.payment.id])).toHaveLength(1)
  })

  it('is over when they found nothing, and money that comes all the same is late', async () => {
    const { begun, caseId } = await unclear()
    expect((await decide(caseId, notPaid)).status).toBe(200)
    expect(await current(begun)).toMatchObject({ state: 'failed', captured: 0n, failureCode: 'decided_by_staff' })
    phones().pay('254712000009', nameOf(begun), Number(begun.payment.amount / 100n), '174379')
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect((await casesOf(begun)).map(({ kind }) => kind)).toEqual(['unknown_outcome', 'late'])
  })

  it('is not for anybody to decide once the gateway answers: its own word comes first', async () => {
    const { begun, caseId } = await unclear()
    const { result } = pushOf(begun)
    if (result) result.code = '0'
    expect(await decide(caseId, notPaid)).toMatchObject({ status: 409, body: { code: 'payments/outcome-known' } })
    expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect(await casesOf(begun)).toMatchObject([{ outcome: 'gateway_answered', resolution: null }])
  })

  it('is decided, not only put away, by those who may, and only with a reason and a reference', async () => {
    const { begun, caseId } = await unclear()
    const put = await manager.request('POST', `/admin/cases/${caseId}/resolve`, { resolution: 'Never mind' })
    expect([put.status, ((await put.json()) as { code: string }).code]).toEqual([409, 'payments/case-undecided'])
    for (const role of ['support', 'customer'] as const)
      expect((await decide(caseId, notPaid, await test.person({ role }))).status).toBe(403)
    for (const body of [
      { outcome: 'paid', reason: 'x' },
      { ...paid(), reason: '' },
      { ...notPaid, reference: 'x' },
      { outcome: 'maybe', reason: 'x' },
    ])
      expect((await decide(caseId, body)).status).toBe(422)
    expect(await current(begun)).toMatchObject({ state: 'unknown' })
    expect(await casesOf(begun)).toMatchObject([{ resolution: null }])
  })

  it('is open again where it was put away before staff could decide it, and stays one case', async () => {
    const { begun, caseId } = await unclear()
    await test.db
      .execute(sql`update payment_cases set dedupe_key = ${`unknown:${begun.payment.id}`}, resolution = 'Asked them', resolved_at = now(),
      resolved_by = ${manager.user.id} where id = ${caseId}`)
    expect(await decide(caseId, notPaid)).toMatchObject({ status: 409, body: { code: 'payments/case-resolved' } })
    const migration = await readFile(join(import.meta.dirname, '../../../../drizzle/0023_undecided_cases.sql'), 'utf8')
    for (const statement of migration.split('--> statement-breakpoint')) await test.db.execute(sql.raw(statement))
    await sweepFor(2)
    expect(await casesOf(begun)).toMatchObject([{ id: caseId, resolution: null }])
    expect((await decide(caseId, notPaid)).status).toBe(200)
  })

  const orders = () => test.sandbox.gateways.paypal
  const captureOf = ({ payment }: Begun) => Object.values(orders().state.captures).find(({ custom_id: id }) => id === payment.id)?.id ?? ''
  const capturesOf = async ({ payment }: Begun) =>
    (await movementsOf(test.db, [payment.id])).filter(({ kind }) => kind === 'capture').map(({ externalId }) => externalId)
  /** PayPal made its order, and somebody paid it; but its answer was lost, and so is all that it says for days. */
  const lost = async () => {
    test.sandbox.calm()
    const begun = await test.write('paypal')
    orders().switches({ off: true })
    orders().faults().add({ kind: 'lose_reply', times: 1, path: '/v2/checkout/orders' })
    await startPayment(test.system, begun.payment.id)
    const reference =
      Object.values(orders().state.orders).find(({ purchase_units: [unit] }) => unit?.custom_id === begun.payment.id)?.id ?? ''
    orders().approve(reference)
    const { gateway, asked } = await paymentToAsk(test.system, begun.payment.id)
    await gateway.capture?.({ ...asked, reference }, newId())
    orders().faults().add({ kind: 'error_before', times: 1_000, path: '/v2/checkout/orders' })
    await sweepFor(6)
    expect(await current(begun)).toMatchObject({ state: 'unknown', reference: null })
    const [found] = await casesOf(begun)
    return { begun, reference, caseId: found?.id ?? '' }
  }

  it('is given back like any other, by the name staff found; and who names its order later is heard', async () => {
    const { begun, caseId, reference } = await lost()
    expect((await decide(caseId, paid(captureOf(begun)))).status).toBe(200)
    expect(await current(begun)).toMatchObject({ state: 'succeeded', reference: null })
    test.sandbox.calm()
    const refund = await requestRefund(test.system, {
      paymentId: begun.payment.id,
      amount: { amount: begun.payment.amount, currency: 'USD' },
      reason: 'other',
      idempotencyKey: newId(),
      requestHash: '',
    })
    await executeRefund(test.system, refund.id)
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'succeeded' }])
    for (const id of Object.keys(orders().state.events)) orders().resend(id)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'succeeded', reference, refunded: begun.payment.amount })
    expect(await capturesOf(begun)).toEqual([captureOf(begun)])
    expect(await refundsOf(test.db, [begun.payment.id])).toHaveLength(1)
  })

  it('is told of by a scan after it was over: late money, and nobody’s it is not', async () => {
    const { begun, caseId, reference } = await lost()
    expect((await decide(caseId, notPaid)).status).toBe(200)
    test.sandbox.calm()
    await scanGaps(test.system, { seconds: 10 * day })
    expect(await current(begun)).toMatchObject({ state: 'succeeded', reference, captured: begun.payment.amount })
    expect((await casesOf(begun)).map(({ kind }) => kind)).toEqual(['unknown_outcome', 'late'])
  })

  it('by a gateway that names its money itself: what it tells beside their word is for a person, and does not go back by itself', async () => {
    const { begun, caseId } = await lost()
    expect((await decide(caseId, paid('8AC12345XY678901B'))).status).toBe(200)
    const other = await lost()
    expect(await decide(other.caseId, paid('8AC12345XY678901B'))).toMatchObject({
      status: 409,
      body: { code: 'payments/reference-taken' },
    })
    expect(await current(other.begun)).toMatchObject({ state: 'unknown', captured: 0n })

    test.sandbox.calm()
    await scanGaps(test.system, { seconds: 20 * day })
    expect(await capturesOf(begun)).toHaveLength(2)
    expect((await casesOf(begun)).map(({ kind }) => kind)).toEqual(['unknown_outcome', 'duplicate'])
    expect(await refundsOf(test.db, [begun.payment.id])).toEqual([])
  })
})

describe('a question on a phone that was lost', () => {
  it('is decided like any other, and their late word to its own address is late money', async () => {
    const till = await createPaymentsTest({ environment: { MPESA_TYPE: 'till', MPESA_TILL: '5123456', LOG_LEVEL: 'error' } })
    const staff = await till.person({ role: 'owner' })
    const { mpesa } = till.sandbox.gateways
    mpesa.switches({ off: true })
    const written = await till.write('mpesa')
    mpesa.faults().add({ kind: 'lose_reply', times: 1, path: 'processrequest' })
    await startPayment(till.system, written.payment.id)
    mpesa.answer(Object.keys(mpesa.state.pushes)[0] ?? '', '0')
    for (let half = 0; half < 18; half += 1) {
      till.advance(day / 2)
      await sweepPayments(till.system)
    }
    const [found] = await rowsOf<{ id: string }>(till.db, sql`select id from payment_cases where kind = 'unknown_outcome'`)
    const answer = await staff.request('POST', `/admin/cases/${found?.id}/decide`, notPaid)
    expect(answer.status).toBe(200)
    expect(await findPayment(till.db, written.payment.id)).toMatchObject({ state: 'failed', reference: null })
    mpesa.switches({ off: false })
    for (const id of Object.keys(mpesa.state.callbacks)) mpesa.resend(id)
    await till.settle()
    expect(await findPayment(till.db, written.payment.id)).toMatchObject({ state: 'succeeded', captured: written.payment.amount })
    expect(await rowsOf(till.db, sql`select kind from payment_cases where resolved_at is null`)).toEqual([{ kind: 'late' }])
    expect(await proveBooks(till.system)).toBe(0)
    await till.close()
  })
})
