import { desc } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminShipping } from 'shared/shipping.schema'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { shippingTo } from './index.ts'

let world: TestWorld
let manager: Person
beforeAll(async () => {
  world = await createTestWorld()
  manager = await world.person({ role: 'manager' })
})
afterAll(() => world.close())

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const change = async (method: string, path: string, body?: unknown) => {
  const response = await manager.request(method, `/admin/shipping${path}`, body)
  expect([200, 201]).toContain(response.status)
  return (await response.json()) as AdminShipping
}
const refused = async (method: string, path: string, body?: unknown) => {
  const response = await manager.request(method, `/admin/shipping${path}`, body)
  return [response.status, await codeOf(response)]
}
const lastAudit = async () => (await world.db.select().from(auditEntries).orderBy(desc(auditEntries.id)).limit(1))[0]

// Each test delivers to countries of its own.
const zone = (countries: string[], more: object = {}) => ({ name: { en: 'Somewhere', sw: 'Mahali' }, countries, ...more })
const rider = {
  kind: 'courier',
  name: { en: 'Rider', ar: 'دراجة' },
  price: '600',
  freeFrom: '6000',
  minHours: 2,
  maxHours: 4,
  cashOnDelivery: true,
}
const addZone = async (...countries: string[]) => {
  const { zones } = await change('POST', '/zones', zone(countries))
  const added = zones.find((each) => each.countries[0] === countries[0])
  if (!added) throw new Error('The zone is not there')
  return added
}
const addOption = async (zoneId: string) => {
  const { zones } = await change('POST', `/zones/${zoneId}/options`, rider)
  const option = zones.find((each) => each.id === zoneId)?.options[0]
  if (!option) throw new Error('The option is not there')
  return option
}

describe('a shop says where it delivers', () => {
  it('from nothing: a zone, a way to deliver there and its tax, and customers are offered it', async () => {
    const { id } = await addZone('KE', 'UG')
    await addOption(id)
    await change('PUT', '/taxes/KE', { name: 'VAT', rateBps: 1600, inclusive: true, onDelivery: true })
    const { offers, tax } = await shippingTo(world.system, { country: 'KE', subtotal: 1000n })
    expect(offers).toMatchObject([{ kind: 'courier', name: rider.name, price: 600n, freeFrom: 6000n, cashOnDelivery: true }])
    expect(tax).toEqual({ name: 'VAT', rateBps: 1600, inclusive: true, onDelivery: true })
    expect(((await (await world.request('GET', '/shop')).json()) as { countries: string[] }).countries).toEqual(['KE', 'UG'])
  })

  it('and where what is picked up lies', async () => {
    const { id } = await addZone('MZ')
    const place = { en: 'Harbour Street 4, from 8 to 6', sw: 'Mtaa wa Bandari 4' }
    await change('POST', `/zones/${id}/options`, { ...rider, kind: 'pickup', place })
    const { offers } = await shippingTo(world.system, { country: 'MZ', subtotal: 1000n })
    expect(offers).toMatchObject([{ kind: 'pickup', place }])
  })

  it('changes a zone and its order, and writes down what was', async () => {
    const { id } = await addZone('TZ')
    const { zones } = await change('PUT', `/zones/${id}`, zone(['TZ', 'RW'], { name: { en: 'Lakes' }, position: 7, version: 1 }))
    expect(zones.at(-1)).toMatchObject({ id, name: { en: 'Lakes' }, countries: ['TZ', 'RW'], position: 7 })
    expect(await lastAudit()).toMatchObject({
      action: 'shipping.zone-changed',
      subjectId: id,
      actorId: manager.user.id,
      facts: { before: { countries: ['TZ'] }, after: { countries: ['TZ', 'RW'] } },
    })
  })

  it('ends delivery to a zone, with its options', async () => {
    const { id } = await addZone('BI')
    const option = await addOption(id)
    const { zones } = await change('DELETE', `/zones/${id}`)
    expect(zones.map((each) => each.id)).not.toContain(id)
    expect((await shippingTo(world.system, { country: 'BI', subtotal: 1n })).offers).toEqual([])
    expect(await refused('PUT', `/options/${option.id}`, rider)).toEqual([404, 'shipping/option-not-found'])
    expect(await lastAudit()).toMatchObject({ action: 'shipping.zone-removed', subjectId: id })
  })

  it('refuses a country that another zone has, also to two hands at once', async () => {
    const { id } = await addZone('ET')
    const other = await addZone('ER')
    expect(await refused('POST', '/zones', zone(['DJ', 'ET']))).toEqual([409, 'shipping/country-taken'])
    expect(await refused('PUT', `/zones/${other.id}`, zone(['ER', 'ET'], { version: 1 }))).toEqual([409, 'shipping/country-taken'])
    expect(
      (await change('PUT', `/zones/${id}`, zone(['ET', 'DJ'], { version: 1 }))).zones.find((each) => each.id === id)?.countries,
    ).toEqual(['ET', 'DJ'])
    const both = await Promise.all([zone(['SO']), zone(['SO'])].map((body) => manager.request('POST', '/admin/shipping/zones', body)))
    expect(new Set(both.map((response) => response.status))).toEqual(new Set([201, 409]))
  })

  it('lays a zone for some cities inside that of their country, each city in one', async () => {
    await addZone('SN')
    const { zones } = await change('POST', '/zones', zone(['SN'], { cities: ['Dakar'], alsoWider: true }))
    expect(zones.find((each) => each.cities[0] === 'Dakar')).toMatchObject({ countries: ['SN'], alsoWider: true })
    expect(await refused('POST', '/zones', zone(['SN'], { cities: ['Thiès', 'Dakar'] }))).toEqual([409, 'shipping/country-taken'])
    expect(await refused('POST', '/zones', zone(['SN'], { cities: [' DÁKAR.'] }))).toEqual([409, 'shipping/country-taken'])
    for (const wrong of [['*'], ['SN', 'GM']])
      expect(await refused('POST', '/zones', zone(wrong, { cities: ['Banjul'] }))).toEqual([422, 'request/invalid'])
  })

  it('has one zone for everywhere else', async () => {
    await addZone('*')
    expect(await refused('POST', '/zones', zone(['*']))).toEqual([409, 'shipping/country-taken'])
  })
})

