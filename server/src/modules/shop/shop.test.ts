import type { ShopInfo } from 'shared/shop.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeRates } from '../../testing/rates.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { fxTables } from '../fx/tables.ts'
import { newId } from '../../platform/ids.ts'
import { deliveryZones } from '../shipping/tables.ts'

describe('what the Mini App learns before anybody signs in', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld()
  })
  afterAll(() => world.close())
  const shop = async () => (await (await world.request('GET', '/shop')).json()) as Record<string, unknown>

  it('names the shop, its bot and the languages it speaks', async () => {
    expect(await shop()).toMatchObject({
      name: 'Duka Coffee',
      link: 'https://t.me/duka_sandbox_bot/shop',
      currency: 'USD',
      languages: ['en', 'sw', 'ar'],
      sandboxUrl: 'http://127.0.0.1:4010',
    })
  })

  it('names where it delivers: at home, in the zones it has, or everywhere', async () => {
    expect(await shop()).toMatchObject({ countries: ['KE'] })
    await world.db.insert(deliveryZones).values({ id: newId(), name: { en: 'East Africa' }, countries: ['UG', 'KE'] })
    world.shipping.drop()
    expect(await shop()).toMatchObject({ countries: ['KE', 'UG'] })
    await world.db.insert(deliveryZones).values({ id: newId(), name: { en: 'World' }, countries: ['*'] })
    world.shipping.drop()
    expect(((await shop())['countries'] as string[]).length).toBeGreaterThan(200)
  })

  it('tells by what prices are shown in people’s own currencies, as long as there is a fresh rate', async () => {
    expect(await shop()).toMatchObject({ rates: null })
    await takeRates(world, { KES: '129.5', UGX: '3600', BTC: '0.00001' })
    const at = world.clock.now()
    const rate = (units: string) => ({ rate: units, asOf: at.toISOString(), sources: ['one', 'two'] })
    expect((await shop())['rates']).toEqual({
      goodUntil: new Date(at.getTime() + 86_400_000).toISOString(),
      of: { KES: rate('129.5'), UGX: rate('3600') },
    })
    world.clock.advance(16 * 60)
    expect(await shop()).toMatchObject({ rates: null })
  })

  it('names of two rates the older one’s day, and what the shop adds is in them', async () => {
    const kenyan = await createTestWorld({ environment: { SHOP_CURRENCY: 'KES' } })
    try {
      await takeRates(kenyan, { KES: '125', UGX: '3600' })
      const [table] = await kenyan.db.select().from(fxTables)
      if (!table?.rates.KES) throw new Error('There is no table')
      const rates = { ...table.rates, KES: { ...table.rates.KES, asOf: '2020-02-03T00:00:00.000Z', sources: ['old'] } }
      await kenyan.db.update(fxTables).set({ spreadBps: 100, rates })
      kenyan.world.rates.drop()
      const { of } = ((await (await kenyan.request('GET', '/shop')).json()) as ShopInfo).rates ?? {}
      expect(of).toMatchObject({
        USD: { rate: '0.00808', asOf: '2020-02-03T00:00:00.000Z', sources: ['old', 'one', 'two'] },
        UGX: { rate: '29.088' },
      })
      expect(of).not.toHaveProperty('KES')
    } finally {
      await kenyan.close()
    }
  })
})
