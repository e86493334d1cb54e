import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Money } from 'shared/money'
import type { PaymentMethod } from 'shared/payments'
import { hashOf } from '../../../platform/crypto.ts'
import { rowsOf } from '../../../platform/db.ts'
import { newId } from '../../../platform/ids.ts'
import { paymentToAsk } from '../ask-gateway.ts'
import { callOffPromises } from '../call-off-promises.ts'
import { cancelOpenPayments } from '../cancel-open-payments.ts'
import { claimStart, findPayment, movementsOf } from '../queries.ts'
import { refundsOf } from '../queries-refunds.ts'
import { proveBooks, scanGaps, sweepPayments, sweepRefunds } from '../reconcile.ts'
import { refreshPayment } from '../refresh-payment.ts'
import { requestRefund } from '../request-refund.ts'
import { settleGateways } from '../settle.ts'
import { startPayment } from '../start-payment.ts'
import type { PaymentRow } from '../tables.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../testing/payments-shop.ts'

/** What a test does in the place of the customer, of the company behind the gateway, and of the network. */
export type GatewayDriver = {
  method: PaymentMethod
  /** Nobody is asked to begin. */
  isPromise?: true
  /** It knows no key, and what may have been asked is only looked for: an answer that was lost comes by its own word or its books. */
  startsOnce?: true
  /** How long what was asked stands and cannot be taken back. */
  standsSeconds?: number
  /** The customer pays. Nothing is told yet where `tell` is given. */
  pay(test: PaymentsTest, begun: Begun): Promise<void>
  /** Tells us once more of all that happened to the payment, `order` saying in which direction. */
  tell?(test: PaymentsTest, begun: Begun, order: 'forwards' | 'backwards'): Promise<void>
  /** Somebody else claims that it is paid. @returns the status they are answered with */
  forge?(test: PaymentsTest, begun: Begun): Promise<number>
  /** No word comes from outside any more. */
  silence?(test: PaymentsTest): void
  /** The next request that starts, pays back or looks is done, and its answer lost. */
  loseReply?(test: PaymentsTest, of: 'start' | 'refund' | 'retrieve'): void
  /** The customer pays another amount than was asked. */
  payWrong?(test: PaymentsTest, begun: Begun): Promise<void>
  /** What must pass before its settlement shows what happened: hours, or blocks. */
  showSettled?(test: PaymentsTest): void
  /** There is no list of what moved: what has ended is looked at for a while instead. */
  isWatched?: true
  /** What the company says happened to the money of this payment. */
  truth(test: PaymentsTest, payment: PaymentRow): { attempts: number; captured: bigint; refunded: bigint }
  refunds: 'partial' | 'whole' | 'none'
}

