import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
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
})
