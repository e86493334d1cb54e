import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { arrayContains, eq } from 'drizzle-orm'
import { newId } from '../../platform/ids.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { seedShipping, shippingTo } from './index.ts'
import { deliveryOptions, deliveryZones, taxRules } from './tables.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
  await seedShipping(world.system)
})
afterAll(() => world.close())

const to = (country: string, subtotal = 1000n, city?: string) => shippingTo(world.system, { country, city, subtotal })
const prices = async (country: string, subtotal?: bigint) => (await to(country, subtotal)).offers.map((offer) => offer.price)

describe('the ways to deliver', () => {
  it('are those of the zone that names the country, in the merchant’s order', async () => {
    expect(await prices('KE')).toEqual([600n, 350n, 0n, 550n])
    expect(await prices('TZ')).toEqual([1200n, 2200n])
  })

  it.each([
    ['in the city', 'Nairobi', [600n, 350n, 0n]],
    ['in a part of it, however it is written', ' NAIROBI, West', [600n, 350n, 0n]],
    ['in another city that begins alike', 'Nairobisio', [550n, 0n]],
    ['elsewhere in the country, where picking up is still offered', 'Mombasa', [550n, 0n]],
    ['where no address is known yet', undefined, [600n, 350n, 0n, 550n]],
  ])('are those of the nearest zone %s', async (_, city, expected) => {
    expect((await to('KE', 1000n, city)).offers.map((offer) => offer.price)).toEqual(expected)
  })

  it('are those of the wider zone too where staff said so', async () => {
    const nairobi = arrayContains(deliveryZones.cities, ['Nairobi'])
    await world.db.update(deliveryZones).set({ alsoWider: true }).where(nairobi)
    world.shipping.drop()
    expect((await to('KE', 1000n, 'Nairobi')).offers.map((offer) => offer.price)).toEqual([600n, 350n, 0n, 550n])
    await world.db.update(deliveryZones).set({ alsoWider: false }).where(nairobi)
    world.shipping.drop()
  })

  it('are those for everywhere else where no zone names it', async () => {
    expect(await prices('IS')).toEqual([2800n])
  })

  it('are those for everywhere else in the rest of a country of which a zone names one city', async () => {
    const zone = { id: newId(), name: { en: 'Reykjavík' }, countries: ['IS'], cities: ['Reykjavík'], position: -1 }
    const rider = { zoneId: zone.id, kind: 'courier' as const, name: { en: 'Rider' }, price: 900n, minHours: 1, maxHours: 2 }
    await world.db.insert(deliveryZones).values(zone)
    await world.db.insert(deliveryOptions).values({ id: newId(), ...rider })
    world.shipping.drop()
    const pricesIn = async (city?: string) => (await to('IS', 1000n, city)).offers.map((offer) => offer.price)
    expect(await pricesIn('Reykjavik')).toEqual([900n])
    expect(await pricesIn('Akureyri')).toEqual([2800n])
    expect(await pricesIn()).toEqual([900n, 2800n])
    await world.db.update(deliveryZones).set({ alsoWider: true }).where(eq(deliveryZones.id, zone.id))
    world.shipping.drop()
    expect(await pricesIn('Reykjavik')).toEqual([900n, 2800n])
    await world.db.delete(deliveryOptions).where(eq(deliveryOptions.zoneId, zone.id))
    await world.db.delete(deliveryZones).where(eq(deliveryZones.id, zone.id))
    world.shipping.drop()
  })

  it('are free from the threshold on', async () => {
    expect(await prices('KE', 5999n)).toEqual([600n, 350n, 0n, 550n])
    expect(await prices('KE', 6000n)).toEqual([600n, 0n, 0n, 550n])
  })

  it('say when it arrives, in working hours of the shop', async () => {
    const [rider, courier] = (await to('KE')).offers
    expect([rider?.earliestAt.toISOString(), rider?.latestAt.toISOString()]).toEqual([
      '2026-11-22T11:00:00.000Z',
      '2026-11-22T13:00:00.000Z',
    ])
    expect([courier?.earliestAt.toISOString(), courier?.latestAt.toISOString()]).toEqual([
      '2026-11-23T05:00:00.000Z',
      '2026-11-23T17:00:00.000Z',
    ])
  })

  it('are not picked up on a Sunday where the shop is closed', async () => {
    const pickup = (await to('KE')).offers.find((offer) => offer.kind === 'pickup')
    expect(pickup?.earliestAt.toISOString()).toBe('2026-11-23T06:00:00.000Z')
  })

  it('take cash at the door in Kenya alone', async () => {
    expect((await to('KE')).offers.every((offer) => offer.cashOnDelivery)).toBe(true)
    for (const country of ['UG', 'IS']) expect((await to(country)).offers.some((offer) => offer.cashOnDelivery)).toBe(false)
  })

  it('are gone when switched off', async () => {
    const [zone] = await world.db
      .insert(deliveryZones)
      .values({ id: crypto.randomUUID(), name: { en: 'Egypt' }, countries: ['EG'], position: -1 })
      .returning()
    const id = crypto.randomUUID()
    const option = {
      id,
      zoneId: zone?.id ?? '',
      kind: 'pickup' as const,
      name: { en: 'Cairo' },
      price: 2n ** 70n,
      minHours: 1,
      maxHours: 2,
    }
    await world.db.insert(deliveryOptions).values(option)
    world.shipping.drop()
    expect(await prices('EG')).toEqual([2n ** 70n])
    await world.db.update(deliveryOptions).set({ isActive: false }).where(eq(deliveryOptions.id, id))
    world.shipping.drop()
    expect(await prices('EG')).toEqual([])
  })
})

describe('the tax of a country', () => {
  it.each([
    ['KE', { name: 'VAT', rateBps: 1600, inclusive: true, onDelivery: true }],
    ['AE', { name: 'VAT', rateBps: 500, inclusive: false, onDelivery: true }],
    ['IS', { name: '', rateBps: 0, inclusive: false, onDelivery: false }],
  ])('of %s is its own rule, or the one for everywhere else', async (country, tax) => {
    expect((await to(country)).tax).toEqual(tax)
  })
})

describe('what another instance changed', () => {
  const heardWithin = { timeout: 1000, interval: 20 }

  it('is heard of at once: a way to deliver, a zone and a tax', async () => {
    expect(await prices('RW')).toEqual([1200n, 2200n])
    await world.db.update(deliveryOptions).set({ price: 1300n }).where(eq(deliveryOptions.price, 1200n))
    await vi.waitFor(async () => expect(await prices('RW')).toEqual([1300n, 2200n]), heardWithin)
    await world.db
      .update(deliveryZones)
      .set({ countries: ['UG', 'TZ'] })
      .where(arrayContains(deliveryZones.countries, ['RW']))
    await vi.waitFor(async () => expect(await prices('RW')).toEqual([2800n]), heardWithin)
    await world.db.update(taxRules).set({ rateBps: 1700 }).where(eq(taxRules.country, 'RW'))
    await vi.waitFor(async () => expect((await to('RW')).tax?.rateBps).toBe(1700), heardWithin)
  })
})

describe('the demo shop’s shipping', () => {
  it('is laid once', async () => {
    await seedShipping(world.system)
    expect(await world.db.select().from(deliveryZones).where(eq(deliveryZones.position, 0))).toHaveLength(1)
    expect((await world.db.select().from(taxRules)).length).toBe(8)
  })
})
