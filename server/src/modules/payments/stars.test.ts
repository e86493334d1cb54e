import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq, sql } from 'drizzle-orm'
import { rowsOf } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { orders } from '../orders/tables.ts'
import { cancelOpenPayments } from './cancel-open-payments.ts'
import { adminPaymentsOf } from './present.ts'
import { findPayment, movementsOf } from './queries.ts'
import { refundsOf } from './queries-refunds.ts'
import { proveBooks, scanGaps, sweepPayments } from './reconcile.ts'
import { refreshPayment } from './refresh-payment.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from './testing/payments-shop.ts'

describe('the bot speaks of Stars', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  const asBot = (path: string, body: unknown, secret = test.config.telegram.botApiSecret) =>
    test.request('POST', `/internal/bot/${path}`, body, { authorization: `Bearer ${secret}` })
  const question = ({ person, payment }: Begun, change: object = {}) => ({
    userId: person.user.telegramId,
    payload: payment.id,
    currency: 'XTR',
    totalAmount: 150,
    ...change,
  })
  const charge = (begun: Begun, change: object = {}) => ({ ...question(begun), chargeId: `stx${newId()}`, ...change })
  /** The person, or somebody else, pays at Telegram, the bot having said yes. @returns the charge's id */
  const pay = async ({ payment, person }: Begun, payerId = person.user.telegramId) => {
    const invoice = Object.values(test.sandbox.telegram.state.invoices).findLast((each) => each.payload === payment.id)
    const paying = test.sandbox.telegram.pay(invoice?.slug ?? '', payerId)
    const waiting = Object.values(test.sandbox.telegram.state.checkouts).findLast((each) => each.state === 'waiting')
    await test.telegram.call('answerPreCheckoutQuery', { pre_checkout_query_id: waiting?.id, ok: true })
    const { chargeId } = await paying
    if (!chargeId) throw new Error('Stars were not paid')
    return chargeId
  }
  const mayPay = async (body: unknown) => (await asBot('pre-checkout', body)).json() as Promise<{ ok: boolean; message?: string }>
  const casesOf = (key: string) =>
    rowsOf<{ kind: string; open: boolean }>(
      test.db,
      sql`select kind, resolved_at is null as open from payment_cases where dedupe_key like ${key}`,
    )

  it('of a subscription is kept with how long it is paid for, once, and as it was told first', async () => {
    const begun = await test.begin('stars')
    const chargeId = await pay(begun)
    const told = charge(begun, { chargeId, subscription: { isFirst: true, paidUntil: 1_800_000_000 } })
    expect((await asBot('stars-paid', told)).status).toBe(200)
    expect((await asBot('stars-paid', { ...told, subscription: { isFirst: false, paidUntil: 1_900_000_000 } })).status).toBe(200)
    const kept = await rowsOf<{ external_id: string; is_first: boolean; until: number }>(
      test.db,
      sql`select external_id, is_first, extract(epoch from paid_until)::int as until from subscription_charges where payment_id = ${begun.payment.id}`,
    )
    expect(kept).toEqual([{ external_id: chargeId, is_first: true, until: 1_800_000_000 }])
    const [shown] = await adminPaymentsOf(test.system, begun.order.id)
    expect(shown?.movements).toMatchObject([{ kind: 'capture', reference: chargeId, paidUntil: '2027-01-15T08:00:00.000Z' }])
    expect((await asBot('stars-paid', { ...told, subscription: { isFirst: 'yes', paidUntil: 0 } })).status).toBe(422)
  })

  it('may take the Stars of an open payment of this person, of this amount', async () => {
    const begun = await test.begin('stars')
    expect(await mayPay(question(begun))).toEqual({ ok: true })
  })

  it('is refused with a sentence otherwise', async () => {
    const begun = await test.begin('stars')
    const refused = [
      question(begun, { userId: 1 }),
      question(begun, { currency: 'USD' }),
      question(begun, { totalAmount: 149 }),
      question(begun, { totalAmount: 0 }),
      question(begun, { payload: newId() }),
      question(begun, { payload: 'not an id' }),
    ]
    for (const body of refused) {
      const answer = await mayPay(body)
      expect(answer.ok).toBe(false)
      expect(answer.message?.length).toBeGreaterThan(20)
    }
  })

  it('is refused in the language of who pays', async () => {
    const begun = await test.begin('stars')
    await rowsOf(test.db, sql`update users set language = 'ar' where id = ${begun.person.user.id}`)
    expect((await mayPay(question(begun, { totalAmount: 1 }))).message).toMatch(/\p{Script=Arabic}/u)
  })

  it('is refused once the payment is over, its time is up, or the order waits no more', async () => {
    const cancelled = await test.begin('stars')
    await cancelOpenPayments(test.system, cancelled.order.id)
    expect((await mayPay(question(cancelled))).ok).toBe(false)

    const moved = await test.begin('stars')
    await test.db.update(orders).set({ state: 'cancelled' }).where(eq(orders.id, moved.order.id))
    expect((await mayPay(question(moved))).ok).toBe(false)

    const late = await test.begin('stars')
    test.advance(1_801)
    expect((await mayPay(question(late))).ok).toBe(false)
  })

  it('tells of a charge, and telling it twenty times is telling it once', async () => {
    const begun = await test.begin('stars')
    const body = charge(begun, { chargeId: await pay(begun) })
    const answers = await Promise.all(Array.from({ length: 20 }, () => asBot('stars-paid', body)))
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n })
    expect(await movementsOf(test.db, [begun.payment.id])).toHaveLength(1)
  })

  it('is not believed: what Telegram knows nothing of pays nothing, goes back to nobody, and ends with the payment', async () => {
    const begun = await test.begin('stars')
    expect((await asBot('stars-paid', charge(begun))).status).toBe(200)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'processing', captured: 0n })
    expect((await asBot('stars-refunded', charge(begun))).status).toBe(200)
    expect((await asBot('stars-paid', charge(begun, { userId: 1, chargeId: 'stxNobodys' }))).status).toBe(200)
    test.advance(30)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'processing', captured: 0n })
    expect(await movementsOf(test.db, [begun.payment.id])).toEqual([])
    expect(await casesOf('%stxNobodys%')).toEqual([])
    test.advance(1_801)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'expired', captured: 0n, refunded: 0n })
  })

  it('is looked into later when Telegram does not answer, and told again what nobody wrote down', async () => {
    const [open, over] = [await test.begin('stars'), await test.begin('stars')]
    await cancelOpenPayments(test.system, over.order.id)
    const [openCharge, overCharge] = [charge(open, { chargeId: await pay(open) }), charge(over, { chargeId: await pay(over) })]
    test.sandbox.telegram.faults().add({ kind: 'error_before', times: 3, path: 'getStarTransactions' })
    expect((await asBot('stars-paid', openCharge)).status).toBe(200)
    expect(await findPayment(test.db, open.payment.id)).toMatchObject({ state: 'processing', captured: 0n })
    expect((await asBot('stars-paid', overCharge)).status).toBe(503)
    expect((await asBot('stars-refunded', overCharge)).status).toBe(503)
    test.sandbox.calm()
    test.advance(20)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, open.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n })
    expect((await asBot('stars-paid', overCharge)).status).toBe(200)
    expect(await findPayment(test.db, over.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n })
  })

  it('tells of a second charge for a paid payment, and it goes back by itself', async () => {
    const begun = await test.begin('stars')
    await asBot('stars-paid', charge(begun, { chargeId: await pay(begun) }))
    const second = await pay(begun)
    await asBot('stars-paid', charge(begun, { chargeId: second }))
    await test.settle()
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 300n, refunded: 150n })
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'succeeded', reason: 'duplicate', reference: second }])
    expect(
      test.sandbox.telegram
        .truth()
        .charges.filter((each) => each.payload === begun.payment.id)
        .map((each) => each.refunded),
    ).toEqual([false, true])
    expect(await casesOf(`charges:${begun.payment.id}%`)).toEqual([{ kind: 'duplicate', open: false }])
  })

  it('tells of two and three charges at once: the first pays, the others go back', async () => {
    for (const times of [2, 3]) {
      const begun = await test.begin('stars')
      for (let at = 0; at < times; at += 1) {
        await pay(begun)
        test.advance(1)
      }
      // Nobody told of any before the book was read.
      await refreshPayment(test.system, begun.payment.id)
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n * BigInt(times) })
      const back = await refundsOf(test.db, [begun.payment.id])
      expect(back.map(({ amount, reason }) => ({ amount, reason }))).toEqual(
        Array.from({ length: times - 1 }, () => ({ amount: 150n, reason: 'duplicate' })),
      )
    }
  })

  it('tells of a refund before the charge it undoes', async () => {
    const begun = await test.begin('stars')
    const body = charge(begun, { chargeId: await pay(begun) })
    await test.telegram.call('refundStarPayment', { user_id: body.userId, telegram_payment_charge_id: body.chargeId })
    expect((await asBot('stars-refunded', body)).status).toBe(200)
    expect((await asBot('stars-paid', body)).status).toBe(200)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ captured: 150n, refunded: 150n })
  })

  it('tells of money that came after the payment was called off', async () => {
    const begun = await test.begin('stars')
    await cancelOpenPayments(test.system, begun.order.id)
    await asBot('stars-paid', charge(begun, { chargeId: await pay(begun) }))
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n })
    expect(await casesOf(`late:${begun.payment.id}`)).toEqual([{ kind: 'late', open: true }])
  })

  it('tells of too little, and of nothing of ours: never paid, always seen', async () => {
    const less = await test.begin('stars')
    const chargeId = await pay(less)
    const real = test.sandbox.telegram.state.charges[chargeId]
    if (real) real.amount = 1
    await asBot('stars-paid', charge(less, { chargeId }))
    expect(await findPayment(test.db, less.payment.id)).toMatchObject({ state: 'conflicted', captured: 1n })
    const orphan = charge(less, { payload: 'a subscription of old', chargeId: 'stxOrphan' })
    expect((await asBot('stars-paid', orphan)).status).toBe(200)
    expect(await casesOf('orphan:telegram-stars:capture:stxOrphan')).toEqual([{ kind: 'orphan', open: true }])
  })

  it('is refused to anybody else than who ordered', async () => {
    const begun = await test.begin('stars')
    const other = await test.person()
    const answer = await mayPay(question(begun, { userId: other.user.telegramId }))
    expect(answer).toEqual({ ok: false, message: expect.stringContaining('someone else') as string })
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'requires_action', captured: 0n })
  })

  describe('paid by somebody else after all', () => {
    /** Somebody else pays, the bot having said yes. */
    async function paidByStranger() {
      const begun = await test.begin('stars')
      const stranger = await test.person()
      test.sandbox.telegram.addPerson({ id: stranger.user.telegramId, first_name: 'Juma', stars: 1_000 })
      const chargeId = await pay(begun, stranger.user.telegramId)
      const purse = () => test.sandbox.telegram.state.people[String(stranger.user.telegramId)]?.stars
      return { begun, chargeId, purse, news: charge(begun, { userId: stranger.user.telegramId, chargeId }) }
    }
    const unpaid = { state: 'requires_action', captured: 0n }
    const stranger = (chargeId: string) => casesOf(`stranger:telegram-stars:${chargeId}`)

    it('goes back to them, and the order still waits for its own', async () => {
      const { begun, chargeId, purse, news } = await paidByStranger()
      expect(purse()).toBe(850)
      expect((await asBot('stars-paid', news)).status).toBe(200)
      expect((await asBot('stars-paid', news)).status).toBe(200)
      expect((await asBot('stars-refunded', news)).status).toBe(200)
      await test.settle()
      expect(purse()).toBe(1_000)
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject(unpaid)
      expect(await stranger(chargeId)).toEqual([{ kind: 'orphan', open: false }])
      expect(await movementsOf(test.db, [begun.payment.id])).toEqual([])
    })

    it('goes back when only the book tells of it', async () => {
      const { begun, chargeId, purse } = await paidByStranger()
      await scanGaps(test.system, { seconds: 3_600 })
      expect(purse()).toBe(1_000)
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject(unpaid)
      expect(await stranger(chargeId)).toEqual([{ kind: 'orphan', open: false }])
    })

    it('waits for a person when it cannot go back, and is tried again', async () => {
      const { begun, chargeId, purse, news } = await paidByStranger()
      test.sandbox.telegram.faults().add({ kind: 'error_before', times: 10, path: 'refundStarPayment' })
      expect((await asBot('stars-paid', news)).status).toBe(200)
      expect(await stranger(chargeId)).toEqual([{ kind: 'orphan', open: true }])
      expect(purse()).toBe(850)
      test.sandbox.calm()
      test.advance(61)
      await refreshPayment(test.system, begun.payment.id)
      expect(purse()).toBe(1_000)
      expect(await stranger(chargeId)).toEqual([{ kind: 'orphan', open: false }])
    })

    it('is not believed to be back before Telegram’s own book shows it', async () => {
      const { begun, chargeId, purse, news } = await paidByStranger()
      test.sandbox.telegram.faults().add({ kind: 'error_before', times: 1_000, path: 'refundStarPayment' })
      await asBot('stars-paid', news)
      expect((await asBot('stars-refunded', news)).status).toBe(200)
      expect(purse()).toBe(850)
      expect(await stranger(chargeId)).toEqual([{ kind: 'orphan', open: true }])

      // Sent back by hand meanwhile.
      test.sandbox.calm()
      await test.telegram.call('refundStarPayment', { user_id: news.userId, telegram_payment_charge_id: chargeId })
      test.sandbox.telegram.faults().add({ kind: 'error_before', times: 1_000, path: 'refundStarPayment' })
      test.advance(61)
      await refreshPayment(test.system, begun.payment.id)
      expect(purse()).toBe(1_000)
      expect(await stranger(chargeId)).toEqual([{ kind: 'orphan', open: false }])
      test.sandbox.calm()
    })

    it('does not keep who ordered from paying', async () => {
      const { begun, news } = await paidByStranger()
      await asBot('stars-paid', news)
      await asBot('stars-paid', charge(begun, { chargeId: await pay(begun) }))
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n, refunded: 0n })
    })
  })

  it('cannot spend one charge on two payments', async () => {
    const first = await test.begin('stars')
    const second = await test.begin('stars')
    const body = charge(first, { chargeId: await pay(first) })
    await asBot('stars-paid', body)
    await asBot('stars-paid', { ...charge(second), chargeId: body.chargeId })
    expect(await findPayment(test.db, second.payment.id)).toMatchObject({ state: 'processing', captured: 0n })
    expect(await movementsOf(test.db, [second.payment.id])).toEqual([])
  })

  it.each(['pre-checkout', 'stars-paid', 'stars-refunded'])(
    'is let in to %s by its secret only, and heard only when it speaks clearly',
    async (path) => {
      const begun = await test.begin('stars')
      const body = path === 'pre-checkout' ? question(begun) : charge(begun)
      for (const secret of ['', 'wrong', `${test.config.telegram.botApiSecret}x`])
        expect((await asBot(path, body, secret)).status).toBe(401)
      expect((await test.request('POST', `/internal/bot/${path}`, body)).status).toBe(401)
      for (const nonsense of [
        null,
        [],
        'words',
        {},
        { ...body, totalAmount: '150' },
        { ...body, totalAmount: 1e300 },
        { ...body, userId: -1 },
        { ...body, extra: 1 },
      ]) {
        const answer = await asBot(path, nonsense)
        expect([answer.status, JSON.stringify(nonsense)]).toEqual([
          answer.status >= 400 && answer.status < 500 ? answer.status : 'a 4xx',
          JSON.stringify(nonsense),
        ])
      }
      expect((await asBot(path, { ...body, chargeId: 'a\u0000b' })).status).toBe(422)
      expect((await asBot(path, '{"broken', test.config.telegram.botApiSecret)).status).toBeLessThan(500)
    },
  )

  it('leaves books that agree after all of this', async () => {
    expect(await proveBooks(test.system)).toBe(0)
  })
})
