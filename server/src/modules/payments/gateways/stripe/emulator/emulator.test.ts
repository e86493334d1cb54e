import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'
import { anIntent, problemOf, stripeBench } from './testing.ts'

describe('a card payment', () => {
  it('is made, paid in the browser and read back with its charge and fee', async () => {
    const { stripe, pay, clock, settle, types } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    expect(intent).toMatchObject({ status: 'requires_payment_method', capture_method: 'automatic_async', livemode: false })

    const paid = await pay(intent)
    expect(paid).toMatchObject({ status: 200, body: { status: 'succeeded', id: intent.id } })
    expect(paid.body).not.toHaveProperty('metadata')

    clock.advance(3)
    await settle()
    const read = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.balance_transaction'] })
    const charge = read.latest_charge as Stripe.Charge
    expect(charge).toMatchObject({ paid: true, captured: true, amount: 1099, payment_method_details: { card: { last4: '4242' } } })
    expect(charge.balance_transaction).toMatchObject({ fee: 62, net: 1037 })
    expect(types().toSorted()).toEqual(['charge.succeeded', 'charge.updated', 'payment_intent.created', 'payment_intent.succeeded'])
  })

  it('comes back to waiting for a card when the bank says no, and can be paid with another', async () => {
    const { stripe, pay } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    const refused = await pay(intent, '4000000000009995')
    expect(refused).toMatchObject({
      status: 402,
      body: { error: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds', advice_code: 'try_again_later' } },
    })

    const waiting = await stripe.paymentIntents.retrieve(intent.id)
    expect(waiting).toMatchObject({ status: 'requires_payment_method', last_payment_error: { decline_code: 'insufficient_funds' } })
    await pay(intent)
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
      amount_received: 1099,
    })
  })

  it.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000000069', 'expired_card', undefined],
    ['4000000000000127', 'incorrect_cvc', undefined],
    ['4111111111111111', 'card_declined', 'test_mode_live_card'],
  ])('with %s is declined as %s', async (number, code, declineCode) => {
    const { stripe, pay } = stripeBench()
    const { body } = await pay(await stripe.paymentIntents.create(anIntent), number)
    const error = body['error'] as Record<string, unknown>
    expect([error['code'], error['decline_code']]).toEqual([code, declineCode])
  })

  it('asks the bank for 3-D Secure and is paid only when it said yes', async () => {
    const { stripe, pay, answerBank } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    const asked = await pay(intent, '4000002760003184')
    expect(asked.body).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } })
    expect(await answerBank(intent, 'fail')).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    })
    await pay(intent, '4000002760003184')
    expect(await answerBank(intent, 'complete')).toMatchObject({ status: 'succeeded' })
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
    expect((charge as Stripe.Charge).payment_method_details?.card?.three_d_secure).toMatchObject({ result: 'authenticated' })
  })

  it('can pass the bank’s question and still be declined', async () => {
    const { stripe, pay, answerBank } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    await pay(intent, '4000008400001629')
    expect(await answerBank(intent, 'complete')).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined' },
    })
  })

  it('can be held, captured in part, and not captured again', async () => {
    const { stripe, pay } = stripeBench()
    const intent = await stripe.paymentIntents.create({ ...anIntent, capture_method: 'manual' })
    await pay(intent)
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 1099,
      amount_received: 0,
    })
    expect((await problemOf(stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2000 }))).code).toBe('amount_too_large')
    expect(await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 900 })).toMatchObject({
      status: 'succeeded',
      amount_received: 900,
    })
    expect((await problemOf(stripe.paymentIntents.capture(intent.id))).code).toBe('payment_intent_unexpected_state')
  })

  it('is cancelled while open and refuses to be cancelled once paid', async () => {
    const { stripe, pay } = stripeBench()
    const open = await stripe.paymentIntents.create(anIntent)
    expect(await stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'abandoned' })).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
    })
    expect((await pay(open)).body).toMatchObject({ error: { code: 'payment_intent_unexpected_state' } })

    const paid = await stripe.paymentIntents.create(anIntent)
    await pay(paid)
    const problem = await problemOf(stripe.paymentIntents.cancel(paid.id))
    expect(problem).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state', payment_intent: { status: 'succeeded' } })
  })

  it('is found by its metadata', async () => {
    const { stripe, pay } = stripeBench()
    const mine = await stripe.paymentIntents.create({ ...anIntent, metadata: { payment_id: "it's mine" } })
    await stripe.paymentIntents.create(anIntent)
    await pay(mine)
    const found = await stripe.paymentIntents.search({ query: "metadata['payment_id']:'it\\'s mine' AND status:'succeeded'" })
    expect(found.data.map((one) => one.id)).toEqual([mine.id])
    const none = await stripe.paymentIntents.search({ query: "metadata['payment_id']:'it\\'s mine' AND -status:'succeeded'" })
    expect(none.data).toEqual([])
  })
})

