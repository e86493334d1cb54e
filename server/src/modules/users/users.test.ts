import { signData } from '@telegram-apps/init-data-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { sandboxSecrets } from '../../config.ts'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { addressOf } from './index.ts'
import { addresses, users } from './tables.ts'

const home = { label: 'Home', recipient: 'Amina Otieno', phone: '+254712345678', line1: 'Ngong Road 12', city: 'Nairobi', country: 'KE' }
type Me = {
  phone: string | null
  language: string
  timeZone: string
  notifications: object
  role: string
  permissions: string[]
  writeAccess: string
}
type Address = { id: string; isDefault: boolean; label: string }

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world.close())

const json = async <Body>(response: Response | Promise<Response>) => (await (await response).json()) as Body
const codeOf = async (response: Response) => (await json<{ code: string }>(response)).code

describe('a profile', () => {
  it('is one’s own', async () => {
    const amina = await world.person()
    expect(await json<Me>(amina.request('GET', '/me'))).toMatchObject({ id: amina.user.id, role: 'customer', permissions: [] })
    expect((await world.request('GET', '/me')).status).toBe(401)
    expect((await world.request('PATCH', '/me', {})).status).toBe(401)
  })

  it('changes by what is sent and nothing else', async () => {
    const amina = await world.person()
    const changed = await json<Me>(
      amina.request('PATCH', '/me', {
        language: 'ar',
        timeZone: 'Asia/Riyadh',
        country: 'SA',
        notifications: { orders: false },
        phone: '+254700000001',
      }),
    )
    expect(changed).toMatchObject({
      language: 'ar',
      timeZone: 'Asia/Riyadh',
      country: 'SA',
      currency: 'USD',
      phone: '+254700000001',
      notifications: { orders: false },
    })
    expect(await json<Me>(amina.request('PATCH', '/me', { phone: null }))).toMatchObject({ phone: null, language: 'ar' })
    expect(await json<Me>(amina.request('PATCH', '/me', {}))).toMatchObject({ language: 'ar' })
    expect(await json<Me>(amina.request('PATCH', '/me', { currency: 'SAR' }))).toMatchObject({ currency: 'SAR', country: 'SA' })
    for (const currency of ['TON', 'XTR', 'sar', '']) expect((await amina.request('PATCH', '/me', { currency })).status).toBe(422)
  })

  it('keeps the phone unreadable in the database', async () => {
    const amina = await world.person()
    await amina.request('PATCH', '/me', { phone: '+254700000002' })
    const [row] = await world.db.select().from(users).where(eq(users.id, amina.user.id))
    expect(JSON.stringify(row)).not.toContain('254700000002')
  })

  it('refuses what it does not know, and what a person may not give themselves', async () => {
    const amina = await world.person()
    for (const body of [
      { language: 'xx' },
      { timeZone: 'Mars/Olympus' },
      { phone: '0712' },
      { role: 'owner' },
      { bannedAt: null },
      { country: 'Kenya' },
      [],
      null,
      'text',
      12,
      { notifications: { orders: 'yes' } },
      { notifications: { news: true } },
    ]) {
      const response = await amina.request('PATCH', '/me', body)
      expect([400, 415, 422]).toContain(response.status)
      expect(await codeOf(response)).toMatch(/^request\//)
    }
    expect(await json<Me>(amina.request('GET', '/me'))).toMatchObject({ role: 'customer', language: 'en' })
  })
})

describe('a shared contact', () => {
  const signedContact = (contact: object, { at = world.clock.now(), botToken = sandboxSecrets.botToken as string } = {}) => {
    const fields = { auth_date: String(Math.floor(at.getTime() / 1000)), contact: JSON.stringify(contact) }
    const text = Object.entries(fields)
      .map(([name, value]) => `${name}=${value}`)
      .toSorted()
      .join('\n')
    return new URLSearchParams({ ...fields, hash: signData(text, botToken) }).toString()
  }

  it('gives the number Telegram signed', async () => {
    const amina = await world.person()
    const response = signedContact({ user_id: amina.user.telegramId, phone_number: '254 712 345678', first_name: 'Amina' })
    expect(await json<Me>(amina.request('POST', '/me/contact', { response }))).toMatchObject({ phone: '+254712345678' })
  })

  it('is refused when it is somebody else’s, stale, forged or nothing', async () => {
    const amina = await world.person()
    const mine = { user_id: amina.user.telegramId, phone_number: '254712345678' }
    const refused = async (response: unknown) => codeOf(await amina.request('POST', '/me/contact', { response }))
    expect(await refused(signedContact({ ...mine, user_id: 999 }))).toBe('users/contact-not-yours')
    expect(await refused(signedContact({ ...mine, user_id: String(mine.user_id) }))).toBe('users/contact-not-yours')
    expect(await refused(signedContact({ ...mine, phone_number: 'none' }))).toBe('users/contact-not-yours')
    expect(await refused(signedContact(mine, { at: new Date(world.clock.now().getTime() - 86_401_000) }))).toBe('auth/init-data-stale')
    expect(await refused(signedContact(mine, { botToken: '1234567:another-bots-token-another-bots-token' }))).toBe('auth/init-data-invalid')
    expect(await refused(`${signedContact(mine)}&contact=1`)).toBe('auth/init-data-invalid')
    expect(await refused('')).toBe('request/invalid')
    expect((await world.request('POST', '/me/contact', { response: signedContact(mine) })).status).toBe(401)
    expect(await json<Me>(amina.request('GET', '/me'))).toMatchObject({ phone: null })
  })
})

describe('an address book', () => {
  const add = (person: Person, change: object = {}) => person.request('POST', '/me/addresses', { ...home, ...change })
  const list = async (person: Person) => (await json<{ items: Address[] }>(person.request('GET', '/me/addresses'))).items

  it('keeps addresses, the first as the default one, unreadable in the database', async () => {
    const amina = await world.person()
    expect((await add(amina)).status).toBe(201)
    await add(amina, { label: 'Office' })
    expect((await list(amina)).map(({ label, isDefault }) => [label, isDefault])).toEqual([
      ['Home', true],
      ['Office', false],
    ])
    const rows = await world.db.select().from(addresses).where(eq(addresses.userId, amina.user.id))
    expect(JSON.stringify(rows)).not.toMatch(/Ngong|Otieno|254712/)
  })

  it('has one default, also after a change and a deletion', async () => {
    const amina = await world.person()
    const first = await json<Address>(add(amina))
    const second = await json<Address>(add(amina, { label: 'Office', isDefault: true }))
    expect((await list(amina)).filter((address) => address.isDefault).map((address) => address.id)).toEqual([second.id])
    expect(
      await json<Address>(amina.request('PUT', `/me/addresses/${first.id}`, { ...home, label: 'Flat', isDefault: true })),
    ).toMatchObject({ label: 'Flat', isDefault: true })
    expect((await list(amina)).map((address) => address.isDefault)).toEqual([true, false])
    expect((await amina.request('DELETE', `/me/addresses/${first.id}`)).status).toBe(204)
    expect(await list(amina)).toMatchObject([{ id: second.id, isDefault: true }])
    expect(await json<Address>(amina.request('PUT', `/me/addresses/${second.id}`, { ...home, isDefault: false }))).toMatchObject({
      isDefault: true,
    })
  })

  it('has room for twenty, also for two hands at once', async () => {
    const amina = await world.person()
    for (let at = 0; at < 19; at += 1) await add(amina)
    const both = await Promise.all([add(amina), add(amina)])
    expect(new Set(both.map((response) => response.status))).toEqual(new Set([201, 409]))
    expect(await codeOf(both.find((response) => response.status === 409) as Response)).toBe('users/too-many-addresses')
    expect(await list(amina)).toHaveLength(20)
  })

  it('does not know a stranger’s address, nor a deleted one', async () => {
    const [amina, juma] = [await world.person(), await world.person()]
    const { id } = await json<Address>(add(amina))
    for (const at of [id, newId()]) {
      const put = await juma.request('PUT', `/me/addresses/${at}`, home)
      expect([put.status, await codeOf(put)]).toEqual([404, 'users/address-not-found'])
      const gone = await juma.request('DELETE', `/me/addresses/${at}`)
      expect([gone.status, await codeOf(gone)]).toEqual([404, 'users/address-not-found'])
    }
    await expect(addressOf(juma.ctx, id)).rejects.toMatchObject({ code: 'users/address-not-found' })
    expect(await addressOf(amina.ctx, id)).toMatchObject({ line1: 'Ngong Road 12', phone: '+254712345678' })
    await amina.request('DELETE', `/me/addresses/${id}`)
    await expect(addressOf(amina.ctx, id)).rejects.toMatchObject({ code: 'users/address-not-found' })
    expect((await amina.request('DELETE', `/me/addresses/${id}`)).status).toBe(404)
  })

  it('refuses what is no address', async () => {
    const amina = await world.person()
    for (const change of [
      { phone: '123' },
      { country: 'kenya' },
      { line1: '' },
      { line1: 'a\u0000b' },
      { city: 'x'.repeat(81) },
      { userId: newId() },
      { isDefault: 'yes' },
    ]) {
      const response = await add(amina, change)
      expect([response.status, await codeOf(response)]).toEqual([422, 'request/invalid'])
    }
    for (const body of [null, [], 'text']) expect([400, 415, 422]).toContain((await amina.request('POST', '/me/addresses', body)).status)
    expect((await amina.request('DELETE', '/me/addresses/not-an-id')).status).toBe(422)
    expect((await world.request('GET', '/me/addresses')).status).toBe(401)
    expect((await world.request('POST', '/me/addresses', home)).status).toBe(401)
  })
})

describe('favourites', () => {
  it('are kept, newest first, once each', async () => {
    const amina = await world.person()
    const goods = [await addGoods(world.db, { name: 'Nyeri AA' }), await addGoods(world.db, { name: 'Kirinyaga' })]
    const ids = async () => (await json<{ items: { id: string }[] }>(amina.request('GET', '/me/favourites'))).items.map(({ id }) => id)
    for (const { productId } of [...goods, ...goods]) {
      expect((await amina.request('PUT', `/me/favourites/${productId}`)).status).toBe(204)
      world.clock.advance(1)
    }
    expect(await ids()).toEqual(goods.map(({ productId }) => productId).toReversed())
    expect((await amina.request('DELETE', `/me/favourites/${goods[0]?.productId}`)).status).toBe(204)
    expect(await ids()).toEqual([goods[1]?.productId])
    expect(await json((await world.person()).request('GET', '/me/favourites'))).toEqual({ items: [] })
  })

  it('refuse a product there is not, and forget without a word', async () => {
    const amina = await world.person()
    const put = await amina.request('PUT', `/me/favourites/${newId()}`)
    expect([put.status, await codeOf(put)]).toEqual([404, 'users/product-not-found'])
    expect((await amina.request('DELETE', `/me/favourites/${newId()}`)).status).toBe(204)
    expect(await json(amina.request('GET', '/me/favourites'))).toEqual({ items: [] })
    expect((await amina.request('PUT', '/me/favourites/nothing')).status).toBe(422)
    expect((await world.request('GET', '/me/favourites')).status).toBe(401)
  })
})

describe('the team', () => {
  it('is seen and changed by owners only', async () => {
    for (const role of ['customer', 'support', 'manager'] as const) {
      const person = await world.person({ role })
      expect((await person.request('GET', '/admin/staff')).status).toBe(403)
      expect((await person.request('PUT', `/admin/users/${person.user.id}/role`, { role: 'owner' })).status).toBe(403)
      expect((await person.request('PUT', `/admin/users/${newId()}/ban`, { banned: true })).status).toBe(403)
    }
    expect((await world.request('GET', '/admin/staff')).status).toBe(401)
  })

  it('asks an owner for init data that was fresh', async () => {
    const wanjiku = await world.person({ role: 'owner' })
    const { sessions } = await import('../auth/tables.ts')
    await world.db
      .update(sessions)
      .set({ authDate: new Date(world.clock.now().getTime() - 3_601_000) })
      .where(eq(sessions.userId, wanjiku.user.id))
    const response = await wanjiku.request('GET', '/admin/staff')
    expect([response.status, await codeOf(response)]).toEqual([401, 'auth/init-data-stale'])
    expect((await wanjiku.request('GET', '/me')).status).toBe(200)
  })

  it('changes a role at once: the old session is over, and it is written down', async () => {
    const [wanjiku, neema] = [await world.person({ role: 'owner' }), await world.person()]
    expect(await json(wanjiku.request('PUT', `/admin/users/${neema.user.id}/role`, { role: 'support' }))).toMatchObject({ role: 'support' })
    expect((await neema.request('GET', '/me')).status).toBe(401)
    expect((await json<{ items: { id: string }[] }>(wanjiku.request('GET', '/admin/staff'))).items.map((member) => member.id)).toContain(
      neema.user.id,
    )
    const { auditEntries } = await import('../../platform/tables.ts')
    expect(await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, neema.user.id))).toMatchObject([
      { action: 'users.change-role', facts: { from: 'customer', to: 'support' }, actorId: wanjiku.user.id },
    ])
    expect((await wanjiku.request('PUT', `/admin/users/${newId()}/role`, { role: 'support' })).status).toBe(404)
    expect((await wanjiku.request('PUT', `/admin/users/${neema.user.id}/role`, { role: 'god' })).status).toBe(422)
  })

  it('bans at once and lets in again', async () => {
    const [wanjiku, amina] = [await world.person({ role: 'owner' }), await world.person()]
    expect(await json(wanjiku.request('PUT', `/admin/users/${amina.user.id}/ban`, { banned: true, reason: 'Fraud' }))).toMatchObject({
      banned: true,
    })
    expect((await amina.request('GET', '/me')).status).toBe(401)
    // What somebody typed about a person stays out of a book that can never forget.
    const [entry] = await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, amina.user.id))
    expect([entry?.action, entry?.facts]).toEqual(['users.ban', { reasonLength: 5 }])
    expect(await json(wanjiku.request('PUT', `/admin/users/${amina.user.id}/ban`, { banned: false }))).toMatchObject({ banned: false })
    const self = await wanjiku.request('PUT', `/admin/users/${wanjiku.user.id}/ban`, { banned: true })
    expect([self.status, await codeOf(self)]).toEqual([409, 'users/not-yourself'])
    expect((await wanjiku.request('PUT', `/admin/users/${newId()}/ban`, { banned: true })).status).toBe(404)
  })

  it('always has an owner', async () => {
    const alone = await createTestWorld({ environment: { OWNER_TELEGRAM_IDS: '66001' } })
    try {
      const [wanjiku, second] = [await alone.person({ role: 'owner' }), await alone.person({ role: 'owner' })]
      const demote = (by: Person, whom: Person) => by.request('PUT', `/admin/users/${whom.user.id}/role`, { role: 'manager' })
      expect((await demote(wanjiku, second)).status).toBe(200)
      const last = await demote(wanjiku, wanjiku)
      expect([last.status, await codeOf(last)]).toEqual([409, 'users/last-owner'])
      const named = await alone.person({ role: 'owner' })
      await alone.db.update(users).set({ telegramId: 66_001 }).where(eq(users.id, named.user.id))
      const refused = await demote(wanjiku, named)
      expect([refused.status, await codeOf(refused)]).toEqual([409, 'users/owner-by-environment'])
    } finally {
      await alone.close()
    }
  })
})

