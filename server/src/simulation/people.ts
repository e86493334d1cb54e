import type { Language } from 'shared/locale'
import { languages } from 'shared/locale'
import { signInitData } from '../testing/init-data.ts'
import { newId } from '../platform/ids.ts'
import { ConnectionLost, ownerTelegramId, type Shop } from './shop.ts'

const home = {
  label: 'Home',
  recipient: 'Amina Otieno',
  line1: 'Kilimani, Argwings Kodhek Road 12',
  city: 'Nairobi',
  isDefault: true,
}

/** `status` is 0 when no answer came. */
export type Answer<Body> = { status: number; ok: boolean; body: Body }

/** Somebody with the app in the hand. */
export type Person = {
  telegramId: number
  phone: string
  call<Body = unknown>(method: string, path: string, body?: unknown, key?: string): Promise<Answer<Body>>
}

const noAnswer = { status: 0, ok: false, body: undefined as never }

/** Signs in when need be, as the app does, and speaks to the shop. */
export function createPerson(
  shop: Shop,
  { telegramId, language, phone }: { telegramId: number; language: Language; phone: string },
): Person {
  let token: string | undefined
  shop.sandbox.telegram.addPerson({
    id: telegramId,
    first_name: `Person ${telegramId}`,
    language_code: language,
    stars: 1_000_000,
    started: true,
  })

  async function send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response | undefined> {
    try {
      return await shop.ask(
        new Request(`http://shop.test/api/v1${path}`, {
          method,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      )
    } catch (error) {
      if (error instanceof ConnectionLost) return undefined
      throw error
    }
  }

  async function signIn(): Promise<void> {
    const at = shop.clock.date()
    const user = { id: telegramId, first_name: `Person ${telegramId}`, language_code: language, allows_write_to_pm: true }
    const initData = signInitData(user, { at, queryId: newId() })
    const answer = await send('POST', '/sessions', undefined, { authorization: `tma ${initData}` })
    if (answer?.ok) token = ((await answer.json()) as { token: string }).token
  }

  async function call<Body>(method: string, path: string, body?: unknown, key?: string, isAgain = false): Promise<Answer<Body>> {
    if (!token) await signIn()
    if (!token) return noAnswer
    const answer = await send(method, path, body, { authorization: `Bearer ${token}`, ...(key ? { 'idempotency-key': key } : {}) })
    if (!answer) return noAnswer
    const text = await answer.text()
    // Signed out meanwhile, or in for too long to do what staff do.
    if (answer.status === 401 || (answer.status === 403 && telegramId === ownerTelegramId)) {
      token = undefined
      if (!isAgain) return call(method, path, body, key, true)
    }
    return { status: answer.status, ok: answer.ok, body: (text.startsWith('{') ? JSON.parse(text) : undefined) as Body }
  }

  return { telegramId, phone, call }
}

/** Those who buy, each made when first heard of, and the owner. */
export function createPeople(shop: Shop, size: number) {
  const owner = createPerson(shop, { telegramId: ownerTelegramId, language: 'en', phone: '+254700000000' })
  const customers = new Map<number, Person>()
  return {
    owner,
    size,
    async customer(index: number): Promise<Person> {
      const at = index % size
      const known = customers.get(at)
      if (known) return known
      const language = languages[at % languages.length] ?? 'en'
      const [country, phone] = at % 4 === 3 ? ['UG', `+25677${2_000_000 + at}`] : ['KE', `+2547${10_000_000 + at}`]
      const person = createPerson(shop, { telegramId: 700_000 + at, language, phone })
      customers.set(at, person)
      await person.call('POST', '/me/addresses', { ...home, phone, country })
      return person
    },
  }
}
export type People = ReturnType<typeof createPeople>
