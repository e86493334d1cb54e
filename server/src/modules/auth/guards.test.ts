import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Hono } from 'hono'
import type { AppEnv } from '../../platform/http/env.ts'
import { asProblemResponse } from '../../platform/http/errors.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { customer, staff } from './guards.ts'

describe('a guarded route', () => {
  let world: TestWorld
  let app: Hono<AppEnv>
  beforeAll(async () => {
    world = await createTestWorld()
    app = new Hono<AppEnv>()
    app.use(async (c, next) => {
      c.set('ctx', world.system)
      await next()
    })
    app.onError((error, c) => asProblemResponse(error, c, world.log, 'test'))
    app.get('/mine', customer, (c) => c.json({ userId: c.var.ctx.actor.userId }))
    app.get('/refunds', customer, staff('orders.refund'), (c) => c.text('in'))
  })
  afterAll(() => world.close())

  const get = (path: string, token?: string) => app.request(path, token ? { headers: { authorization: `Bearer ${token}` } } : {})

  it('lets in who is signed in, as themselves', async () => {
    const amina = await world.person()
    expect(await (await get('/mine', amina.token)).json()).toEqual({ userId: amina.user.id })
  })

  it('refuses without a token and with a wrong one', async () => {
    expect((await get('/mine')).status).toBe(401)
    expect((await get('/mine', 'x'.repeat(43))).status).toBe(401)
  })

  it('shows staff routes only to those who have the permission', async () => {
    expect((await get('/refunds', (await world.person()).token)).status).toBe(403)
    expect((await get('/refunds', (await world.person({ role: 'support' })).token)).status).toBe(403)
    expect((await get('/refunds', (await world.person({ role: 'manager' })).token)).status).toBe(200)
  })

  it('forgets a session that ran out', async () => {
    const amina = await world.person()
    world.clock.advance(366 * 86_400)
    expect((await get('/mine', amina.token)).status).toBe(401)
  })
})