describe('what our bot tells of people', () => {
  const tell = (body: unknown, secret: string = sandboxSecrets.botApi) =>
    world.request('POST', '/internal/bot/users', body, { authorization: `Bearer ${secret}` })
  const juma = { id: 88_001, first_name: 'Juma', language_code: 'sw' }

  it('makes them known, and whether they may be written to', async () => {
    expect(await json(tell({ user: juma, writeAccess: 'allowed' }))).toEqual({ language: 'sw', isStaff: false })
    expect((await tell({ user: { ...juma, language_code: 'ar' }, writeAccess: 'blocked' })).status).toBe(200)
    const [row] = await world.db.select().from(users).where(eq(users.telegramId, juma.id))
    expect(row).toMatchObject({ writeAccess: 'blocked', language: 'sw' })
  })

  it('gives them the currency of their country, as far as their language names one, and leaves it to them afterwards', async () => {
    const currencyOf = async (id: number) => (await world.db.select().from(users).where(eq(users.telegramId, id)))[0]?.currency
    await tell({ user: { ...juma, id: 88_002, language_code: 'sw' }, writeAccess: 'allowed' })
    await tell({ user: { ...juma, id: 88_003, language_code: 'en-GB' }, writeAccess: 'allowed' })
    expect([await currencyOf(88_002), await currencyOf(88_003)]).toEqual(['KES', 'GBP'])
    await world.db.update(users).set({ currency: 'UGX' }).where(eq(users.telegramId, 88_003))
    await tell({ user: { ...juma, id: 88_003, language_code: 'en-GB' }, writeAccess: 'blocked' })
    expect(await currencyOf(88_003)).toBe('UGX')
  })

  it('is believed from our bot only, and when it makes sense', async () => {
    expect((await tell({ user: juma, writeAccess: 'allowed' }, 'guess')).status).toBe(401)
    expect((await world.request('POST', '/internal/bot/users', { user: juma, writeAccess: 'allowed' })).status).toBe(401)
    for (const body of [null, {}, { user: { id: -1, first_name: 'x' }, writeAccess: 'allowed' }, { user: juma, writeAccess: 'maybe' }])
      expect([400, 422]).toContain((await tell(body)).status)
    expect((await tell({ user: { ...juma, first_name: 'a\u0000b' }, writeAccess: 'allowed' })).status).toBe(200)
  })
})
