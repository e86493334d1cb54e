import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { signInitData } from '../../testing/init-data.ts'
import { listenToStatements } from '../../testing/statements.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { users } from '../users/tables.ts'
import { createKnownSessions } from './known-sessions.ts'
import { sessions } from './tables.ts'

describe('a session that was looked up a moment ago', () => {
  let world: TestWorld
  let asked: string[]
  beforeAll(async () => {
    world = await createTestWorld()
    asked = listenToStatements(world.db)
  })
  afterAll(() => world.close())

  const lookups = async (work: () => Promise<unknown>) => {
    asked.splice(0)
    await work()
    return asked.filter((statement) => statement.includes('"token_hash"')).length
  }
  const status = async (person: Person) => (await person.request('GET', '/cart')).status
  /** Somebody whose session is not looked up any more. */
  const known = async (change: Parameters<TestWorld['person']>[0] = {}) => {
    const person = await world.person(change)
    await vi.waitFor(async () => expect(await lookups(() => status(person))).toBe(0))
    return person
  }

  it('is believed for five seconds', async () => {
    const person = await known()
    world.clock.advance(4)
    expect(await lookups(() => status(person))).toBe(0)
    world.clock.advance(2)
    expect(await lookups(() => status(person))).toBe(1)
    expect(await lookups(() => status(person))).toBe(0)
  })

  it('is known from the sign-in on', async () => {
    await known()
    const id = 7_000_001
    const initData = signInitData({ id }, { at: world.clock.now() })
    const answer = await world.request('POST', '/sessions', undefined, { authorization: `tma ${initData}` })
    const { token } = (await answer.json()) as { token: string }
    const looked = await lookups(() => world.request('GET', '/cart', undefined, { authorization: `Bearer ${token}` }))
    expect([answer.status, looked]).toEqual([201, 0])
  })

  it('is looked up each time for staff', async () => {
    const person = await world.person({ role: 'support' })
    for (let call = 0; call < 3; call += 1) expect(await lookups(() => status(person))).toBe(1)
  })

  it.each([
    ['banned', (id: string) => world.db.update(users).set({ bannedAt: new Date() }).where(eq(users.id, id))],
    ['signed out', (id: string) => world.db.update(sessions).set({ revokedAt: new Date() }).where(eq(sessions.userId, id))],
    ['forgotten', (id: string) => world.db.delete(sessions).where(eq(sessions.userId, id))],
  ])('counts no longer once its person is %s, whoever wrote that down', async (_, change) => {
    const person = await known()
    await change(person.user.id)
    await vi.waitFor(async () => expect([401, 403]).toContain(await status(person)))
  })

  it('gives its person another role or language when that was written down', async () => {
    const person = await known()
    await world.db.update(users).set({ role: 'manager', language: 'sw' }).where(eq(users.id, person.user.id))
    await vi.waitFor(async () => expect((await person.request('GET', '/admin/orders')).status).toBe(200))
  })

  it('ends with the answer to whoever ended it', async () => {
    const person = await known()
    expect((await person.request('DELETE', '/sessions')).status).toBe(204)
    expect(await status(person)).toBe(401)
  })

  it('is not kept while nobody would tell of its end, nor when that was told while it was read', async () => {
    const person = await world.person()
    const [session] = await world.db.select().from(sessions).where(eq(sessions.userId, person.user.id))
    const hash = session?.tokenHash ?? ''
    const now = world.clock.now()
    const deaf = createKnownSessions({ db: world.db, listen: () => Promise.reject(new Error('away')), log: world.log })
    for (let call = 0; call < 2; call += 1) expect(await lookups(() => deaf.find(hash, now))).toBe(1)

    let tell = () => {}
    const hearing = createKnownSessions({
      db: world.db,
      log: world.log,
      listen: (_, on) => {
        tell = () => on('')
        return Promise.resolve(() => Promise.resolve())
      },
    })
    await hearing.find(hash, now)
    const reading = hearing.find(hash, now)
    tell()
    await reading
    expect(await lookups(() => hearing.find(hash, now))).toBe(1)
    expect(await lookups(() => hearing.find(hash, now))).toBe(0)
  })
})
