import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PaymentMethod } from 'shared/payments'
import { createTestWorld, type TestWorld } from '../../../testing/world.ts'
import { parseConfig } from '../../../config.ts'
import { seedErrors } from '../gateway-errors.ts'
import { findGatewayError } from '../queries-gateway-errors.ts'
import { gatewayErrors } from '../tables.ts'
import type { Gateway } from './gateway.ts'
import { createGateways } from './index.ts'

describe('a gateway is one folder and one line', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld()
  })
  afterAll(() => world.close())

  it('and nothing outside its folder says its name', () => {
    const payments = join(import.meta.dirname, '..')
    const sources = globSync('**/*.ts', { cwd: payments }).filter(
      (file) => !/\.test\.ts$|(^|\/)testing\/|^gateways\/([^/]+\/|emulators)/.test(file),
    )
    expect(sources.length).toBeGreaterThan(30)
    const ids = [...world.gateways.keys()]
    const saying = sources.filter((file) => ids.some((id) => readFileSync(join(payments, file), 'utf8').includes(`'${id}'`)))
    // Some are called like the way to pay they are for, and this says which of those people use where.
    expect(saying).toEqual(['regional-preference.ts'])
  })

  it('that brings its own readings of error codes, and an operator’s go before', async () => {
    const gateway = { descriptor: { id: 'acme' }, errorCodes: { E1: 'expired_card', E2: 'declined' } } as unknown as Gateway
    await world.db.insert(gatewayErrors).values({ gateway: 'acme', code: 'E2', failure: 'limit_exceeded' })
    for (let start = 0; start < 2; start += 1) await seedErrors({ db: world.db, gateways: new Map([['acme', gateway]]) })
    expect(await findGatewayError(world.db, 'acme', 'E1')).toEqual({ failure: 'expired_card' })
    expect(await findGatewayError(world.db, 'acme', 'E2')).toEqual({ failure: 'limit_exceeded' })
  })

  it('that takes coins of another network than TON is for the web alone, unless the operator says otherwise', () => {
    const coins = new Set<PaymentMethod>(['bitcoin', 'ethereum', 'usdt_ethereum'])
    const surfacesOf = (allow: string) => {
      const config = parseConfig({ NODE_ENV: 'test', ALLOW_NON_TON_COINS_IN_TELEGRAM: allow })
      const gateways = [...createGateways({ config, clock: world.clock, telegram: world.telegram }).values()]
      return gateways.filter(({ descriptor }) => coins.has(descriptor.method)).map(({ descriptor }) => descriptor.surfaces)
    }
    expect(surfacesOf('').length).toBeGreaterThan(0)
    expect(new Set(surfacesOf('').map(String))).toEqual(new Set(['web']))
    expect(new Set(surfacesOf('on'))).toEqual(new Set([undefined]))
  })

  it.each(['lost_card', 'stolen_card', 'pickup_card', 'fraudulent'])('that reads %s like any other refusal', (code) => {
    expect(world.gateways.get('stripe')?.errorCodes?.[code]).toBe('declined')
  })

  it('that says which world its keys are of', () => {
    expect(world.gateways.get('stripe')?.live).toBe(false)
  })
})
