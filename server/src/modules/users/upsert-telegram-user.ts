import { nearestLanguage } from 'shared/locale'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { firstCurrency } from './first-currency.ts'
import { upsertSeenUser, type SeenUser } from './queries.ts'
import type { UserRow } from './tables.ts'

type Seen = {
  telegramId: number
  firstName: string
  lastName: string | null
  username: string | null
  /** IETF, as Telegram tells it. */ languageTag: string | null | undefined
}

/**
 * The user Telegram vouches for, made at first sight: what `upsertingUser` takes in a sign-in. Who the environment names as
 * owner is one from then on.
 */
export function seenByTelegram(
  ctx: Context,
  { languageTag, writeAccess, ...profile }: Seen & { photoUrl: string | null; writeAccess?: 'allowed' },
): SeenUser {
  return {
    profile,
    first: firstSettings(ctx, languageTag),
    writeAccess,
    isOwner: ctx.config.ownerTelegramIds.includes(profile.telegramId),
    at: ctx.clock.now(),
  }
}

/** The user our bot saw, and whether they let it write to them. */
export function upsertBotUser(
  ctx: Context,
  { languageTag, writeAccess, ...profile }: Seen & { writeAccess: 'allowed' | 'blocked' },
): Promise<UserRow> {
  return upsertSeenUser(ctx.db, { profile, first: firstSettings(ctx, languageTag), writeAccess, at: ctx.clock.now() })
}

function firstSettings({ config: { shop } }: Context, languageTag: Seen['languageTag']) {
  const { timeZone, country } = shop
  return { id: newId(), language: nearestLanguage(languageTag), timeZone, country, currency: firstCurrency(languageTag, shop) }
}