describe('a way to deliver', () => {
  it('changes its price, and is gone when switched off', async () => {
    const { id: zoneId } = await addZone('EG')
    const { id } = await addOption(zoneId)
    await change('PUT', `/options/${id}`, { ...rider, price: '750', freeFrom: null, version: 1 })
    const offers = async () => (await shippingTo(world.system, { country: 'EG', subtotal: 9000n })).offers.map((offer) => offer.price)
    expect(await offers()).toEqual([750n])
    expect(await lastAudit()).toMatchObject({
      action: 'shipping.option-changed',
      facts: { before: { price: '600' }, after: { price: '750' } },
    })
    await change('PUT', `/options/${id}`, { ...rider, isActive: false, version: 2 })
    expect(await offers()).toEqual([])
  })

  it('is taken away', async () => {
    const { id: zoneId } = await addZone('SD')
    const { id } = await addOption(zoneId)
    const { zones } = await change('DELETE', `/options/${id}`)
    expect(zones.find((each) => each.id === zoneId)?.options).toEqual([])
    expect(await refused('DELETE', `/options/${id}`)).toEqual([404, 'shipping/option-not-found'])
  })
})

describe('the tax of a country', () => {
  it('is set, changed and taken away; `*` is everywhere else', async () => {
    const none = { name: '', rateBps: 0, inclusive: false, onDelivery: false }
    await change('PUT', '/taxes/*', none)
    await change('PUT', '/taxes/AE', { ...none, name: 'VAT', rateBps: 500 })
    const taxOf = async () => (await shippingTo(world.system, { country: 'AE', subtotal: 1n })).tax?.rateBps
    expect(await taxOf()).toBe(500)
    await change('PUT', '/taxes/AE', { ...none, name: 'VAT', rateBps: 700, version: 1 })
    expect(await taxOf()).toBe(700)
    const { taxes } = await change('DELETE', '/taxes/AE')
    expect(taxes.map((rule) => rule.country)).not.toContain('AE')
    expect(await taxOf()).toBe(0)
    expect(await refused('DELETE', '/taxes/AE')).toEqual([404, 'shipping/tax-not-found'])
  })
})

