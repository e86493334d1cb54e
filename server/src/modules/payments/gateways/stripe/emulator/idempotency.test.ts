import { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'
import { LostReply } from '../../../../../platform/emulation/faults.ts'
import { anIntent, problemOf, stripeBench } from './testing.ts'

describe('an idempotency key', () => {
  const key = { idempotencyKey: 'att_1:create' }

  it('gets the first answer again, and nothing is done twice', async () => {
    const { stripe, emulator } = stripeBench()
    const first = await stripe.paymentIntents.create(anIntent, key)
    const second = await stripe.paymentIntents.create(anIntent, key)
    expect(second.id).toBe(first.id)
    expect(emulator.state.calls.map((call) => call.replayed)).toEqual([undefined, true])
    expect(Object.keys(emulator.state.paymentIntents)).toHaveLength(1)
  })

  it('is refused with other parameters', async () => {
    const { stripe } = stripeBench()
    await stripe.paymentIntents.create(anIntent, key)
    expect((await problemOf(stripe.paymentIntents.create({ ...anIntent, amount: 2000 }, key))).rawType).toBe('idempotency_error')
  })

  it('keeps nothing of a request that was refused before it began', async () => {
    const { stripe } = stripeBench()
    await problemOf(stripe.paymentIntents.create({ ...anIntent, amount: 1 }, key))
    expect(await stripe.paymentIntents.create(anIntent, key)).toMatchObject({ amount: 1099 })
  })

  it('keeps a decline', async () => {
    const { stripe } = stripeBench()
    const params = { ...anIntent, confirm: true, payment_method: 'pm_card_chargeDeclined', return_url: 'https://shop.example/back' }
    await problemOf(stripe.paymentIntents.create(params, key))
    const again = await problemOf(stripe.paymentIntents.create(params, key))
    expect(again.headers?.['idempotent-replayed']).toBe('true')
  })

  it('replays even a server error after the work was done', async () => {
    const { stripe, emulator } = stripeBench()
    emulator.faults().add({ kind: 'error_after', times: 1 })
    expect((await problemOf(stripe.paymentIntents.create(anIntent, key))).statusCode).toBe(500)
    expect((await problemOf(stripe.paymentIntents.create(anIntent, key))).statusCode).toBe(500)
    expect(Object.keys(emulator.state.paymentIntents)).toHaveLength(1)
  })

  it('is busy while its first request is still at work', async () => {
    const { stripe, emulator } = stripeBench()
    emulator.faults().add({ kind: 'slow', times: 1, seconds: 0.2 })
    const first = stripe.paymentIntents.create(anIntent, key)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await problemOf(stripe.paymentIntents.create(anIntent, key))).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    expect((await first).id).toMatch(/^pi_/)
  })

  it('is forgotten after a day', async () => {
    const { stripe, clock, emulator } = stripeBench()
    await stripe.paymentIntents.create(anIntent, key)
    clock.advance(25 * 3600)
    await stripe.paymentIntents.create(anIntent, key)
    expect(Object.keys(emulator.state.paymentIntents)).toHaveLength(2)
  })

  it('saves the day when an answer is lost: the SDK asks again with the same key', async () => {
    const { stripe, emulator } = stripeBench({ retries: 1 })
    emulator.faults().add({ kind: 'lose_reply', times: 1 })
    const intent = await stripe.paymentIntents.create(anIntent)
    expect(Object.keys(emulator.state.paymentIntents)).toEqual([intent.id])
    expect(emulator.state.calls.map(({ lost, replayed }) => [lost, replayed])).toEqual([
      [true, undefined],
      [undefined, true],
    ])
  })
})

describe('trouble on the way', () => {
  it('can be too many requests, or an error before anything was done', async () => {
    const { stripe, emulator } = stripeBench()
    emulator.faults().add({ kind: 'rate_limit', times: 1, path: '/refunds' })
    emulator.faults().add({ kind: 'error_before', times: 1, path: '/payment_intents' })
    expect((await problemOf(stripe.paymentIntents.create(anIntent))).statusCode).toBe(500)
    expect(Object.keys(emulator.state.paymentIntents)).toHaveLength(0)
    expect(await problemOf(stripe.refunds.create({ payment_intent: 'pi_1' }))).toBeInstanceOf(Stripe.errors.StripeRateLimitError)
  })

  it('breaks off the answer for whoever mounts the emulator', async () => {
    const { emulator } = stripeBench()
    emulator.faults().add({ kind: 'lose_reply', times: 1 })
    const request = new Request('https://api.stripe.com/v1/customers', { headers: { authorization: 'Bearer sk_test_1234' } })
    await expect(emulator.fetch(request)).rejects.toBeInstanceOf(LostReply)
  })

  it('can be a card declined by command, or a payment of another amount', async () => {
    const { stripe, emulator, pay } = stripeBench()
    emulator.declineNext('lost_card')
    const intent = await stripe.paymentIntents.create(anIntent)
    expect((await pay(intent)).body).toMatchObject({ error: { decline_code: 'lost_card', advice_code: 'do_not_try_again' } })
    emulator.wrongAmountNext(-99)
    await pay(intent)
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded', amount_received: 1000 })
  })
})
