import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { networkOf } from './client-address.ts'
import { createLimit } from './rate-limit.ts'

describe('how often one may ask', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld({ environment: { REQUESTS_PER_MINUTE: '5', WRITES_PER_MINUTE: '3', TRUSTED_PROXIES: '1' } })
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => world.close())

  const get = (from: string, path = '/catalog/products?q=coffee') => world.request('GET', path, undefined, { 'x-forwarded-for': from })
  const statuses = async (times: number, ask: () => Promise<Response>) => {
    const got: number[] = []
    for (let at = 0; at < times; at += 1) got.push((await ask()).status)
    return got
  }

  it('is counted by address for what is public, and told with when to come back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    expect(await statuses(6, () => get('10.0.0.1'))).toEqual([200, 200, 200, 200, 200, 429])
    vi.setSystemTime(Date.now() + 20_000)
    const refused = await get('10.0.0.1', '/shop')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(refused.headers.get('retry-after')).toBe('40')
    expect(await refused.json()).toMatchObject({ code: 'request/too-many', status: 429 })
    expect((await get('10.0.0.2')).status).toBe(200)
    vi.setSystemTime(Date.now() + 40_001)
    expect((await get('10.0.0.1')).status).toBe(200)
  })

  it('believes of X-Forwarded-For only what our own proxies wrote', async () => {
    let made = 0
    expect(await statuses(6, () => get(`203.0.113.${(made += 1)}, 10.0.0.3`))).toEqual([200, 200, 200, 200, 200, 429])
    const alone = await createTestWorld({ environment: { REQUESTS_PER_MINUTE: '2', TRUSTED_PROXIES: '0' } })
    const told = () => alone.request('GET', '/shop', undefined, { 'x-forwarded-for': `203.0.113.${(made += 1)}` })
    expect(await statuses(3, told)).toEqual([200, 200, 429])
    await alone.close()
  })

  it('takes a household’s addresses for one', async () => {
    let host = 0
    expect(await statuses(6, () => get(`2001:db8:1:2::${(host += 1)}`))).toEqual([200, 200, 200, 200, 200, 429])
    expect((await get('2001:db8:1:3::1')).status).toBe(200)
    expect(networkOf('2001:0DB8::1')).toBe('2001:db8:0:0')
    expect(networkOf('2001:db8::5:6:7:8:9')).toBe('2001:db8:0:5')
    expect(networkOf('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(networkOf('::1')).toBe('0:0:0:0')
  })

  it('spares our bot, who speaks for many', async () => {
    const ask = () =>
      world.request('POST', '/internal/bot/pre-checkout', {}, { authorization: 'Bearer wrong', 'x-forwarded-for': '10.0.0.4' })
    expect(new Set(await statuses(8, ask))).toEqual(new Set([401]))
  })

  it('is counted by person for what changes something, and reading goes on', async () => {
    const [amina, juma] = [await world.person(), await world.person()]
    let at = 0
    const from = () => ({ 'x-forwarded-for': `10.1.0.${(at += 1)}` })
    const rename = (who = amina) => who.request('PATCH', '/me', { language: 'sw' }, from())
    expect(await statuses(4, rename)).toEqual([200, 200, 200, 429])
    expect((await rename(juma)).status).toBe(200)
    expect((await amina.request('GET', '/me', undefined, from())).status).toBe(200)
  })

  it('has no bound where the environment takes it away', async () => {
    const none = createLimit(0)
    await expect(Promise.all(Array.from({ length: 1_000 }, () => none.take('10.0.0.1')))).resolves.toHaveLength(1_000)
    const two = createLimit(2)
    await expect(Promise.all(Array.from({ length: 3 }, () => two.take('10.0.0.1')))).rejects.toMatchObject({ code: 'request/too-many' })
  })
})
