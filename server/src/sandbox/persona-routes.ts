import { Hono } from 'hono'
import { nearestLanguage } from 'shared/locale'
import { z } from 'zod'
import type { Person } from '../platform/telegram/emulator/index.ts'
import { findPersona, signContact, signInitData, signLogin } from './personas.ts'
import { personaAbout } from './words.ts'
import type { SandboxWorld } from './world.ts'

const InitDataRequest = z.object({ startParam: z.string().max(512).optional(), authDate: z.number().int().optional() })

/** Who the sandbox can sign in as, and what Telegram would sign for them. */
export function personaRoutes(world: SandboxWorld): Hono {
  const { telegram } = world
  const { botToken } = world.options

  function asItem(person: Person) {
    const language = nearestLanguage(person.language_code)
    const role = findPersona(person.id)?.role ?? 'customer'
    return {
      id: String(person.id),
      name: [person.first_name, person.last_name].filter(Boolean).join(' '),
      role,
      language,
      about: personaAbout(role, language),
    }
  }

  return new Hono()
    .get('/', (c) => c.json({ items: Object.values(telegram.state.people).map(asItem) }))
    .post('/:id/init-data', async (c) => {
      const person = telegram.state.people[c.req.param('id')]
      if (!person) return c.json({ error: 'no such person' }, 404)
      const { startParam, authDate } = InitDataRequest.parse(await c.req.json().catch(() => ({})))
      return c.json({
        initData: signInitData(person, { botToken, ...(startParam && { startParam }), ...(authDate && { at: new Date(authDate * 1000) }) }),
      })
    })
    .post('/:id/login-data', (c) => {
      const person = telegram.state.people[c.req.param('id')]
      if (!person) return c.json({ error: 'no such person' }, 404)
      return c.json({ loginData: new URLSearchParams(signLogin(person, { botToken }) as Record<string, string>).toString() })
    })
    .post('/:id/contact', (c) => {
      const person = telegram.state.people[c.req.param('id')]
      if (!person) return c.json({ error: 'no such person' }, 404)
      return c.json({ response: signContact(person, { botToken }) })
    })
}
