import { and, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { Role } from 'shared/permissions'
import type { Db } from '../../platform/db.ts'
import { prepared } from '../../platform/prepared.ts'
import { upsertingUser, upsertValues, type SeenUser } from '../users/index.ts'
import { users, type UserRow } from '../users/tables.ts'
import { sessions, type SessionRow } from './tables.ts'

/** In a browser of their own everybody is a customer: staff work inside Telegram, by init data that is fresh. */
const workingRole = sql<Role>`case when ${sessions.surface} = 'web' then 'customer' else ${users.role} end`

const livingSession = prepared((db) =>
  db
    .select({
      id: sessions.id,
      launch: sessions.launch,
      surface: sessions.surface,
      userId: users.id,
      authDate: sessions.authDate,
      createdAt: sessions.createdAt,
      expiresAt: sessions.expiresAt,
      lastSeenAt: sessions.lastSeenAt,
      telegramId: users.telegramId,
      role: workingRole,
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

type NewSession = Omit<SessionRow, 'userId' | 'revokedAt' | 'signedOutAt'>

const openingSession = prepared((db) => {
  const person = db.$with('person').as(upsertingUser(db))
  const given = (name: keyof NewSession) => sql.placeholder(name)
  const now = sql`${given('createdAt')}::timestamptz`
  const sameLaunch = sql`${sessions.launch} = ${given('launch')}::text`
  const isSignedOut = sql`exists (select 1 from ${sessions} where ${sameLaunch} and ${sessions.signedOutAt} is not null)`
  const mayOpen = sql`banned_at is null and not ${isSignedOut}`
  const living = db
    .select({
      id: sessions.id,
      sameLaunch: sameLaunch.as('same_launch'),
      launch: sessions.launch,
      newest: sql`max(${sessions.createdAt}) over (partition by ${sessions.launch})`.as('newest'),
      place: sql`row_number() over (partition by ${sessions.launch} order by ${sessions.createdAt} desc, ${sessions.id} desc)`.as('place'),
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, sql`(select id from person where ${mayOpen})`),
        isNull(sessions.revokedAt),
        sql`${sessions.expiresAt} > ${now}`,
      ),
    )
  // A statement does not see its own insert, so one place is kept for it in each.
  const tooMany = sql`(
    select id from (
      select id, same_launch, place, dense_rank() over (partition by same_launch order by newest desc, launch) as launch_place
      from (${living}) living
    ) placed
    where case when same_launch then place >= ${sql.placeholder('ofOneLaunch')}::int else launch_place >= ${sql.placeholder('launches')}::int end)`
  const ended = db
    .$with('ended')
    .as(db.update(sessions).set({ revokedAt: now }).where(inArray(sessions.id, tooMany)).returning({ id: sessions.id }))
  const row = db
    .select({
      id: sql`${given('id')}::uuid`.as('id'),
      userId: sql`id`.as('user_id'),
      tokenHash: sql`${given('tokenHash')}::text`.as('token_hash'),
      launch: sql`${given('launch')}::text`.as('launch'),
      authDate: sql`${given('authDate')}::timestamptz`.as('auth_date'),
      surface: sql`${given('surface')}::text`.as('surface'),
      platform: sql`${given('platform')}::text`.as('platform'),
      device: sql`${given('device')}::text`.as('device'),
      createdAt: now.as('created_at'),
      lastSeenAt: sql`${given('lastSeenAt')}::timestamptz`.as('last_seen_at'),
      expiresAt: sql`${given('expiresAt')}::timestamptz`.as('expires_at'),
      revokedAt: sql`null::timestamptz`.as('revoked_at'),
      signedOutAt: sql`null::timestamptz`.as('signed_out_at'),
    })
    .from(sql`person`)
    .where(mayOpen)
  const opened = db.$with('opened').as(
    db
      .insert(sessions)
      .select(row as never)
      .returning({ id: sessions.id }),
  )
  return db
    .with(person, ended, opened)
    .select({ user: person._.selectedFields, isSignedOut: sql<boolean>`${isSignedOut}`.as('is_signed_out') })
    .from(person)
    .prepare('open_session')
})

/**
 * Writes down who signs in and opens a session for them, unless they are banned or signed out of this launch, and ends their oldest launches, and the oldest
 * sessions of this launch, beyond `most`: all in one statement.
 * @returns the user and whether they had signed out, or undefined when nothing was done and all must be done again
 */
export async function openSession(
  db: Db,
  { seen, session, most }: { seen: SeenUser; session: NewSession; most: { launches: number; ofOneLaunch: number } },
): Promise<{ user: UserRow; isSignedOut: boolean } | undefined> {
  const moments = { authDate: session.authDate, createdAt: session.createdAt, lastSeenAt: session.lastSeenAt, expiresAt: session.expiresAt }
  const asText = Object.fromEntries(Object.entries(moments).map(([name, at]) => [name, at.toISOString()]))
  const [opened] = await openingSession(db).execute({ ...upsertValues(seen), ...session, ...asText, ...most })
  return opened
}

export function listSessions(db: Db, userId: string, now: Date): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
}

/**
 * Has whoever is signing in as this user at this moment begin again: they wait for the row, find it changed, and so see what the
 * transaction did. First in it.
 */
export async function outdateSignIns(db: Db, userId: string, now: Date): Promise<void> {
  await db.update(users).set({ lastSeenAt: now }).where(eq(users.id, userId))
}

/** @returns the launch of this living session of the user, all of which is ended, or undefined when there is none. */
export async function signOutLaunchOf(
  db: Db,
  { userId, sessionId, now }: { userId: string; sessionId: string; now: Date },
): Promise<string | undefined> {
  const living = and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now))
  const launch = db
    .select({ launch: sessions.launch })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), living))
  const [ended] = await db
    .update(sessions)
    .set({ revokedAt: now, signedOutAt: now })
    .where(and(inArray(sessions.launch, launch), living))
    .returning({ launch: sessions.launch })
  return ended?.launch
}

/** What ended without the person signing out of it is signed out, too. @param except the launch that stays */
export async function signOutAll(db: Db, { userId, except, now }: { userId: string; except?: string; now: Date }): Promise<void> {
  const { revokedAt, signedOutAt } = sessions
  await db
    .update(sessions)
    .set({ revokedAt: sql`coalesce(${revokedAt}, ${now.toISOString()}::timestamptz)`, signedOutAt: now })
    .where(
      and(
        eq(sessions.userId, userId),
        or(isNull(revokedAt), and(isNotNull(revokedAt), isNull(signedOutAt))),
        except ? ne(sessions.launch, except) : undefined,
      ),
    )
}

export async function revokeAllSessions(db: Db, { userId, now }: { userId: string; now: Date }): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)))
}

/** Forgets sessions that ended before `before`: what a device was is kept no longer than it is of use, and longer than what Telegram signed is believed. */
export async function deleteOldSessions(db: Db, before: Date): Promise<void> {
  await db.delete(sessions).where(sql`least(${sessions.expiresAt}, ${sessions.revokedAt}) < ${before.toISOString()}`)
}
