import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../context.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { askGateway } from './ask-gateway.ts'
import type { Gateway } from './gateways/gateway.ts'

describe('a gateway that was down', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld()
  })
  afterAll(() => world.close())

  const down = () => Promise.reject(new Error('down'))
  const gateway = {
    descriptor: { id: 'acme' },
    classify: () => ({ kind: 'unavailable', code: 'down', failure: 'gateway_unavailable' }),
  } as unknown as Gateway
  const withoutDatabase = (): Context => ({ ...world.system, db: undefined as never })

  it('is not down for giving an answer of old again, and that answer does not end the wait either', async () => {
    let isReplayed: true | undefined = true
    const replaying = {
      descriptor: { id: 'acme' },
      classify: () => ({ kind: 'ambiguous', code: 'api_error', failure: 'gateway_unavailable', ...(isReplayed ? { isReplayed } : {}) }),
    } as unknown as Gateway
    const here = () => askGateway(world.system, replaying, () => Promise.resolve('here'))
    for (let tries = 0; tries < 30; tries += 1) await askGateway(world.system, replaying, down)
    expect(await here()).toEqual({ ok: true, answer: 'here' })

    isReplayed = undefined
    for (let tries = 0; tries < 5; tries += 1) await askGateway(world.system, replaying, down)
    expect(await here()).toMatchObject({ ok: false, fault: { code: 'breaker_open' } })
    isReplayed = true
    world.clock.advance(31)
    await askGateway(world.system, replaying, down)
    expect(await here()).toEqual({ ok: true, answer: 'here' })
  })

  it('is asked again even when our database failed while its last refusal was read', async () => {
    for (let tries = 0; tries < 5; tries += 1) await askGateway(world.system, gateway, down)
    world.clock.advance(31)
    await expect(askGateway(withoutDatabase(), gateway, down)).rejects.toThrow(TypeError)
    world.clock.advance(31)
    expect(await askGateway(world.system, gateway, () => Promise.resolve('here'))).toEqual({ ok: true, answer: 'here' })
  })
})
