import { createHash, createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProblemJson } from 'shared/problem'
import type { Me, SessionStart } from 'shared/users.schema'
import { sandboxSecrets } from '../../config.ts'
import { signInitData } from '../../testing/init-data.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { users } from '../users/tables.ts'
import { sessions } from './tables.ts'

/** As core.telegram.org/widgets/login#checking-authorization says, written out anew. */
function signLogin(fields: Record<string, string>, botToken: string = sandboxSecrets.botToken): string {
  const check = Object.keys(fields)
    .toSorted()
    .map((name) => `${name}=${fields[name]}`)
    .join('\n')
  const hash = createHmac('sha256', createHash('sha256').update(botToken).digest()).update(check).digest('hex')
  return new URLSearchParams({ ...fields, hash }).toString()
}

const without = (fields: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name))

describe('signing in outside Telegram', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld()
  })
  afterAll(() => world.close())

  let ids = 700_000
  const someone = (change: Record<string, string> = {}) => ({
    id: String((ids += 1)),
    first_name: 'Amina',
    last_name: 'Otieno',
    username: 'amina',
    photo_url: 'https://t.me/i/userpic/amina.jpg',
    auth_date: String(Math.floor(world.clock.now().getTime() / 1000)),
    ...change,
  })
  const signIn = (raw: string, by = 'telegram-login') => world.request('POST', '/sessions', undefined, { authorization: `${by} ${raw}` })
  const start = async (raw: string, by?: string) => (await (await signIn(raw, by)).json()) as SessionStart
  const refusal = async (raw: string, by?: string) => {
    const response = await signIn(raw, by)
    return [response.status, ((await response.json()) as ProblemJson).code]
  }

  it('opens a session of the web for whoever Telegram vouches for', async () => {
    const fields = someone()
    const started = await start(signLogin(fields))
    expect(started.me).toMatchObject({ firstName: 'Amina', lastName: 'Otieno', username: 'amina', role: 'customer', language: 'en' })
    const [user] = await world.db
      .select()
      .from(users)
      .where(eq(users.telegramId, Number(fields.id)))
    const rows = await world.db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, user?.id ?? ''))
    expect(rows.map(({ surface }) => surface)).toEqual(['web'])
    const me = await world.request('GET', '/me', undefined, { authorization: `Bearer ${started.token}` })
    expect(((await me.json()) as Me).id).toBe(started.me.id)
  })

  it('is the same account as in Telegram, in its language', async () => {
    const fields = someone()
    const inTelegram = await start(signInitData({ id: Number(fields.id), language_code: 'sw' }, { at: world.clock.now() }), 'tma')
    const outside = await start(signLogin(fields))
    expect([outside.me.id, outside.me.language]).toEqual([inTelegram.me.id, 'sw'])
  })

  it.each<[string, (fields: Record<string, string>) => string]>([
    ['signed with another token', (fields) => signLogin(fields, `${sandboxSecrets.botToken}x`)],
    ['changed after it was signed', (fields) => signLogin(fields).replace('Amina', 'Amira')],
    ['with a name added', (fields) => `${signLogin(fields)}&is_admin=1`],
    ['with a name twice', (fields) => `${signLogin(fields)}&id=1`],
    ['without a hash', (fields) => new URLSearchParams(fields).toString()],
    ['without an id', (fields) => signLogin(without(fields, 'id'))],
    ['with an id that is none', (fields) => signLogin({ ...fields, id: '12e3' })],
    ['with an id that is too long', (fields) => signLogin({ ...fields, id: '99999999999999999' })],
    ['without a date', (fields) => signLogin(without(fields, 'auth_date'))],
    ['with a line in a name', (fields) => signLogin({ ...fields, first_name: 'A\nusername=boss' })],
    ['from the future', (fields) => signLogin({ ...fields, auth_date: String(Number(fields['auth_date']) + 120) })],
  ])('is refused for what is %s', async (_, forge) => {
    expect(await refusal(forge(someone()))).toEqual([401, 'auth/init-data-invalid'])
  })

  it('is refused a day later', async () => {
    const raw = signLogin(someone({ auth_date: String(Math.floor(world.clock.now().getTime() / 1000) - 86_401) }))
    expect(await refusal(raw)).toEqual([401, 'auth/init-data-stale'])
  })

  it('does not take init data for a login, nor a login for init data', async () => {
    const fields = someone()
    expect(await refusal(signInitData({ id: Number(fields.id) }, { at: world.clock.now() }))).toEqual([401, 'auth/init-data-invalid'])
    expect(await refusal(signLogin(fields), 'tma')).toEqual([401, 'auth/init-data-invalid'])
  })

  it('makes a customer of everybody: staff work inside Telegram', async () => {
    const fields = someone()
    const inTelegram = await start(signInitData({ id: Number(fields.id) }, { at: world.clock.now() }), 'tma')
    await world.db.update(users).set({ role: 'owner' }).where(eq(users.id, inTelegram.me.id))
    const outside = await start(signLogin(fields))
    expect([outside.me.role, outside.me.permissions]).toEqual(['customer', []])
    const ask = (path: string, { token }: SessionStart) => world.request('GET', path, undefined, { authorization: `Bearer ${token}` })
    const me = (await (await ask('/me', outside)).json()) as Me
    expect([me.role, me.permissions]).toEqual(['customer', []])
    expect((await ask('/admin/orders', outside)).status).toBe(403)
    const again = await start(signInitData({ id: Number(fields.id) }, { at: world.clock.now() }), 'tma')
    expect((await ask('/admin/orders', again)).status).toBe(200)
  })

  it('is told where: the login page of the bot, without its secret', async () => {
    const { loginUrl } = (await (await world.request('GET', '/shop')).json()) as { loginUrl: string }
    expect(loginUrl).toBe('http://localhost:4010/telegram-login?bot_id=4242424242')
  })
})
