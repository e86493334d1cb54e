import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq, sql } from 'drizzle-orm'
import { serveTestWorld, waitFor } from '../../testing/live-server.ts'
import { addOrder } from '../../testing/orders.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { newId } from '../../platform/ids.ts'
import { emit } from '../../platform/jobs.ts'
import { orderMoved } from '../orders/events.ts'
import { paymentChanged } from '../payments/events.ts'
import { sessions } from '../auth/tables.ts'

describe('a live connection', () => {
  let world: TestWorld
  let server: Awaited<ReturnType<typeof serveTestWorld>>
  beforeAll(async () => {
    world = await createTestWorld()
    server = await serveTestWorld(world, { helloMs: 300, perUser: 3, frames: 20, sweepMs: 200 })
  })
  afterAll(async () => {
    await server.close()
    await world.close()
  })

  const frame = { type: 'order.changed', number: 'DK-1', state: 'shipped', version: 3 } as const

  it('greets who is signed in and answers their ping', async () => {
    const amina = await world.person()
    const { frames, send, socket } = await server.connect({ token: amina.token })
    expect(frames).toEqual([{ type: 'ready' }])
    send({ type: 'ping' })
    await waitFor(() => frames.length === 2)
    expect(frames[1]).toEqual({ type: 'pong' })
    socket.close()
  })

  it('tells each person what is theirs, and staff what they may see', async () => {
    const [amina, juma, neema] = [await world.person(), await world.person(), await world.person({ role: 'support' })]
    const all = await Promise.all([amina, juma, neema].map(({ token }) => server.connect({ token })))
    await world.live.send(world, [{ to: [{ user: amina.user.id }], frame }])
    await world.live.send(world, [{ to: [{ staff: 'orders.read' }], frame: { ...frame, version: 4 } }])
    await world.live.send(world, [{ to: [{ staff: 'payments.read' }], frame: { ...frame, version: 5 } }])
    await waitFor(() => all[2]?.frames.length === 2)
    expect(all.map(({ frames }) => frames.slice(1))).toEqual([[frame], [], [{ ...frame, version: 4 }]])
    for (const { socket } of all) socket.close()
  })

  it('is told only what was committed', async () => {
    const amina = await world.person()
    const { frames, socket } = await server.connect({ token: amina.token })
    await world.db
      .transaction(async (tx) => {
        await world.live.send({ db: tx as never }, [{ to: [{ user: amina.user.id }], frame }])
        throw new Error('rolled back')
      })
      .catch(() => undefined)
    await world.live.send(world, [{ to: [{ user: amina.user.id }], frame: { ...frame, version: 9 } }])
    await waitFor(() => frames.length === 2)
    expect(frames[1]).toEqual({ ...frame, version: 9 })
    socket.close()
  })

  it('is closed on who does not say who they are', async () => {
    expect(await (await server.connect()).closed).toBe(4401)
    expect(await (await server.connect({ token: 'x'.repeat(43) })).closed).toBe(4401)
    for (const hello of [{ type: 'hello' }, { type: 'ping' }]) {
      const { send, closed } = await server.connect()
      send(hello)
      expect(await closed).toBe(4401)
    }
    for (const nonsense of ['[]', 'null', '{', '"hello"', '{"type":"join","room":"other"}']) {
      const { send, closed } = await server.connect()
      send(nonsense)
      expect(await closed).toBe(1008)
    }
  })

  it('is refused to pages of others, and open to our own', async () => {
    const amina = await world.person()
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'https://127.0.0.1.nip.io'])
      expect(await (await server.connect({ origin })).closed).toBe(403)
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:4010']) {
      const { frames, socket } = await server.connect({ token: amina.token, origin })
      expect(frames).toEqual([{ type: 'ready' }])
      socket.close()
    }
    expect((await fetch(`${server.url}/api/v1/live`)).status).toBe(400)
  })

  it('takes no frame over 16 KB, and no flood of small ones', async () => {
    const amina = await world.person()
    const large = await server.connect({ token: amina.token })
    large.send({ type: 'ping', padding: 'x'.repeat(17_000) })
    expect(await large.closed).toBe(1009)
    const many = await server.connect({ token: amina.token })
    for (let at = 0; at < 30; at += 1) many.send({ type: 'ping' })
    expect(await many.closed).toBe(4429)
  })

  it('tells an order’s customer and the staff of each step, and nobody else', async () => {
    const [amina, juma, neema] = [await world.person(), await world.person(), await world.person({ role: 'support' })]
    const order = await addOrder(world, amina, { state: 'shipped' })
    const all = await Promise.all([amina, juma, neema].map(({ token }) => server.connect({ token })))
    await emit(world.system, orderMoved({ orderId: order.id, number: order.number, from: 'processing', to: 'shipped' }))
    await emit(world.system, paymentChanged({ paymentId: newId(), orderId: order.id, state: 'succeeded' }))
    await world.drain()
    await waitFor(() => all[0]?.frames.length === 2 && all[2]?.frames.length === 2)
    await emit(world.system, paymentChanged({ paymentId: newId(), orderId: order.id, state: 'succeeded' }))
    await emit(world.system, paymentChanged({ paymentId: newId(), orderId: newId(), state: 'succeeded' }))
    await world.drain()
    await waitFor(() => all[0]?.frames.length === 3 && all[2]?.frames.length === 3)
    // What happened at once is told at once: the screen reads the order as it is.
    const told = { type: 'order.changed', number: order.number, state: 'shipped', version: 0 }
    expect(all.map(({ frames }) => frames.slice(1))).toEqual([[told, told], [], [told, told]])
    for (const { socket } of all) socket.close()
  })

  it('is kept to so many an address', async () => {
    const small = await serveTestWorld(world, { perAddress: 2 })
    const open = [await small.connect(), await small.connect()]
    expect(await (await small.connect()).closed).toBe(429)
    open[0]?.socket.close()
    await waitFor(() => small.hub.count() === 1)
    const next = await small.connect({ token: (await world.person()).token })
    expect(next.frames).toEqual([{ type: 'ready' }])
    await small.close()
  })

  it('is kept to a few a person', async () => {
    const amina = await world.person()
    const open = [
      await server.connect({ token: amina.token }),
      await server.connect({ token: amina.token }),
      await server.connect({ token: amina.token }),
    ]
    expect(await (await server.connect({ token: amina.token })).closed).toBe(4429)
    for (const { socket } of open) socket.close()
  })

  it('ends with its session, however that ends', async () => {
    const wanjiku = await world.person({ role: 'owner' })
    const ends: ((person: Awaited<ReturnType<TestWorld['person']>>) => Promise<unknown>)[] = [
      (person) => person.request('DELETE', '/sessions/current'),
      (person) => person.request('DELETE', '/sessions'),
      (person) => wanjiku.request('PUT', `/admin/users/${person.user.id}/ban`, { banned: true }),
      (person) => wanjiku.request('PUT', `/admin/users/${person.user.id}/role`, { role: 'support' }),
      // Without a word on the channel: the sweep finds it.
      (person) => world.db.update(sessions).set({ revokedAt: world.clock.now() }).where(eq(sessions.userId, person.user.id)),
    ]
    for (const end of ends) {
      const amina = await world.person()
      const { closed } = await server.connect({ token: amina.token })
      await end(amina)
      expect(await closed).toBe(4401)
    }
  })

  it('of another device stays open when one is signed out', async () => {
    const amina = await world.person()
    const { frames, socket } = await server.connect({ token: amina.token })
    await amina.request('DELETE', '/sessions?keep=current')
    await world.live.send(world, [{ to: [{ user: amina.user.id }], frame }])
    await waitFor(() => frames.length === 2)
    expect(socket.readyState).toBe(socket.OPEN)
    socket.close()
  })

  it('is hung up on when its reader does not keep up', async () => {
    const slow = await serveTestWorld(world, { waitingBytes: 1_000 })
    const amina = await world.person()
    const { socket, closed } = await slow.connect({ token: amina.token })
    socket.pause()
    for (let at = 0; at < 4_000; at += 1)
      slow.hub.deliver({ to: { user: amina.user.id }, frame: { ...frame, number: `DK-${'9'.repeat(2_000)}` } })
    await waitFor(() => slow.hub.count() === 0)
    socket.resume()
    expect([4408, 1006]).toContain(await closed)
    await slow.close()
  })

  it('is closed when messages may have been lost, so that its reader comes back and reads anew', async () => {
    const { closed, frames } = await server.connect({ token: (await world.person()).token })
    if (world.database.kind === 'postgres')
      await world.db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen %'`,
      )
    // Within one process there is no connection to lose.
    else server.hub.restart()
    expect(await closed).toBe(1012)
    expect(frames).toEqual([{ type: 'ready' }])
    const amina = await world.person()
    const again = await server.connect({ token: amina.token })
    await world.live.send(world, [{ to: [{ user: amina.user.id }], frame }])
    await waitFor(() => again.frames.length === 2)
    again.socket.close()
  })

  it('is told when the shop closes', async () => {
    const other = await serveTestWorld(world)
    const { closed } = await other.connect({ token: (await world.person()).token })
    const closing = other.close()
    expect(await closed).toBe(1001)
    await closing
  })
})
