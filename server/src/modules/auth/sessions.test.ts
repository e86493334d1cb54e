import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { eq } from 'drizzle-orm'
import type { SessionInfo } from 'shared/users.schema'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { signInitData } from '../../testing/init-data.ts'
import { users } from '../users/tables.ts'
import { sessions } from './tables.ts'

type Started = {
  token: string
  expiresAt: string
  startParam: string | null
  me: { id: string; role: string; language: string; firstName: string; writeAccess: string }
}

describe('signing in', () => {
  let world: TestWorld
  let ids = 70_000
  beforeAll(async () => {
    world = await createTestWorld({ environment: { OWNER_TELEGRAM_IDS: '66001, 66002' } })
  })
  afterAll(() => world.close())

  const newTelegramId = () => (ids += 1)
  const signIn = (initData: string, headers: Record<string, string> = {}) =>
    world.request('POST', '/sessions', undefined, { authorization: `tma ${initData}`, ...headers })
  const load = async (initData: string): Promise<Started> => {
    const response = await signIn(initData)
    expect(response.status).toBe(201)
    return (await response.json()) as Started
  }
  let launches = 0
  const launchOf = (user: { id: number; [field: string]: unknown }, startParam?: string) =>
    signInitData(user, { at: world.clock.now(), queryId: String((launches += 1)), ...(startParam ? { startParam } : {}) })
  const open = (user: { id: number; [field: string]: unknown }, startParam?: string) => load(launchOf(user, startParam))
  const get = (path: string, token: string) => world.request('GET', path, undefined, { authorization: `Bearer ${token}` })
  const statusesOf = (started: readonly Started[]) => Promise.all(started.map(async ({ token }) => (await get('/sessions', token)).status))
  const listed = async (token: string) => {
    const { items } = (await (await get('/sessions', token)).json()) as { items: SessionInfo[] }
    return items
  }
  const code = async (response: Response) => ((await response.json()) as { code: string }).code

  it('exchanges init data for a token that opens the shop', async () => {
    const started = await open({ id: newTelegramId(), first_name: 'Juma', language_code: 'sw-KE', allows_write_to_pm: true }, 'o_DK-1')
    expect(started).toMatchObject({
      startParam: 'o_DK-1',
      me: { firstName: 'Juma', language: 'sw', role: 'customer', writeAccess: 'allowed' },
    })
    expect(Date.parse(started.expiresAt)).toBe(world.clock.now().getTime() + 43_200_000)
    expect((await get('/sessions', started.token)).status).toBe(200)
  })

  it('takes over new names, and leaves the chosen language alone', async () => {
    const id = newTelegramId()
    const first = await open({ id, first_name: 'Amina', language_code: 'en' })
    const second = await open({ id, first_name: 'Amina O.', language_code: 'ar' })
    expect(second.me).toMatchObject({ id: first.me.id, firstName: 'Amina O.', language: 'en' })
  })

  it('makes an owner of whom the environment names, and of nobody else', async () => {
    expect((await open({ id: 66_001 })).me.role).toBe('owner')
    expect((await open({ id: newTelegramId() }, 'admin')).me.role).toBe('customer')
  })

  it('keeps one user of many first sign-ins at once', async () => {
    const id = newTelegramId()
    const all = await Promise.all(Array.from({ length: 8 }, () => open({ id })))
    expect(new Set(all.map((started) => started.me.id)).size).toBe(1)
  })

  it('refuses without init data, with a bad one, and with one in the query', async () => {
    const initData = signInitData({ id: newTelegramId() }, { at: world.clock.now() })
    for (const response of [
      await world.request('POST', '/sessions'),
      await signIn('hash=1'),
      await world.request('POST', `/sessions?initData=${encodeURIComponent(initData)}`),
      await world.request('POST', '/sessions', undefined, { authorization: `Bearer ${initData}` }),
    ]) {
      expect(response.status).toBe(401)
      expect(await code(response)).toBe('auth/init-data-invalid')
    }
    expect(await code(await signIn(signInitData({ id: 1 }, { at: new Date('2013-01-01') })))).toBe('auth/init-data-stale')
  })

  it('refuses who is banned, though their init data is fresh', async () => {
    const id = newTelegramId()
    const started = await open({ id })
    await world.db.update(users).set({ bannedAt: world.clock.now() }).where(eq(users.id, started.me.id))
    const again = await signIn(signInitData({ id }, { at: world.clock.now() }))
    expect(again.status).toBe(403)
    expect(await code(again)).toBe('auth/banned')
    expect((await get('/sessions', started.token)).status).toBe(403)
  })

  it('keeps ten sessions and ends the oldest', async () => {
    const id = newTelegramId()
    const started: Started[] = []
    for (let at = 0; at < 12; at += 1) {
      world.clock.advance(1)
      started.push(await open({ id }))
    }
    expect(await statusesOf(started)).toEqual([401, 401, ...Array.from({ length: 10 }, () => 200)])
  })

  it('keeps ten of many sign-ins at once', async () => {
    const id = newTelegramId()
    const started = await Promise.all(Array.from({ length: 30 }, () => open({ id })))
    expect((await statusesOf(started)).filter((status) => status === 200)).toHaveLength(10)
  })

  it('is one device however often its page is loaded, and pushes out no other', async () => {
    const id = newTelegramId()
    const phones: Started[] = []
    for (let at = 0; at < 9; at += 1) phones.push(await open({ id }))
    world.clock.advance(60)
    const initData = launchOf({ id })
    const pages: Started[] = []
    for (let at = 0; at < 12; at += 1) {
      world.clock.advance(1)
      pages.push(await load(initData))
    }
    // The pages open beside each other stay signed in; what was closed long ago does not pile up.
    expect(await statusesOf(pages)).toEqual([401, 401, 401, 401, 401, 401, 401, 200, 200, 200, 200, 200])
    expect(await statusesOf(phones)).toEqual(phones.map(() => 200))
    const [oldestPage, newestPage] = [pages[7], pages[11]] as [Started, Started]
    expect((await listed(oldestPage.token)).map((item) => item.current)).toEqual([true, ...phones.map(() => false)])
    expect(await listed(newestPage.token)).toEqual(await listed(oldestPage.token))
    // The eleventh device pushes out the oldest one.
    await open({ id })
    await vi.waitFor(async () => expect((await statusesOf(phones)).filter((status) => status === 401)).toHaveLength(1))
    expect(await statusesOf([oldestPage, newestPage])).toEqual([200, 200])
  })

  it('tells since when and until when a device with several pages was here', async () => {
    const initData = launchOf({ id: newTelegramId() })
    const since = world.clock.now()
    const first = await load(initData)
    world.clock.advance(60)
    const second = await load(initData)
    world.clock.advance(400)
    const last = world.clock.now()
    await get('/sessions', first.token)
    await vi.waitFor(async () =>
      expect(await listed(second.token)).toMatchObject([
        { createdAt: since.toISOString(), lastSeenAt: last.toISOString(), expiresAt: second.expiresAt },
      ]),
    )
  })

  it('answers a flood of one person with 429, and others as before', async () => {
    const initData = signInitData({ id: newTelegramId() }, { at: world.clock.now() })
    const statuses: number[] = []
    for (let at = 0; at < 302; at += 1) statuses.push((await signIn(initData)).status)
    expect(statuses).toEqual([...Array.from({ length: 300 }, () => 201), 429, 429])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 })
    expect((await signIn(initData)).status).toBe(201)
    vi.useRealTimers()
    await open({ id: newTelegramId() })
    const living = await world.db
      .select()
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(eq(users.telegramId, ids - 1))
    expect(living.filter((row) => row.sessions.revokedAt === null)).toHaveLength(5)
  })

  it('keeps the token and the init data out of the database and the log', async () => {
    const initData = signInitData({ id: newTelegramId() }, { at: world.clock.now() })
    const { token } = (await (await signIn(initData)).json()) as Started
    expect(JSON.stringify(await world.db.select().from(sessions))).not.toContain(token)
    expect(world.logged.join('')).not.toContain(token)
    expect(world.logged.join('')).not.toContain(new URLSearchParams(initData).get('hash'))
  })

  it('forgets sessions a month after they ended', async () => {
    const started = await open({ id: newTelegramId() })
    const living = () => world.db.select().from(sessions).where(eq(sessions.userId, started.me.id))
    world.clock.advance(30 * 86_400)
    await world.run('auth.forget-old-sessions')
    expect(await living()).toHaveLength(1)
    world.clock.advance(86_400)
    await world.run('auth.forget-old-sessions')
    expect(await living()).toHaveLength(0)
  })

  it('lists where one is signed in, recognisably', async () => {
    const id = newTelegramId()
    await signIn(signInitData({ id }, { at: world.clock.now() }), {
      'user-agent': 'Mozilla/5.0 (Linux; Android 14) Telegram-Android/11.3.3 (Samsung SM-A155F; Android 14; SDK 34; AVERAGE)',
    })
    world.clock.advance(1)
    const { token } = await open({ id })
    const { items } = (await (await get('/sessions', token)).json()) as {
      items: { current: boolean; platform: string | null; device: string | null }[]
    }
    expect(items).toMatchObject([{ current: true }, { current: false, platform: 'Android', device: 'Samsung SM-A155F' }])
  })

  it('remembers when a session and its user were last here, to a few minutes', async () => {
    const { token, me } = await open({ id: newTelegramId() })
    const at = world.clock.now()
    const seen = async () => {
      const [row] = await world.db
        .select({ session: sessions.lastSeenAt, user: users.lastSeenAt })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(eq(users.id, me.id))
      return row
    }
    world.clock.advance(299)
    expect((await get('/sessions', token)).status).toBe(200)
    world.clock.advance(2)
    expect(await seen()).toEqual({ session: at, user: at })
    expect((await get('/sessions', token)).status).toBe(200)
    const now = world.clock.now()
    await vi.waitFor(async () => expect(await seen()).toEqual({ session: now, user: now }))
  })

  it('leaves an owner whom the environment no longer names an owner, until another one decides', async () => {
    const [named, other] = [await open({ id: 66_001 }), await world.person({ role: 'owner' })]
    const demote = (userId: string, by: string) =>
      world.request('PUT', `/admin/users/${userId}/role`, { role: 'support' }, { authorization: `Bearer ${by}` })
    expect(await code(await demote(named.me.id, other.token))).toBe('users/owner-by-environment')
    expect((await open({ id: other.user.telegramId })).me.role).toBe('owner')
    expect((await demote(other.user.id, named.token)).status).toBe(200)
    expect((await open({ id: other.user.telegramId })).me.role).toBe('support')
  })

  describe('and out', () => {
    const end = (path: string, token: string) =>
      world.request('DELETE', `/sessions${path}`, undefined, { authorization: `Bearer ${token}` })

    it('ends this session only', async () => {
      const id = newTelegramId()
      const [here, there] = [await open({ id }), await open({ id })]
      expect((await end('/current', here.token)).status).toBe(204)
      expect((await get('/sessions', here.token)).status).toBe(401)
      expect((await get('/sessions', there.token)).status).toBe(200)
    })

    it('ends every page of a device, here and elsewhere, and no other device', async () => {
      const id = newTelegramId()
      const [here, there] = [launchOf({ id }), launchOf({ id })]
      const pages = [await load(here), await load(here), await load(there), await load(there)] as const
      const other = (await listed(pages[0].token)).find((session) => !session.current)
      expect((await end(`/${other?.id}`, pages[0].token)).status).toBe(204)
      expect(await statusesOf(pages)).toEqual([200, 200, 401, 401])
      const again = await open({ id })
      expect((await end('?keep=current', pages[1].token)).status).toBe(204)
      expect(await statusesOf([...pages, again])).toEqual([200, 200, 401, 401, 401])
      const third = await open({ id })
      expect((await end('/current', pages[1].token)).status).toBe(204)
      expect(await statusesOf([...pages, third])).toEqual([401, 401, 401, 401, 200])
    })

    it('is not undone by what Telegram signed for that launch, fresh as it is; a new opening of the shop is another', async () => {
      const id = newTelegramId()
      const [here, there] = [launchOf({ id }), launchOf({ id })]
      const [page, elsewhere] = [await load(here), await load(there)]
      // A reload without signing out goes on as before.
      await load(there)
      expect((await end('/current', elsewhere.token)).status).toBe(204)
      for (const response of [await signIn(there), await signIn(there)]) {
        expect(response.status).toBe(401)
        expect(await code(response)).toBe('auth/signed-out')
      }
      await load(here)
      await open({ id })
      expect((await end('?keep=current', page.token)).status).toBe(204)
      await load(here)
      expect(await code(await signIn(there))).toBe('auth/signed-out')
      expect((await end('', page.token)).status).toBe(204)
      expect(await code(await signIn(here))).toBe('auth/signed-out')
      expect((await listed((await open({ id })).token)).map((item) => item.current)).toEqual([true])
    })

    it('everywhere ends launches, too, whose pages the shop has closed by itself', async () => {
      const id = newTelegramId()
      const first = launchOf({ id })
      await load(first)
      for (let at = 0; at < 10; at += 1) {
        world.clock.advance(1)
        await open({ id })
      }
      // Pushed out by ten others is not signed out.
      const page = await load(first)
      const expired = launchOf({ id })
      await load(expired)
      world.clock.advance(43_201)
      const last = await open({ id })
      expect((await get('/sessions', page.token)).status).toBe(401)
      expect((await end('', last.token)).status).toBe(204)
      for (const launch of [first, expired]) expect(await code(await signIn(launch))).toBe('auth/signed-out')
    })

    it('holds against who signs in with the same at the same moment', async () => {
      for (let round = 0; round < 4; round += 1) {
        const launch = launchOf({ id: newTelegramId() })
        const page = await load(launch)
        const answers = await Promise.all([signIn(launch), end('/current', page.token), signIn(launch), signIn(launch)])
        const begun = await Promise.all(
          answers.filter((answer) => answer.status === 201).map(async (answer) => (await answer.json()) as Started),
        )
        expect(await statusesOf(begun)).toEqual(begun.map(() => 401))
        expect(await code(await signIn(launch))).toBe('auth/signed-out')
      }
    })

    it('is nobody’s doing where a role changed: the same launch goes on in the new one', async () => {
      const owner = await world.person({ role: 'owner' })
      const launch = launchOf({ id: newTelegramId() })
      const before = await load(launch)
      const path = `/admin/users/${before.me.id}/role`
      expect((await owner.request('PUT', path, { role: 'support' })).status).toBe(200)
      expect((await get('/sessions', before.token)).status).toBe(401)
      expect((await load(launch)).me.role).toBe('support')
    })

    it('ends another of one’s own sessions, once', async () => {
      const id = newTelegramId()
      const [here, there] = [await open({ id }), await open({ id })]
      const { items } = (await (await get('/sessions', here.token)).json()) as { items: { id: string; current: boolean }[] }
      const other = items.find((session) => !session.current)?.id
      expect((await end(`/${other}`, here.token)).status).toBe(204)
      expect((await get('/sessions', there.token)).status).toBe(401)
      expect((await end(`/${other}`, here.token)).status).toBe(404)
    })

    it('does not know a stranger’s session', async () => {
      const [amina, juma] = [await open({ id: newTelegramId() }), await open({ id: newTelegramId() })]
      const { items } = (await (await get('/sessions', juma.token)).json()) as { items: { id: string }[] }
      const response = await end(`/${items[0]?.id}`, amina.token)
      expect(response.status).toBe(404)
      expect(await code(response)).toBe('auth/session-not-found')
      expect((await get('/sessions', juma.token)).status).toBe(200)
      expect((await end('/not-an-id', amina.token)).status).toBe(422)
    })

    it('ends all sessions, or all others', async () => {
      const id = newTelegramId()
      const [one, two, three] = [await open({ id }), await open({ id }), await open({ id })]
      expect((await end('?keep=current', one.token)).status).toBe(204)
      expect(await Promise.all([one, two, three].map(async ({ token }) => (await get('/sessions', token)).status))).toEqual([200, 401, 401])
      expect((await end('', one.token)).status).toBe(204)
      expect((await get('/sessions', one.token)).status).toBe(401)
    })

    it('asks who is not signed in to sign in', async () => {
      for (const response of [
        await world.request('GET', '/sessions'),
        await world.request('DELETE', '/sessions'),
        await world.request('DELETE', '/sessions/current'),
      ])
        expect(response.status).toBe(401)
    })
  })
})
