import { createHash, createHmac } from 'node:crypto'
import { sign } from '@telegram-apps/init-data-node'
import type { Language } from 'shared/locale'
import type { Person } from '../platform/telegram/emulator/index.ts'

/** Somebody the sandbox can be: a person on Telegram and the part they play in the shop. */
export type Persona = {
  id: number
  firstName: string
  lastName: string
  username: string
  language: Language
  role: 'customer' | 'owner' | 'manager' | 'support'
  phone: string
  stars: number
}

/** The demo shop's seed knows the same people by the same ids. */
export const personas: Persona[] = [
  {
    id: 1001,
    firstName: 'Amina',
    lastName: 'Otieno',
    username: 'amina_otieno',
    language: 'en',
    role: 'customer',
    phone: '+254712000101',
    stars: 5000,
  },
  {
    id: 1002,
    firstName: 'Juma',
    lastName: 'Mwangi',
    username: 'juma_mwangi',
    language: 'sw',
    role: 'customer',
    phone: '+254712000102',
    stars: 5000,
  },
  {
    id: 1003,
    firstName: 'Layla',
    lastName: 'Haddad',
    username: 'layla_haddad',
    language: 'ar',
    role: 'customer',
    phone: '+97150000103',
    stars: 5000,
  },
  {
    id: 2001,
    firstName: 'Wanjiku',
    lastName: 'Kamau',
    username: 'wanjiku_kamau',
    language: 'en',
    role: 'owner',
    phone: '+254712000201',
    stars: 500,
  },
  {
    id: 2002,
    firstName: 'Brian',
    lastName: 'Ouma',
    username: 'brian_ouma',
    language: 'en',
    role: 'manager',
    phone: '+254712000202',
    stars: 500,
  },
  {
    id: 2003,
    firstName: 'Neema',
    lastName: 'Njeri',
    username: 'neema_njeri',
    language: 'sw',
    role: 'support',
    phone: '+254712000203',
    stars: 500,
  },
]

export function findPersona(id: string | number): Persona | undefined {
  return personas.find((persona) => String(persona.id) === String(id))
}

export function asPerson(persona: Persona): Person {
  return {
    id: persona.id,
    first_name: persona.firstName,
    last_name: persona.lastName,
    username: persona.username,
    language_code: persona.language,
    phone_number: persona.phone,
    stars: persona.stars,
    started: true,
    blocked: false,
  }
}

/** Init data as Telegram signs it for the bot: what the Mini App is launched with. */
export function signInitData(
  person: Person,
  { botToken, startParam, at = new Date() }: { botToken: string; startParam?: string; at?: Date },
): string {
  return sign(
    {
      user: {
        id: person.id,
        first_name: person.first_name,
        ...(person.last_name && { last_name: person.last_name }),
        ...(person.username && { username: person.username }),
        ...(person.language_code && { language_code: person.language_code }),
        ...(person.is_premium && { is_premium: true }),
        allows_write_to_pm: person.started && !person.blocked,
      },
      ...(startParam && { start_param: startParam, chat_type: 'private', chat_instance: String(person.id * 7_919) }),
    },
    botToken,
    at,
  )
}

/** What Telegram's login page hands to a browser, signed with the bare hash of the token (core.telegram.org/widgets/login). */
export function signLogin(person: Person, { botToken, at = new Date() }: { botToken: string; at?: Date }): Record<string, string | number> {
  const values: Record<string, string | number> = {
    id: person.id,
    first_name: person.first_name,
    ...(person.last_name && { last_name: person.last_name }),
    ...(person.username && { username: person.username }),
    auth_date: Math.floor(at.getTime() / 1000),
  }
  const check = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n')
  const key = createHash('sha256').update(botToken).digest()
  return { ...values, hash: createHmac('sha256', key).update(check).digest('hex') }
}

/** What the Mini App receives when somebody shares their contact: signed like init data. */
export function signContact(person: Person, { botToken, at = new Date() }: { botToken: string; at?: Date }): string {
  const values = {
    auth_date: String(Math.floor(at.getTime() / 1000)),
    contact: JSON.stringify({
      user_id: person.id,
      phone_number: (person.phone_number ?? '').replace(/^\+/, ''),
      first_name: person.first_name,
      ...(person.last_name && { last_name: person.last_name }),
    }),
  }
  const check = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
  const key = createHmac('sha256', 'WebAppData').update(botToken).digest()
  return new URLSearchParams({ ...values, hash: createHmac('sha256', key).update(check).digest('hex') }).toString()
}
