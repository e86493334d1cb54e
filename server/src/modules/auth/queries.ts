import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { users } from '../users/tables.ts'
import { sessions } from './tables.ts'

/** The living session of a token, with who it is: all that a request needs to know of its sender. */
export async function findSession(db: Db, tokenHash: string, now: Date) {
  const [row] = await db
    .select({
      id: sessions.id,
      userId: users.id,
      authDate: sessions.authDate,
      telegramId: users.telegramId,
      role: users.role,
      language: users.language,
      firstName: users.firstName,
      lastName: users.lastName,
      bannedAt: users.bannedAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
  return row
}
