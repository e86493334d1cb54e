import { describe, expect, it } from 'vitest'
import { anIntent, stripeBench, webhookSecret } from './testing.ts'

describe('webhooks', () => {
  it('are signed so that the SDK believes them, and no change goes unseen', async () => {
    const { stripe, settle, heard } = stripeBench()
    await stripe.paymentIntents.create(anIntent)
    await settle()
    const [first] = heard
    if (!first) throw new Error('nothing arrived')
    const event = await stripe.webhooks.constructEventAsync(first.body, first.signature, webhookSecret)
    expect(event).toMatchObject({
      type: 'payment_intent.created',
      livemode: false,
      api_version: '2026-10-28.endive',
      data: { object: { amount: 1099 } },
    })
    await expect(stripe.webhooks.constructEventAsync(first.body.replace('1099', '1'), first.signature, webhookSecret)).rejects.toThrow(
      /signature/i,
    )
  })

  it('are sent again until they are answered with 2xx', async () => {
    const { stripe, settle, heard, clock, emulator } = stripeBench({ answer: (attempt) => (attempt < 3 ? 500 : 200) })
    await stripe.paymentIntents.create(anIntent)
    await settle()
    expect(heard).toHaveLength(1)
    clock.advance(15)
    await settle()
    clock.advance(60)
    await settle()
    expect(new Set(heard.map((one) => one.id)).size).toBe(1)
    expect(emulator.state.sender.deliveries[0]).toMatchObject({
      state: 'delivered',
      attempts: [{ status: 500 }, { status: 500 }, { status: 200 }],
    })
  })

  it('are given up after about three days', async () => {
    const { stripe, settle, clock, emulator } = stripeBench({ answer: () => 503 })
    await stripe.paymentIntents.create(anIntent)
    for (let day = 0; day < 14; day++) {
      await settle()
      clock.advance(43_200)
    }
    await settle()
    expect(emulator.state.sender.deliveries[0]).toMatchObject({ state: 'failed' })
  })

  it('can arrive twice, never, late, or newest first', async () => {
    const { stripe, settle, heard, clock, emulator, pay, types } = stripeBench()
    emulator.switches({ duplicate: 1 })
    await stripe.paymentIntents.create(anIntent)
    await settle()
    expect(heard.map((one) => one.id)).toEqual([heard[0]?.id, heard[0]?.id])

    emulator.switches({ duplicate: 0, off: true })
    const intent = await stripe.paymentIntents.create(anIntent)
    await settle()
    expect(heard).toHaveLength(2)
    expect((await stripe.events.list({ type: 'payment_intent.created' })).data).toHaveLength(2)

    emulator.switches({ off: false, delaySeconds: 300 })
    await stripe.customers.create({})
    await settle()
    expect(heard).toHaveLength(2)
    clock.advance(300)
    await settle()
    expect(types().at(-1)).toBe('customer.created')

    emulator.switches({ delaySeconds: 0, reorder: true })
    await pay(intent)
    await settle()
    expect(types().slice(-2)).toEqual(['payment_intent.succeeded', 'charge.succeeded'])
  })

  it('can arrive before the answer to the request that caused them', async () => {
    const { stripe, heard, emulator } = stripeBench()
    emulator.switches({ beforeReply: true })
    await stripe.paymentIntents.create(anIntent)
    expect(heard).toHaveLength(1)
  })

  it('can be forged, and the signature tells', async () => {
    const { stripe, emulator, heard } = stripeBench()
    const intent = await stripe.paymentIntents.create(anIntent)
    await emulator.settle()
    expect(
      await emulator.forge({ type: 'payment_intent.succeeded', paymentIntentId: intent.id, changes: { status: 'succeeded' } }),
    ).toEqual([200])
    const forged = heard.at(-1)
    await expect(stripe.webhooks.constructEventAsync(forged?.body ?? '', forged?.signature ?? '', webhookSecret)).rejects.toThrow(
      /signature/i,
    )
  })

  it('go to registered endpoints that asked for them, whose secret is shown once', async () => {
    const { stripe, emulator } = stripeBench()
    const made = await stripe.webhookEndpoints.create({
      url: 'https://other.example/hook',
      enabled_events: ['refund.failed'],
      api_version: '2026-10-28.endive',
    })
    expect(made.secret).toMatch(/^whsec_/)
    expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined()
    await stripe.paymentIntents.create(anIntent)
    expect(emulator.state.sender.deliveries).toEqual([])
    await stripe.webhookEndpoints.update(made.id, { enabled_events: ['*'] })
    await stripe.customers.create({})
    expect(emulator.state.sender.deliveries.map((one) => one.url)).toEqual(['https://other.example/hook'])
    await stripe.webhookEndpoints.del(made.id)
    expect((await stripe.webhookEndpoints.list()).data).toEqual([])
  })
})

describe('lists', () => {
  it('are read to the end page by page, newest first', async () => {
    const { stripe } = stripeBench()
    const ids: string[] = []
    for (let count = 0; count < 7; count++) ids.unshift((await stripe.paymentIntents.create(anIntent)).id)
    const page = await stripe.paymentIntents.list({ limit: 3 })
    expect([page.data.map((one) => one.id), page.has_more]).toEqual([ids.slice(0, 3), true])
    const next = await stripe.paymentIntents.list({ limit: 3, starting_after: ids[2] ?? '' })
    expect(next.data.map((one) => one.id)).toEqual(ids.slice(3, 6))
    const all: string[] = []
    for await (const intent of stripe.paymentIntents.list({ limit: 2 })) all.push(intent.id)
    expect(all).toEqual(ids)
  })

  it('are filtered by when and by what', async () => {
    const { stripe, pay, clock } = stripeBench()
    await pay(await stripe.paymentIntents.create(anIntent))
    clock.advance(3600)
    const since = Math.floor(clock.now() / 1000)
    await pay(await stripe.paymentIntents.create({ ...anIntent, amount: 2000 }))
    clock.advance(10)
    expect((await stripe.charges.list({ created: { gte: since } })).data.map((one) => one.amount)).toEqual([2000])
    expect((await stripe.balanceTransactions.list({ type: 'charge' })).data.map((one) => one.amount)).toEqual([2000, 1099])
    expect((await stripe.events.list({ types: ['charge.succeeded', 'charge.failed'], created: { lt: since } })).data).toHaveLength(1)
  })
})

describe('customers', () => {
  it('are kept, changed field by field and merged in their metadata', async () => {
    const { stripe } = stripeBench()
    const made = await stripe.customers.create({ email: 'amina@example.com', metadata: { user: '1', old: 'x' } })
    const changed = await stripe.customers.update(made.id, { name: 'Amina', metadata: { old: '', tier: 'gold' } })
    expect(changed).toMatchObject({ email: 'amina@example.com', name: 'Amina', metadata: { user: '1', tier: 'gold' } })
    expect(changed.metadata).not.toHaveProperty('old')
    expect(await stripe.customers.retrieve(made.id)).toMatchObject({ name: 'Amina' })
  })
})

describe('the whole of Stripe', () => {
  it('is written down and goes on where it was', async () => {
    const before = stripeBench({ answer: () => 500 })
    const intent = await before.stripe.paymentIntents.create(anIntent, { idempotencyKey: 'one' })
    await before.settle()
    const after = stripeBench()
    after.emulator.restore(structuredClone(before.emulator.state))
    expect((await after.stripe.paymentIntents.create(anIntent, { idempotencyKey: 'one' })).id).toBe(intent.id)
    after.clock.advance(30)
    await after.settle()
    expect(after.types()).toEqual(['payment_intent.created'])
  })
})
