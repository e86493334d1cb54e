import type { Language } from 'shared/locale'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { upsertSeenUser, type SeenUser } from './queries.ts'
import type { UserRow } from './tables.ts'

type Seen = { telegramId: number; firstName: string; lastName: string | null; username: string | null; language: Language }

/**
 * The user Telegram vouches for, made at first sight: what `upsertingUser` takes in a sign-in. Who the environment names as
 * owner is one from then on.
 */
export function seenByTelegram(
  ctx: Context,
  { language, writeAccess, ...profile }: Seen & { photoUrl: string | null; writeAccess?: 'allowed' },
): SeenUser {
  return {
    profile,
    first: firstSettings(ctx, language),
    writeAccess,
    isOwner: ctx.config.ownerTelegramIds.includes(profile.telegramId),
    at: ctx.clock.now(),
  }
}

/** The user our bot saw, and whether they let it write to them. */
export function upsertBotUser(
  ctx: Context,
  { language, writeAccess, ...profile }: Seen & { writeAccess: 'allowed' | 'blocked' },
): Promise<UserRow> {
  return upsertSeenUser(ctx.db, { profile, first: firstSettings(ctx, language), writeAccess, at: ctx.clock.now() })
}

function firstSettings({ config }: Context, language: Language) {
  return { id: newId(), language, timeZone: config.shop.timeZone, country: config.shop.country, currency: config.shop.currency }
}
