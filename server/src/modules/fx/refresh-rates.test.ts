import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import { convert } from 'shared/rates'
import { sandboxHandlers } from '../../sandbox/msw.ts'
import { createSandboxWorld, type SandboxWorld } from '../../sandbox/world.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { ratesEmulator } from './emulator/index.ts'
import { createRates } from './rates.ts'

describe('the rates of the shop', () => {
  let world: TestWorld
  let sandbox: SandboxWorld
  const server = setupServer()
  beforeAll(async () => {
    world = await createTestWorld({ now: new Date() })
    sandbox = createSandboxWorld({ botToken: world.config.telegram.botToken, botUsername: world.config.telegram.botUsername, seed: 1 })
    server.use(...sandboxHandlers(sandbox))
    server.listen()
  })
  afterEach(() => sandbox.calm())
  afterAll(async () => {
    server.close()
    sandbox.stop()
    await world.close()
  })

  const control = (path: string, body: object) => sandbox.rates.control.request(`/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const refresh = () => world.run('fx.refresh')
  async function later(seconds: number) {
    world.clock.advance(seconds)
    sandbox.clock.advance(seconds)
    await refresh()
  }
  const rate = async (to: Currency, from: Currency = 'USD') => (await world.rates.newest())?.between(from, to)
  const price = async (to: Currency, from: Currency = 'USD') => {
    const applied = await rate(to, from)
    return applied && convert(money(100, from), to, applied.rate).amount
  }

  it('are none before anybody was asked', async () => {
    expect(await world.rates.newest()).toBeUndefined()
  })

  it('are what the sources agree on, with one per cent on top', async () => {
    await refresh()
    expect(await rate('KES')).toMatchObject({
      from: 'USD',
      to: 'KES',
      rate: '130.9714421722',
      sources: ['frankfurter', 'exchange-rate-api'],
    })
    // $1.00: 130.98 shillings, 3954 Ugandan ones, 0.4809 TON; a dollar of USDT is more than one USDT.
    expect([await price('KES'), await price('UGX'), await price('TON')]).toEqual([13_098n, 3_954n, 480_952_385n])
    expect(await price('USDT_TON')).toBe(await price('USDT_ETH'))
    expect(await price('USDT_TON')).toBe(1_010_528n)
    expect((await rate('BTC'))?.sources).toEqual(['coinbase', 'kraken'])
    // Between two that are no dollars, and back to the dollar.
    expect(await price('EUR', 'KES')).toBe(1n)
    expect(await price('USD', 'EUR')).toBe(115n)
    expect(await rate('XTR')).toBeUndefined()
    expect(await rate('USD')).toBeUndefined()
  })

  it('are taken anew every five minutes, and the one a price was shown by is kept for half an hour', async () => {
    const before = await world.rates.newest()
    if (!before) throw new Error('There are no rates')
    await later(100)
    expect((await world.rates.newest())?.id).toBe(before.id)
    await control('move', { currency: 'TON', percent: 10 })
    const old = await price('TON')
    await later(200)
    expect((await world.rates.newest())?.id).not.toBe(before.id)
    expect(await price('TON')).toBe(529_047_624n)
    expect(convert(money(100, 'USD'), 'TON', (await world.rates.byId(before.id))?.between('USD', 'TON')?.rate ?? '').amount).toBe(old)
    world.clock.advance(30 * 60)
    expect(await world.rates.byId(before.id)).toBeUndefined()
    expect(await world.rates.byId('00000000-0000-7000-8000-000000000000')).toBeUndefined()
  })

  it('are none when nobody took any for 15 minutes: a quote must outlive the rate it shows', async () => {
    await refresh()
    world.clock.advance(15 * 60)
    expect(await world.rates.newest()).toBeDefined()
    world.clock.advance(1)
    expect(await world.rates.newest()).toBeUndefined()
  })

  it('leave out what the sources disagree about, and only that', async () => {
    await control('disagree', { source: 'kraken', currency: 'BTC', percent: 3 })
    await control('disagree', { source: 'frankfurter', currency: 'UGX', percent: -3 })
    await later(3_700)
    expect([await rate('BTC'), await rate('UGX')]).toEqual([undefined, undefined])
    expect([(await rate('ETH'))?.sources, (await rate('KES'))?.sources.length]).toEqual([['coinbase', 'kraken'], 2])
  })

  it('do without one source of two for money, and not for coins', async () => {
    await control('die', { source: 'frankfurter' })
    await control('die', { source: 'coinbase' })
    await later(8 * 86_400)
    expect((await rate('KES'))?.sources).toEqual(['exchange-rate-api'])
    expect(await rate('TON')).toBeUndefined()
  })

  it('last a week for money and ten minutes for coins when nobody answers, and somebody is told after two days', async () => {
    await later(3_700)
    await control('die', {})
    await later(301)
    expect([await rate('KES'), await rate('TON')]).not.toContain(undefined)
    await later(601)
    expect(await rate('TON')).toBeUndefined()
    expect(await rate('KES')).toBeDefined()
    await later(5 * 86_400)
    expect(await rate('KES')).toBeDefined()
    await later(3 * 86_400)
    expect(await rate('KES')).toBeUndefined()
  })

  it('reach another process by NOTIFY', async () => {
    const other = createRates({ ...world.world, listen: world.database.listen, sources: [] })
    await later(3_700)
    const first = await other.newest()
    await later(301)
    await expect.poll(async () => (await other.newest())?.id).not.toBe(first?.id)
  })
})

describe('a source', () => {
  it('is asked once an hour for money, every five minutes for coins', async () => {
    const calls: string[] = []
    const world = await createTestWorld()
    const emulator = ratesEmulator({ clock: { now: () => world.clock.at.getTime() } as never, changed: () => undefined })
    const server = setupServer(...sandboxHandlers({ services: { rates: emulator } } as never))
    server.listen()
    for (let minutes = 0; minutes <= 60; minutes += 5) {
      await world.run('fx.refresh')
      world.clock.advance(300)
    }
    for (const { path } of emulator.state.calls) calls.push(path)
    server.close()
    await world.close()
    const asked = (path: string) => calls.filter((call) => call === path).length
    expect([asked('/v2/rates'), asked('/v6/latest/USD'), asked('/v2/exchange-rates'), asked('/0/public/Ticker')]).toEqual([2, 2, 13, 13])
  })
})
