import type { SessionStart } from 'shared/users.schema'
import { nearestLanguage } from 'shared/locale'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { hashOf } from '../../platform/crypto.ts'
import { newId, newSecret } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { asMe, upsertTelegramUser } from '../users/index.ts'
import { describeDevice } from './device.ts'
import { parseInitData } from './init-data.ts'
import { authProblem } from './problems.ts'
import { insertSession } from './queries.ts'

const sessionsAtMost = 10

/**
 * Exchanges init data for a session token, once per opening of the shop. Two statements.
 * @throws auth/init-data-invalid, auth/init-data-stale, auth/banned
 */
export async function startSession(
  ctx: Context,
  {
    initData,
    userAgent,
    mayStart,
  }: {
    initData: string
    userAgent: string | undefined
    /** Throws when this person signs in too often. */ mayStart?: (telegramId: number) => void
  },
): Promise<SessionStart> {
  const { config } = ctx
  const now = ctx.clock.now()
  const {
    user: telegramUser,
    authDate,
    startParam,
  } = parseInitData(initData, { botToken: config.telegram.botToken, maxAgeSeconds: config.auth.initDataMaxAgeSeconds, now })
  mayStart?.(telegramUser.id)

  const token = newSecret()
  const expiresAt = later(now, config.auth.sessionSeconds)
  const user = await inTransaction(ctx, async (ctx) => {
    // The upsert locks the user's row, so a ban, a change of role and the limit of sessions wait for each other.
    const user = await upsertTelegramUser(ctx, {
      telegramId: telegramUser.id,
      firstName: telegramUser.firstName,
      lastName: telegramUser.lastName,
      username: telegramUser.username,
      photoUrl: telegramUser.photoUrl,
      language: nearestLanguage(telegramUser.languageCode),
      ...(telegramUser.mayWrite ? { writeAccess: 'allowed' as const } : {}),
    })
    if (user.bannedAt) throw authProblem('banned')
    await insertSession(
      ctx.db,
      {
        id: newId(),
        userId: user.id,
        tokenHash: hashOf(token),
        authDate,
        ...describeDevice(userAgent),
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
      },
      sessionsAtMost,
    )
    return user
  })
  return { token, expiresAt: expiresAt.toISOString(), me: asMe(user, ctx.sealer), startParam }
}
