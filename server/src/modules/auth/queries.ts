import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import type { upsertingTelegramUser } from '../users/index.ts'
import { prepared } from '../../platform/prepared.ts'
import { users, type UserRow } from '../users/tables.ts'
import { sessions, type SessionRow } from './tables.ts'

const livingSession = prepared((db) =>
  db
    .select({
      id: sessions.id,
      userId: users.id,
      authDate: sessions.authDate,
      createdAt: sessions.createdAt,
      expiresAt: sessions.expiresAt,
      lastSeenAt: sessions.lastSeenAt,
      telegramId: users.telegramId,
      role: users.role,
      language: users.language,
      firstName: users.firstName,
      lastName: users.lastName,
      bannedAt: users.bannedAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.tokenHash, sql.placeholder('tokenHash')),
        isNull(sessions.revokedAt),
        sql`${sessions.expiresAt} > ${sql.placeholder('now')}::timestamptz`,
      ),
    )
    .prepare('living_session'),
)

/** The living session of a token, with who it is: all that a request needs to know of its sender. */
export async function findSession(db: Db, tokenHash: string, now: Date) {
  const [row] = await livingSession(db).execute({ tokenHash, now: now.toISOString() })
  return row
}

/** Writes down that a session, and so its user, was seen, unless another request did so since `before`. */
export async function touchSession(db: Db, { sessionId, at, before }: { sessionId: string; at: Date; before: Date }): Promise<void> {
  await db.execute(sql`
    with seen as (
      update ${sessions} set last_seen_at = ${at.toISOString()}::timestamptz
      where id = ${sessionId} and last_seen_at < ${before.toISOString()}::timestamptz returning user_id
    )
    update ${users} set last_seen_at = ${at.toISOString()}::timestamptz from seen
    where ${users.id} = seen.user_id and ${users.lastSeenAt} < ${at.toISOString()}::timestamptz`)
}

/** Which of these sessions still count. */
export async function findLivingSessions(db: Db, ids: readonly string[], now: Date): Promise<Set<string>> {
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(inArray(sessions.id, [...ids]), isNull(sessions.revokedAt), gt(sessions.expiresAt, now), isNull(users.bannedAt)))
  return new Set(rows.map((row) => row.id))
}

type NewSession = Omit<typeof sessions.$inferInsert, 'userId' | 'revokedAt'> & { platform: string | null; device: string | null }

/**
 * Writes down who signs in and opens a session for them, unless they are banned, and ends their oldest ones beyond `most`:
 * all in one statement.
 * @param upserting the statement that gives the user's row, locked, or no row when another one came in between
 * @returns the user, or undefined when nothing was done and all must be done again
 */
export async function openSession(
  db: Db,
  { upserting, session, most }: { upserting: ReturnType<typeof upsertingTelegramUser>; session: NewSession; most: number },
): Promise<UserRow | undefined> {
  const person = db.$with('person').as(upserting)
  const userId = sql`(select id from person where banned_at is null)`
  const tooMany = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, session.createdAt)))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    // A statement does not see its own insert, so one place is kept for it.
    .offset(most - 1)
  const ended = db
    .$with('ended')
    .as(db.update(sessions).set({ revokedAt: session.createdAt }).where(inArray(sessions.id, tooMany)).returning({ id: sessions.id }))
  const moment = (at: Date, name: string) => sql`${at.toISOString()}::timestamptz`.as(name)
  const row = db
    .select({
      id: sql`${session.id}::uuid`.as('id'),
      userId: sql`id`.as('user_id'),
      tokenHash: sql`${session.tokenHash}::text`.as('token_hash'),
      authDate: moment(session.authDate, 'auth_date'),
      platform: sql`${session.platform}::text`.as('platform'),
      device: sql`${session.device}::text`.as('device'),
      createdAt: moment(session.createdAt, 'created_at'),
      lastSeenAt: moment(session.lastSeenAt, 'last_seen_at'),
      expiresAt: moment(session.expiresAt, 'expires_at'),
      revokedAt: sql`null::timestamptz`.as('revoked_at'),
    })
    .from(sql`person`)
    .where(sql`banned_at is null`)
  const opened = db.$with('opened').as(
    db
      .insert(sessions)
      .select(row as never)
      .returning({ id: sessions.id }),
  )
  const [user] = await db.with(person, ended, opened).select().from(person)
  return user
}

export function listSessions(db: Db, userId: string, now: Date): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
}

/** @returns whether there was such a living session of this user. */
export async function revokeSession(
  db: Db,
  { userId, sessionId, now }: { userId: string; sessionId: string; now: Date },
): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .returning({ id: sessions.id })
  return rows.length > 0
}

export async function revokeAllSessions(db: Db, { userId, except, now }: { userId: string; except?: string; now: Date }): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), except ? sql`${sessions.id} <> ${except}` : undefined))
}

/** Forgets sessions that ended before `before`: what a device was is kept no longer than it is of use. */
export async function deleteOldSessions(db: Db, before: Date): Promise<void> {
  await db.delete(sessions).where(sql`least(${sessions.expiresAt}, ${sessions.revokedAt}) < ${before.toISOString()}`)
}
