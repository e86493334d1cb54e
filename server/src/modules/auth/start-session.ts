import type { SessionStart } from 'shared/users.schema'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { hashOf } from '../../platform/crypto.ts'
import { newId, newSecret } from '../../platform/ids.ts'
import { asMe, seenByTelegram } from '../users/index.ts'
import { describeDevice } from './device.ts'
import { parseInitData } from './init-data.ts'
import { parseLoginData } from './login-data.ts'
import { authProblem } from './problems.ts'
import { openSession } from './queries.ts'

/** Devices, as the person sees them, and pages of one device that may be open beside each other. */
const most = { launches: 10, ofOneLaunch: 5 }

/** What Telegram signed: the launch of the Mini App, or a login in a browser. */
export type Signed = { by: 'tma' | 'telegram-login'; raw: string }

const parse = { tma: parseInitData, 'telegram-login': parseLoginData } as const
const surfaceOf = { tma: 'mini_app', 'telegram-login': 'web' } as const

/**
 * Exchanges what Telegram signed for a session token, once per opening of the shop. One statement.
 * @throws auth/init-data-invalid, auth/init-data-stale, auth/signed-out, auth/banned
 */
export async function startSession(
  ctx: Context,
  {
    signed,
    userAgent,
    mayStart,
  }: {
    signed: Signed
    userAgent: string | undefined
    /** Rejects when this person signs in too often. */ mayStart?: (telegramId: number) => Promise<void>
  },
): Promise<SessionStart> {
  const { config } = ctx
  const now = ctx.clock.now()
  const {
    user: telegramUser,
    authDate,
    startParam,
    launch,
  } = parse[signed.by](signed.raw, { botToken: config.telegram.botToken, maxAgeSeconds: config.auth.initDataMaxAgeSeconds, now })
  const surface = surfaceOf[signed.by]
  await mayStart?.(telegramUser.id)

  const token = newSecret()
  const expiresAt = later(now, config.auth.sessionSeconds)
  const profile = {
    telegramId: telegramUser.id,
    firstName: telegramUser.firstName,
    lastName: telegramUser.lastName,
    username: telegramUser.username,
    photoUrl: telegramUser.photoUrl,
    languageTag: telegramUser.languageCode,
    ...(telegramUser.mayWrite ? { writeAccess: 'allowed' as const } : {}),
  }
  const session = {
    id: newId(),
    tokenHash: hashOf(token),
    launch,
    surface,
    authDate,
    ...describeDevice(userAgent),
    createdAt: now,
    lastSeenAt: now,
    expiresAt,
  }
  const { user } = await ctx.sessions.learn(session.tokenHash, now, async () => {
    // The upsert locks the user's row, so a ban, a change of role and the limit of sessions wait for each other. Each time
    // round another one of them has gone through, so it ends.
    let opened: Awaited<ReturnType<typeof openSession>>
    do opened = await openSession(ctx.db, { seen: seenByTelegram(ctx, profile), session, most })
    while (!opened)
    const { user, isSignedOut } = opened
    if (isSignedOut && !user.bannedAt) throw authProblem('signed-out')
    const { id: userId, telegramId, role, language, firstName, lastName, bannedAt } = user
    return { ...session, userId, telegramId, role, language, firstName, lastName, bannedAt, user }
  })
  if (user.bannedAt) throw authProblem('banned')
  return { token, expiresAt: expiresAt.toISOString(), me: asMe(user, ctx.sealer, surface), startParam }
}