describe('a request Stripe does not take', () => {
  it.each([
    ['an amount too small', { ...anIntent, amount: 49 }, 'amount_too_small', 'amount'],
    ['an amount too large', { ...anIntent, amount: 100_000_000 }, 'amount_too_large', 'amount'],
    ['half a cent', { ...anIntent, amount: 19.99 }, 'parameter_invalid_integer', 'amount'],
    ['no amount', { currency: 'usd' }, 'parameter_missing', 'amount'],
    ['a parameter that left the API', { ...anIntent, payment_method_types: ['card'] }, 'parameter_unknown', 'payment_method_types'],
    [
      'a misspelt inner parameter',
      { ...anIntent, automatic_payment_methods: { redirect: 'no' } },
      'parameter_unknown',
      'automatic_payment_methods[redirect]',
    ],
    ['no such currency', { ...anIntent, currency: 'zzz' }, undefined, 'currency'],
    ['no such customer', { ...anIntent, customer: 'cus_nobody' }, 'resource_missing', 'customer'],
  ])('is told what is wrong: %s', async (_what, params, code, param) => {
    const { stripe } = stripeBench()
    const problem = await problemOf(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams))
    expect({ code: problem.code, param: problem.param, type: problem.rawType }).toEqual({ code, param, type: 'invalid_request_error' })
    expect(problem.requestId).toMatch(/^req_/)
  })

  it('is refused without a key, with a live key, with another version', async () => {
    const { emulator } = stripeBench()
    const ask = (headers: Record<string, string>) =>
      emulator.fetch(new Request('https://api.stripe.com/v1/customers', { headers })).then((response) => response.status)
    expect(await ask({})).toBe(401)
    expect(await ask({ authorization: 'Bearer sk_live_something' })).toBe(401)
    expect(await ask({ authorization: 'Bearer sk_test_something', 'stripe-version': '2020-08-27' })).toBe(400)
    expect(await ask({ authorization: 'Bearer sk_test_something' })).toBe(200)
  })

  it('keeps secret work from a publishable key, and a payment from a wrong client secret', async () => {
    const { stripe, browser } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    expect(await browser('/refunds', { payment_intent: intent.id })).toMatchObject({
      status: 401,
      body: { error: { code: 'secret_key_required' } },
    })
    expect(await browser(`/payment_intents/${intent.id}/cancel`, {})).toMatchObject({ status: 401 })
    expect(await browser(`/payment_intents/${intent.id}/confirm`, { payment_method: 'pm_card_visa' })).toMatchObject({ status: 401 })
    expect(await browser(`/payment_intents/${intent.id}/confirm`, { client_secret: 'pi_x_secret_y' })).toMatchObject({ status: 404 })
  })

  it('is a card number sent with a secret key', async () => {
    const { stripe } = stripeBench()
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2035 }
    expect((await problemOf(stripe.paymentMethods.create({ type: 'card', card }))).statusCode).toBe(402)
    expect(await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })).toMatchObject({ card: { last4: '4242' } })
  })
})

describe('a refund', () => {
  async function paid(number?: string) {
    const bench = stripeBench()
    const intent = await bench.stripe.paymentIntents.create(anIntent)
    await bench.pay(intent, number)
    return { ...bench, intent }
  }

  it('is given in part and then for the rest, never for more', async () => {
    const { stripe, intent, emulator } = await paid()
    expect(await stripe.refunds.create({ payment_intent: intent.id, amount: 400, metadata: { refund_id: 'r1' } })).toMatchObject({
      status: 'succeeded',
      amount: 400,
    })
    const over = await problemOf(stripe.refunds.create({ payment_intent: intent.id, amount: 700 }))
    expect(over).toMatchObject({ statusCode: 400, param: 'amount' })
    expect(over.message).toContain('$7.00')
    expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ amount: 699 })
    expect((await problemOf(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe('charge_already_refunded')
    expect(emulator.truth().payments[0]).toMatchObject({ captured: 1099, refunded: 1099 })
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(2)
  })

  it('needs a payment that was paid', async () => {
    const { stripe } = stripeBench()
    const open = await stripe.paymentIntents.create(anIntent)
    expect((await problemOf(stripe.refunds.create({ payment_intent: open.id }))).code).toBe('payment_intent_unexpected_state')
    expect((await problemOf(stripe.refunds.create({}))).code).toBe('parameter_missing')
  })

  it('of 4000 0000 0000 5126 succeeds first and fails later, and the money is back', async () => {
    const { stripe, intent, clock, settle, types, emulator } = await paid('4000000000005126')
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    expect(refund.status).toBe('succeeded')
    clock.advance(60)
    await settle()
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' })
    expect(types()).toContain('refund.failed')
    expect(emulator.truth()).toMatchObject({ payments: [{ refunded: 0 }], balance: { usd: 1037 } })
  })

  it('of 4000 0000 0000 7726 takes its time', async () => {
    const { stripe, intent, clock } = await paid('4000000000007726')
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' })
    clock.advance(60)
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' })
  })
})

describe('a dispute', () => {
  it('of 4000 0000 0000 0259 takes the money with a fee, and gives it back when the shop wins', async () => {
    const { stripe, pay, clock, settle, types, emulator } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    await pay(intent, '4000000000000259')
    clock.advance(10)
    await settle()
    const [dispute] = Object.values(emulator.state.disputes)
    expect(await stripe.disputes.retrieve(dispute?.id ?? '')).toMatchObject({
      status: 'needs_response',
      amount: 1099,
      payment_intent: intent.id,
    })
    expect(emulator.truth().balance).toEqual({ usd: 1037 - 1099 - 1500 })
    expect((await problemOf(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe('charge_disputed')
    emulator.moveDispute(dispute?.id ?? '', 'won')
    await settle()
    expect(emulator.truth().balance).toEqual({ usd: 1037 })
    expect(types()).toEqual(expect.arrayContaining(['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.closed']))
  })
})
