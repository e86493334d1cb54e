import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminPaymentMethods } from 'shared/payment-methods.schema'
import { askQuote, checkOut, createBuyingWorld, read, type BuyingWorld } from '../../testing/buying.ts'
import type { Person } from '../../testing/world.ts'
import { auditEntries } from '../../platform/tables.ts'
import { breakerOf } from './breaker.ts'
import { createKeptPauses } from './kept-pauses.ts'

describe('the ways to pay, as staff see them', () => {
  let world: BuyingWorld
  let manager: Person
  beforeAll(async () => {
    world = await createBuyingWorld()
    manager = await world.person({ role: 'manager', firstName: 'Brian' })
  })
  afterAll(() => world.close())

  const list = async (query = '') => read<AdminPaymentMethods>(await manager.request('GET', `/admin/payment-methods${query}`))
  const one = async (method: string, query?: string) => (await list(query)).items.find((each) => each.method === method)
  const press = (person: Person, method: string, verb: 'pause' | 'resume') =>
    person.request('POST', `/admin/payment-methods/${method}/${verb}`)

  it('tell what is set up, for what and where', async () => {
    expect(await one('card')).toMatchObject({
      gateway: 'test-card',
      isLive: null,
      goods: ['physical'],
      surfaces: null,
      countries: null,
      refunds: false,
      health: 'good',
      pausedAt: null,
      offer: { available: true, amount: { amount: '2000', currency: 'USD' } },
    })
    world.world.gateways = new Map([...world.world.gateways].filter(([id]) => id !== 'paypal'))
    expect(await one('paypal')).toMatchObject({ gateway: null, health: null, offer: null })
  })

  it('tell why a purchase could not use them', async () => {
    expect((await one('card', '?goods=digital'))?.offer).toMatchObject({ available: false, reason: 'digital_needs_stars' })
    expect((await one('stars', '?goods=digital&stars=10001'))?.offer).toMatchObject({ available: false, reason: 'amount' })
    expect((await one('card', '?amount=49'))?.offer).toMatchObject({ available: false, reason: 'amount' })
    expect((await list('?country=UG&surface=web')).sample).toMatchObject({ country: 'UG', surface: 'web', amount: 2000 })
    expect((await manager.request('GET', '/admin/payment-methods?surface=moon')).status).toBe(422)
  })

  it('tell how they are now', async () => {
    const card = world.world.gateways.get('test-card')
    if (!card) throw new Error('There are no cards')
    for (let call = 0; call < 5; call += 1) breakerOf(card, 'start').heard(world.clock.now(), false)
    expect(await one('card')).toMatchObject({ health: 'down', offer: { available: false, reason: 'down' } })
    world.clock.advance(31)
    breakerOf(card, 'start').heard(world.clock.now(), true)
    expect(await one('card')).toMatchObject({ health: 'good' })
  })

  it('can be paused and offered again, which is written down once', async () => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    expect([await press(manager, 'card', 'pause'), await press(manager, 'card', 'pause')].map(({ status }) => status)).toEqual([204, 204])
    expect(await one('card')).toMatchObject({ pausedAt: world.clock.now().toISOString(), health: 'good', offer: { reason: 'down' } })
    expect((await askQuote(person)).methods.find((each) => each.method === 'card')).toMatchObject({ available: false, reason: 'down' })
    expect((await checkOut(person, quote, { method: 'card' })).status).toBe(409)

    await press(manager, 'card', 'resume')
    await press(manager, 'card', 'resume')
    expect((await checkOut(person, quote, { method: 'card' })).status).toBe(201)
    const entries = (await world.db.select().from(auditEntries)).filter(({ action }) => action.startsWith('payments.method'))
    expect(entries.map(({ action, subjectId, actor }) => [action, subjectId, actor])).toEqual([
      ['payments.method-paused', 'card', 'Brian'],
      ['payments.method-resumed', 'card', 'Brian'],
    ])
  })

  it('reach another process by NOTIFY', async () => {
    const other = createKeptPauses({ ...world.world, listen: world.database.listen })
    expect([...(await other.read())]).toEqual([])
    await press(manager, 'stars', 'pause')
    await expect.poll(async () => [...(await other.read())]).toEqual(['stars'])
    await press(manager, 'stars', 'resume')
    await expect.poll(async () => [...(await other.read())]).toEqual([])
  })

  it('are for staff who may see money; switched by those who may change settings', async () => {
    const support = await world.person({ role: 'support' })
    const customer = await world.person()
    for (const person of [support, customer]) {
      expect((await person.request('GET', '/admin/payment-methods')).status).toBe(403)
      expect((await press(person, 'card', 'pause')).status).toBe(403)
      expect((await press(person, 'card', 'resume')).status).toBe(403)
    }
    expect((await press(manager, 'barter', 'pause')).status).toBe(422)
  })
})
