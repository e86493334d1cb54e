import type { CustomerContext } from '../../context.ts'
import { parseAuthDate, parseSignedFields } from '../auth/index.ts'
import { userProblem } from './problems.ts'
import { updateUser } from './queries.ts'
import type { UserRow } from './tables.ts'

/**
 * Takes the phone number Telegram signed when the person shared their contact: `contact={…}&auth_date=…&hash=…`, signed
 * like init data (core.telegram.org/bots/webapps, requestContact).
 * @throws auth/init-data-invalid, auth/init-data-stale, users/contact-not-yours
 */
export async function shareContact(ctx: CustomerContext, { response }: { response: string }): Promise<UserRow> {
  const { config } = ctx
  const fields = parseSignedFields(response, config.telegram.botToken)
  parseAuthDate(fields.get('auth_date'), { maxAgeSeconds: config.auth.initDataMaxAgeSeconds, now: ctx.clock.now() })
  const contact = parseContact(fields.get('contact'))
  if (contact?.userId !== ctx.actor.telegramId) throw userProblem('contact-not-yours')
  const user = await updateUser(ctx.db, ctx.actor.userId, { phone: ctx.sealer.seal('phone', contact.phone) })
  if (!user) throw userProblem('not-found')
  return user
}

function parseContact(json: string | undefined): { userId: number; phone: string } | undefined {
  try {
    const contact = JSON.parse(json ?? '') as { user_id?: unknown; phone_number?: unknown } | null
    const given = contact?.phone_number
    const phone = typeof given === 'string' ? `+${given.replace(/\D/g, '')}` : ''
    if (typeof contact?.user_id !== 'number' || !/^\+[1-9]\d{6,14}$/.test(phone)) return undefined
    return { userId: contact.user_id, phone }
  } catch {
    return undefined
  }
}