describe('what two people edit at once', () => {
  const tax = { name: 'VAT', rateBps: 1500, inclusive: true, onDelivery: true }

  it.each([
    ['a zone', async () => ({ path: `/zones/${(await addZone('GH')).id}`, body: zone(['GH']) })],
    ['a way to deliver', async () => ({ path: `/options/${(await addOption((await addZone('NG')).id)).id}`, body: rider })],
    [
      'a tax',
      async () => {
        await change('PUT', '/taxes/ZA', tax)
        return { path: '/taxes/ZA', body: tax }
      },
    ],
  ] as const)('is saved once, and the second learns that it is another one by now: %s', async (_, make) => {
    const { path, body } = await make()
    const both = await Promise.all([1, 1].map((version) => manager.request('PUT', `/admin/shipping${path}`, { ...body, version })))
    expect(new Set(both.map((response) => response.status))).toEqual(new Set([200, 409]))
    const lost = both.find((response) => response.status === 409)
    expect(lost && (await codeOf(lost))).toBe('shipping/changed-meanwhile')
    expect(await refused('PUT', path, { ...body, version: 1 })).toEqual([409, 'shipping/changed-meanwhile'])
    await change('PUT', path, { ...body, version: 2 })
  })

  it('says which version it was', async () => {
    const { id } = await addZone('CM')
    const option = await addOption(id)
    expect(await refused('PUT', `/zones/${id}`, zone(['CM']))).toEqual([422, 'request/invalid'])
    expect(await refused('PUT', `/options/${option.id}`, rider)).toEqual([422, 'request/invalid'])
  })

  it('does not overwrite a tax that the other one has just set, nor bring one back that is gone', async () => {
    await change('PUT', '/taxes/MA', tax)
    expect(await refused('PUT', '/taxes/MA', { ...tax, rateBps: 2000 })).toEqual([409, 'shipping/changed-meanwhile'])
    await change('DELETE', '/taxes/MA')
    expect(await refused('PUT', '/taxes/MA', { ...tax, version: 1 })).toEqual([404, 'shipping/tax-not-found'])
  })
})

describe('delivery and taxes', () => {
  it('take only what makes sense', async () => {
    const { id } = await addZone('LY')
    for (const body of [
      null,
      [],
      'text',
      {},
      zone([]),
      zone(['LY', 'LY']),
      zone(['XX']),
      zone(['ke']),
      zone(['TN'], { name: { en: '' } }),
      zone(['TN'], { name: { en: 'a\u0000b' } }),
      zone(['TN'], { position: -1 }),
      zone(['TN'], { id }),
    ])
      expect([400, 415, 422]).toContain((await manager.request('POST', '/admin/shipping/zones', body)).status)
    for (const wrong of [
      { kind: 'drone' },
      { price: '-1' },
      { price: '1.5' },
      { price: 600 },
      { price: '9'.repeat(16) },
      { freeFrom: '' },
      { minHours: 5, maxHours: 4 },
      { maxHours: 1e9 },
      { days: [] },
      { days: [1, 1] },
      { days: [8] },
      { opens: 12, closes: 12 },
      { name: {} },
      { zoneId: id },
    ])
      expect([wrong, ...(await refused('POST', `/zones/${id}/options`, { ...rider, ...wrong }))]).toEqual([wrong, 422, 'request/invalid'])
    const vat = { name: 'VAT', rateBps: 1600, inclusive: true, onDelivery: true }
    for (const wrong of [{ rateBps: -1 }, { rateBps: 10_001 }, { rateBps: 1.5 }, { name: '' }, { inclusive: 'yes' }])
      expect([wrong, ...(await refused('PUT', '/taxes/LY', { ...vat, ...wrong }))]).toEqual([wrong, 422, 'request/invalid'])
    for (const path of ['/taxes/XX', '/taxes/kenya']) expect(await refused('PUT', path, vat)).toEqual([422, 'request/invalid'])
    expect(await refused('PUT', '/zones/nothing', zone(['TN']))).toEqual([422, 'request/invalid'])
  })

  it('do not know what is not there', async () => {
    expect(await refused('PUT', `/zones/${newId()}`, zone(['TN']))).toEqual([404, 'shipping/zone-not-found'])
    expect(await refused('DELETE', `/zones/${newId()}`)).toEqual([404, 'shipping/zone-not-found'])
    expect(await refused('POST', `/zones/${newId()}/options`, rider)).toEqual([404, 'shipping/zone-not-found'])
    expect(await refused('PUT', `/options/${newId()}`, rider)).toEqual([404, 'shipping/option-not-found'])
  })

  it('are set by owners and managers alone', async () => {
    const routes = [
      ['GET', ''],
      ['POST', '/zones'],
      ['PUT', `/zones/${newId()}`],
      ['DELETE', `/zones/${newId()}`],
      ['POST', `/zones/${newId()}/options`],
      ['PUT', `/options/${newId()}`],
      ['DELETE', `/options/${newId()}`],
      ['PUT', '/taxes/KE'],
      ['DELETE', '/taxes/KE'],
    ] as const
    const [amina, neema, wanjiku] = [await world.person(), await world.person({ role: 'support' }), await world.person({ role: 'owner' })]
    for (const [method, path] of routes) {
      const body = method === 'POST' || method === 'PUT' ? {} : undefined
      expect([method, path, (await world.request(method, `/admin/shipping${path}`, body)).status]).toEqual([method, path, 401])
      for (const person of [amina, neema])
        expect([method, path, (await person.request(method, `/admin/shipping${path}`, body)).status]).toEqual([method, path, 403])
    }
    expect((await wanjiku.request('GET', '/admin/shipping')).status).toBe(200)
  })
})