/** What every gateway must keep, whatever happens on the way. */
export function gatewayKeepsItsWord(name: string, driver: GatewayDriver): void {
  describe(`${name} keeps its word`, () => {
    let test: PaymentsTest
    beforeAll(async () => {
      test = await createPaymentsTest()
    })
    afterEach(async () => {
      test.sandbox.calm()
      expect(await proveBooks(test.system), 'the books agree').toBe(0)
    })
    afterAll(() => test.close())

    const current = async ({ payment }: Begun) => {
      const row = await findPayment(test.db, payment.id)
      if (!row) throw new Error('The payment is gone')
      return row
    }
    const settle = async (begun: Begun) => {
      await test.settle()
      if (driver.tell) await driver.tell?.(test, begun, 'forwards')
      await test.settle()
    }
    const paid = async () => {
      const begun = await test.begin(driver.method)
      await driver.pay(test, begun)
      await settle(begun)
      expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
      return begun
    }
    const refund = (begun: Begun, amount: bigint, key = newId()) =>
      requestRefund(test.system, {
        paymentId: begun.payment.id,
        amount: { amount, currency: begun.payment.currency } as Money,
        reason: 'requested_by_customer',
        idempotencyKey: key,
        requestHash: hashOf(String(amount)),
      })
    const agrees = async (begun: Begun) => {
      const row = await current(begun)
      const { captured, refunded } = driver.truth(test, row)
      expect({ captured: row.captured, refunded: row.refunded }).toEqual({ captured, refunded })
    }

    it('takes the whole sum once', async () => {
      const begun = await paid()
      await agrees(begun)
      expect(await movementsOf(test.db, [begun.payment.id])).toHaveLength(1)
    })

    it('starts one payment however often it is asked to', async () => {
      const written = await test.write(driver.method)
      await Promise.all([startPayment(test.system, written.payment.id), startPayment(test.system, written.payment.id)])
      await startPayment(test.system, written.payment.id)
      await refreshPayment(test.system, written.payment.id)
      expect(driver.truth(test, await current(written)).attempts).toBe(1)
    })

    it.runIf(driver.isPromise)('stands as promised from the first', async () => {
      const written = await test.write(driver.method)
      expect(await current(written)).toMatchObject({ state: 'authorized', reference: written.payment.id, nextPollAt: null })
      expect(driver.truth(test, await current(written)).attempts).toBe(1)
    })

    it.runIf(driver.startsOnce)('asks nobody twice when we died between asking and writing down, and hears of it', async () => {
      const written = await test.write(driver.method)
      await claimStart(test.db, written.payment.id, test.clock.now())
      const { gateway, asked } = await paymentToAsk(test.system, written.payment.id)
      await gateway.start(asked, `pay_${written.payment.id}`)
      expect((await startPayment(test.system, written.payment.id)).state).toBe('starting')
      test.advance(61)
      await sweepPayments(test.system)
      expect(await current(written)).toMatchObject({ state: 'unknown', reference: null })
      expect(driver.truth(test, await current(written)).attempts).toBe(1)
      await driver.pay(test, written)
      await settle(written)
      expect(await current(written)).toMatchObject({ state: 'succeeded', captured: written.payment.amount })
    })

    it.runIf(!driver.isPromise && !driver.startsOnce)('finds its payment again when we died between asking and writing down', async () => {
      const written = await test.write(driver.method)
      const { gateway, asked } = await paymentToAsk(test.system, written.payment.id)
      await gateway.start(asked, `pay_${written.payment.id}`)
      expect(await current(written)).toMatchObject({ state: 'starting', reference: null })
      test.advance(61)
      await sweepPayments(test.system)
      const found = await current(written)
      expect(found.reference).not.toBeNull()
      expect(['requires_action', 'authorized']).toContain(found.state)
      expect(driver.truth(test, found).attempts).toBe(1)
    })

    it.runIf(driver.tell)('counts nothing twice, however often and in whatever order it is told', async () => {
      const begun = await paid()
      await Promise.all([
        driver.tell?.(test, begun, 'backwards'),
        driver.tell?.(test, begun, 'forwards'),
        driver.tell?.(test, begun, 'backwards'),
      ])
      await test.settle()
      await agrees(begun)
      expect(await movementsOf(test.db, [begun.payment.id])).toHaveLength(1)
      expect(await current(begun)).toMatchObject({ state: 'succeeded' })
    })

    it.runIf(driver.forge)('is not moved by a forged word', async () => {
      const begun = await test.begin(driver.method)
      await test.settle()
      const before = await current(begun)
      expect(await driver.forge?.(test, begun)).toBeGreaterThanOrEqual(400)
      await test.settle()
      expect(await current(begun)).toEqual(before)
    })

    it.runIf(driver.silence)('comes to the same end without a single word from outside', async () => {
      driver.silence?.(test)
      const begun = await test.begin(driver.method)
      await driver.pay(test, begun)
      await test.settle()
      test.advance(120)
      await sweepPayments(test.system)
      expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
      await agrees(begun)
    })

    it.runIf(driver.silence && !driver.isWatched)('finds by the gap scan what nobody told', async () => {
      driver.silence?.(test)
      const begun = await test.begin(driver.method)
      await driver.pay(test, begun)
      // Where it is for us to take it, we did, and died before it was written down.
      const { gateway, asked } = await paymentToAsk(test.system, begun.payment.id)
      await gateway.capture?.(asked, `cap_${begun.payment.id}`)
      await scanGaps(test.system, { seconds: 7_200 })
      expect(await current(begun)).toMatchObject({ state: 'succeeded' })
    })

    it.runIf(driver.silence)('honours money that was paid in time and seen too late', async () => {
      driver.silence?.(test)
      const begun = await test.begin(driver.method)
      await driver.pay(test, begun)
      test.advance(3_600)
      await sweepPayments(test.system)
      expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    })

    it.runIf(driver.method !== 'cash_on_delivery')('ends by itself when nobody pays', async () => {
      const begun = await test.begin(driver.method)
      test.advance(1_801)
      await sweepPayments(test.system)
      const row = await current(begun)
      expect(row).toMatchObject({ state: 'expired', failure: 'expired', captured: 0n })
      expect(row.nextPollAt !== null).toBe(driver.isWatched ?? false)
    })

    it('is called off before another begins', async () => {
      const begun = await test.begin(driver.method)
      // The phone is busy before the order is.
      const code = driver.standsSeconds ? 'payments/payer-busy' : 'payments/still-open'
      await expect(test.attempt(begun.order, driver.method)).rejects.toMatchObject({ code })
      if (driver.standsSeconds) {
        const stood = [await cancelOpenPayments(test.system, begun.order.id), (await current(begun)).state]
        if (stood.join() !== 'may-still-pay,requires_action') throw new Error(`A question on a phone was let go of: ${stood.join()}`)
        test.advance(driver.standsSeconds)
      }
      expect(await cancelOpenPayments(test.system, begun.order.id)).toBe('clear')
      // A promise goes only with its order.
      if (driver.isPromise) await callOffPromises(test.system, begun.order.id)
      expect(await current(begun)).toMatchObject({ state: 'cancelled' })
      expect(await test.attempt(begun.order, driver.method)).toMatchObject({
        attempt: 2,
        state: driver.isPromise ? 'authorized' : 'starting',
      })
    })

    it.runIf(driver.silence)('does not let go of money that came meanwhile', async () => {
      driver.silence?.(test)
      const begun = await test.begin(driver.method)
      await driver.pay(test, begun)
      expect(await cancelOpenPayments(test.system, begun.order.id)).toBe('may-still-pay')
      expect(await current(begun)).toMatchObject({ state: 'succeeded' })
    })

    it.runIf(driver.payWrong)('does not call another amount paid', async () => {
      const begun = await test.begin(driver.method)
      await driver.payWrong?.(test, begun)
      await test.settle()
      expect((await current(begun)).state).toBe('conflicted')
    })

    it.runIf(driver.loseReply)(
      'survives the loss of every answer',
      async () => {
        const written = await test.write(driver.method)
        driver.loseReply?.(test, 'start')
        await startPayment(test.system, written.payment.id)
        test.sandbox.calm()
        test.advance(61)
        await sweepPayments(test.system)
        const begun = { ...written, payment: await current(written) }
        expect(begun.payment.state).toBe(driver.startsOnce ? 'unknown' : 'requires_action')
        expect(driver.truth(test, begun.payment).attempts).toBe(1)

        await driver.pay(test, begun)
        driver.loseReply?.(test, 'retrieve')
        await settle(begun)
        test.sandbox.calm()
        test.advance(900)
        await sweepPayments(test.system)
        expect((await current(begun)).state).toBe('succeeded')

        if (driver.refunds === 'none') return
        driver.loseReply?.(test, 'refund')
        await refund(begun, begun.payment.amount)
        await test.settle()
        test.sandbox.calm()
        test.advance(3_600)
        await sweepRefunds(test.system)
        await agrees(begun)
        expect(await current(begun)).toMatchObject({ refunded: begun.payment.amount })
        expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'succeeded' }])
      },
      60_000,
    )

    it.runIf(driver.refunds === 'partial')('gives back in parts and then the rest, never more than it took', async () => {
      const begun = await paid()
      await refund(begun, 500n)
      await test.settle()
      await agrees(begun)
      await expect(refund(begun, begun.payment.amount)).rejects.toMatchObject({ code: 'payments/refund-too-large' })
      await refund(begun, begun.payment.amount - 500n)
      await settle(begun)
      await agrees(begun)
      expect(await current(begun)).toMatchObject({ state: 'succeeded', refunded: begun.payment.amount })
      await expect(refund(begun, 1n)).rejects.toMatchObject({ code: 'payments/refund-too-large' })
    })

    it.runIf(driver.refunds === 'whole')('gives back a whole charge, once', async () => {
      const begun = await paid()
      await expect(refund(begun, begun.payment.amount - 1n)).rejects.toMatchObject({ code: 'payments/whole-refunds-only' })
      await refund(begun, begun.payment.amount)
      await settle(begun)
      await agrees(begun)
      expect(await current(begun)).toMatchObject({ refunded: begun.payment.amount })
      await expect(refund(begun, begun.payment.amount)).rejects.toMatchObject({ code: 'payments/refund-too-large' })
    })

    it('shows in its settlement what it took and gave back, each once, or tells that it has none', async () => {
      const begun = await paid()
      const gateway = test.gateways.get(begun.payment.gateway)
      const kinds = gateway?.descriptor.settledKinds ?? []
      expect(gateway?.listSettled !== undefined).toBe(kinds.length > 0)
      if (!gateway?.listSettled) return
      if (kinds.includes('refund')) {
        await refund(begun, begun.payment.amount)
        await settle(begun)
      }
      driver.showSettled?.(test)
      const alone = { ...test.system, gateways: new Map([[begun.payment.gateway, gateway]]) }
      await settleGateways(alone)
      await settleGateways(alone)
      const recorded = await movementsOf(test.db, [begun.payment.id])
      const moved = recorded.filter(({ kind }) => kinds.includes(kind)).toSorted((a, b) => a.kind.localeCompare(b.kind))
      expect(moved.map(({ kind }) => kind)).toEqual(kinds.includes('refund') ? ['capture', 'refund'] : ['capture'])
      const told = await rowsOf<{ kind: string; amount: string }>(
        test.db,
        sql`select l.kind, abs(l.amount)::text as amount from settlement_lines l join payment_movements m
          on m.gateway = l.gateway and m.kind = l.kind and m.external_id = l.external_id
          where m.payment_id = ${begun.payment.id} order by l.kind`,
      )
      expect(told).toEqual(moved.map(({ kind, amount }) => ({ kind, amount: String(amount) })))
      const cases = await rowsOf<{ code: string }>(
        test.db,
        sql`select code from payment_cases where payment_id = ${begun.payment.id} and kind = 'settlement'`,
      )
      expect(cases).toEqual([])
    })

    it.runIf(driver.refunds === 'none')('says so when it cannot give back', async () => {
      const begun = await paid()
      await expect(refund(begun, begun.payment.amount)).rejects.toMatchObject({ code: 'payments/not-refundable' })
    })

    it.runIf(driver.refunds !== 'none')('answers one refund to one key, and refuses the key for another', async () => {
      const begun = await paid()
      const key = newId()
      const [first, second] = await Promise.all([refund(begun, begun.payment.amount, key), refund(begun, begun.payment.amount, key)])
      expect(second.id).toBe(first.id)
      await expect(refund(begun, 1n, key)).rejects.toMatchObject({ code: 'request/key-reused' })
    })

    it.runIf(driver.refunds !== 'none')(
      'never promises back more than was captured, however many ask at once',
      async () => {
        const begun = await paid()
        const part = driver.refunds === 'whole' ? begun.payment.amount : begun.payment.amount / 20n
        const asked = await Promise.allSettled(Array.from({ length: 50 }, () => refund(begun, part)))
        expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(Number(begun.payment.amount / part))
        await settle(begun)
        await agrees(begun)
        const promised = await refundsOf(test.db, [begun.payment.id])
        expect(promised.reduce((sum, each) => sum + each.amount, 0n)).toBe(begun.payment.amount)
      },
      60_000,
    )
  })
}
