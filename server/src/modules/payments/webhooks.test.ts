import { createHmac } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { rowsOf } from '../../platform/db.ts'
import { callbackUrl } from './callback.ts'
import { findPayment, movementsOf } from './queries.ts'
import { handleSignal, signalTries } from './handle-signal.ts'
import { sweepSignals } from './reconcile.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing/payments-shop.ts'

describe('a gateway calls', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
    test.sandbox.gateways.stripe.switches({ off: true })
  })
  afterAll(() => test.close())

  const secret = () => test.config.stripe?.webhookSecret ?? ''
  const now = () => Math.floor(Date.now() / 1000)
  const hmac = (key: string, at: number, body: string) => createHmac('sha256', key).update(`${at}.${body}`).digest('hex')
  const signed = (body: string, at = now()) => `t=${at},v1=${hmac(secret(), at, body)}`
  const event = (change: object = {}) =>
    JSON.stringify({ id: `evt_${newId()}`, object: 'event', type: 'payment_intent.succeeded', data: { object: {} }, ...change })
  const call = (body: string | Uint8Array, signature?: string) =>
    test.request('POST', '/webhooks/stripe', body, {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
    })
  const inbox = () =>
    rowsOf<{ id: string; tries: number; handled: boolean; note: string | null; raw: string }>(
      test.db,
      sql`select id, tries, handled_at is not null as handled, last_error as note, encode(raw, 'escape') as raw from webhook_inbox order by received_at, id`,
    )

  it('is refused and leaves nothing behind when the signature does not fit', async () => {
    const body = event()
    const at = now()
    const good = hmac(secret(), at, body)
    const before = (await inbox()).length
    const forgeries: (string | undefined)[] = [
      undefined,
      '',
      'nonsense',
      `t=${at}`,
      `v1=${good}`,
      `t=${at},v0=${good}`,
      `t=${at},v1=${good.slice(0, -1)}`,
      `t=${at},v1=${good.toUpperCase()}x`,
      `t=${at},v1=${hmac('whsec_another', at, body)}`,
      `t=${at},v1=${hmac('', at, body)}`,
      `t=${at + 1},v1=${good}`,
      `t=x,v1=${good}`,
      signed(body, at - 600),
      signed(body, at + 3_600),
      signed(`${body} `, at),
    ]
    for (const signature of forgeries) {
      const answer = await call(body, signature)
      expect([answer.status, signature]).toEqual([400, signature])
      expect(await answer.json()).toMatchObject({ code: 'request/malformed' })
    }
    expect(await inbox()).toHaveLength(before)
  })

  it('is heard with a rolled secret, some minutes old, and spelled out in other letters', async () => {
    const body = JSON.stringify({ id: `evt_${newId()}`, data: { object: { note: 'Kahawa ☕ قهوة' } } }, null, 2)
    const at = now() - 240
    expect((await call(body, `t=${at},v1=${hmac('whsec_old', at, body)},v1=${hmac(secret(), at, body)}`)).status).toBe(200)
  })

  it('is kept byte for byte before it is answered', async () => {
    const body = `${event()}\n  `
    expect((await call(body, signed(body))).status).toBe(200)
    expect((await inbox()).at(-1)).toMatchObject({ raw: body, tries: 0, handled: false })
  })

  it('has one effect, however many copies come at once', async () => {
    const { payment } = await test.begin()
    await payByCard(test, payment)
    const body = event({ id: 'evt_hundred', data: { object: { object: 'payment_intent', id: payment.reference } } })
    const answers = await Promise.all(Array.from({ length: 100 }, () => call(body, signed(body))))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
    expect(
      test.queue.filter((job) => job.queue === 'payments.handle-signal' && JSON.stringify(job).includes('signalId')).length,
    ).toBeGreaterThan(0)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded', captured: 1800n })
    expect(await movementsOf(test.db, [payment.id])).toHaveLength(1)
    const [rows] = await rowsOf<{ count: number }>(
      test.db,
      sql`select count(*)::int as count from webhook_inbox where dedupe_key = 'evt_hundred'`,
    )
    expect(rows?.count).toBe(1)
    // The same event once more, days later.
    expect((await call(body, signed(body))).status).toBe(200)
    await test.settle()
    expect(await movementsOf(test.db, [payment.id])).toHaveLength(1)
  })

  it('still counts when we died between the answer and the work', async () => {
    const { payment } = await test.begin()
    await payByCard(test, payment)
    const body = event({ data: { object: { object: 'payment_intent', id: payment.reference } } })
    expect((await call(body, signed(body))).status).toBe(200)
    // The job is lost with the process.
    test.queue.splice(0)
    await sweepSignals(test.system)
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded' })
  })

  it('may speak of what we do not know', async () => {
    const strange = [
      event({ type: 'planet.aligned' }),
      event({ api_version: '2099-01-01.future', more: { fields: [1, 2] } }),
      event({ data: { object: { object: 'payment_intent', id: 'pi_of_somebody_else' } } }),
      event({ data: { object: { metadata: { payment_id: newId() } } } }),
      event({ data: { object: { metadata: { payment_id: "' or 1=1 --" }, payment_intent: null } } }),
      event({ data: { object: { metadata: null } } }),
      event({ data: null }),
      event({ data: { object: { object: 'payment_intent', id: 'pi_\u0000nul' } } }),
      event({ id: 'evt_\u0000nul' }),
      event({ id: 7 }),
      '[]',
      'null',
      'no json at all',
    ]
    for (const body of strange) expect([(await call(body, signed(body))).status, body]).toEqual([200, body])
    await test.settle()
    const unhandled = (await inbox()).filter((row) => strange.includes(row.raw) && !row.handled)
    expect(unhandled).toEqual([])
  })

  it('is tried again while the gateway does not answer, and laid before a person in the end', async () => {
    const { payment } = await test.begin()
    const body = event({ data: { object: { object: 'payment_intent', id: payment.reference } } })
    await call(body, signed(body))
    const signal = (await inbox()).at(-1)
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_before', times: 1_000, method: 'GET', path: payment.reference ?? '' })
    test.queue.splice(0)
    for (let tries = 0; tries < signalTries + 2; tries += 1) {
      await handleSignal(test.system, signal?.id ?? '')
      test.clock.at = later(test.clock.now(), 30_000)
    }
    test.sandbox.calm()
    expect((await inbox()).find((row) => row.id === signal?.id)).toMatchObject({
      tries: signalTries,
      handled: false,
      note: 'the gateway did not answer',
    })
    const [found] = await rowsOf<{ count: number }>(
      test.db,
      sql`select count(*)::int as count from payment_cases where dedupe_key = ${`signal:${signal?.id}`}`,
    )
    expect(found?.count).toBe(1)
  }, 60_000)

  it('has no address without a secret, and none for a gateway that never calls', async () => {
    expect((await test.request('POST', '/webhooks/telegram-stars', '{}')).status).toBe(404)
    expect((await test.request('POST', '/webhooks/nobody', '{}')).status).toBe(404)
    expect(await (await test.request('POST', '/webhooks/nobody', '{}')).json()).toMatchObject({ code: 'payments/no-such-gateway' })
  })

  it('is heard at the address made for a payment by the gateway it was made for alone', async () => {
    const { payment } = await test.begin('mpesa')
    const path = `/${new URL(callbackUrl(test.system, 'mpesa', payment.id)).pathname}`
    const kept = async () => (await inbox()).length
    const before = await kept()
    const ofOther = path.replace('/mpesa/', '/mtn-momo/')
    expect((await test.request('POST', ofOther, '{}')).status).toBe(404)
    const unbound = path.replace(/[^/]+$/, test.sealer.sign('callback', payment.id))
    expect((await test.request('POST', unbound, '{}')).status).toBe(404)
    expect(await kept()).toBe(before)
    expect((await test.request('POST', path, '{}')).status).toBe(200)
    expect(await kept()).toBe(before + 1)
  })

  it('is not read when it is larger than any signal', async () => {
    const body = JSON.stringify({ id: 'evt_large', filler: 'x'.repeat(300 * 1024) })
    expect((await call(body, signed(body))).status).toBe(413)
  })
})
