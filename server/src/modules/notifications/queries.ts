import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Language } from 'shared/locale'
import { rowsOf, type Db } from '../../platform/db.ts'
import { preparedSql } from '../../platform/prepared.ts'
import { users, type UserRow } from '../users/tables.ts'
import { notifications, type NotificationRow } from './tables.ts'

export type NewNotification = Pick<NotificationRow, 'id' | 'userId' | 'template' | 'dedupeKey' | 'facts'>

// The rows go as one JSON text: one statement, however many there are.
const inserting = preparedSql(sql`
  insert into ${notifications} (id, user_id, channel, template, dedupe_key, facts, state, next_try_at, created_at)
  select id, "userId", 'telegram', template, "dedupeKey", facts, 'waiting', ${sql.placeholder('at')}::timestamptz, ${sql.placeholder('at')}::timestamptz
  from json_to_recordset(${sql.placeholder('rows')}::text::json)
    as given (id uuid, "userId" uuid, template text, "dedupeKey" text, facts jsonb)
  on conflict do nothing`)

/** Puts messages in the outbox; what is there already under its key stays as it is. */
export async function insertNotifications(db: Db, rows: readonly NewNotification[], at: Date): Promise<void> {
  if (rows.length > 0) await inserting(db, { rows: JSON.stringify(rows), at: at.toISOString() })
}

export type DueNotification = Pick<NotificationRow, 'id' | 'userId' | 'template' | 'facts' | 'tries'> &
  Pick<UserRow, 'writeAccess' | 'notifications'> & { telegramId: number; language: Language; isBanned: boolean }

/**
 * Takes messages to send now, at most one a chat: the oldest that waits there, and not within a second of the last one
 * sent. They are leased until `leaseUntil`, so that another worker, or we after a crash, find them again. Nothing is due
 * while Telegram asked us to wait.
 */
export async function takeDue(
  db: Db,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<DueNotification[]> {
  const at = now.toISOString()
  const rows = await rowsOf<Omit<DueNotification, 'telegramId'> & { telegramId: number | string }>(
    db,
    sql`
    with first as (
      select distinct on (user_id, channel) id from ${notifications} where state = 'waiting' order by user_id, channel, created_at, id
    ),
    due as (
      select n.id from first join ${notifications} n on n.id = first.id
      where n.state = 'waiting' and n.next_try_at <= ${at}::timestamptz
        and not exists (select 1 from ${notifications} held where held.state = 'waiting' and held.last_error = ${tooMany} and held.next_try_at > ${at}::timestamptz)
        and not exists (select 1 from ${notifications} sent where sent.user_id = n.user_id and sent.channel = n.channel and sent.sent_at > ${at}::timestamptz - interval '1 second')
      order by n.created_at, n.id limit ${limit} for update of n skip locked
    )
    update ${notifications} n set next_try_at = ${leaseUntil.toISOString()}::timestamptz, tries = n.tries + 1
    from due, ${users} u where n.id = due.id and u.id = n.user_id
    returning n.id, n.user_id as "userId", n.template, n.facts, n.tries, u.write_access as "writeAccess", u.notifications,
      u.telegram_id as "telegramId", u.language, u.banned_at is not null as "isBanned"`,
  )
  return rows.map((row) => ({ ...row, telegramId: Number(row.telegramId) }))
}

/** What `last_error` says while Telegram makes us wait. */
export const tooMany = '429'

const markingSent = preparedSql(sql`
  update ${notifications} set state = 'sent', sent_at = ${sql.placeholder('at')}::timestamptz, message_id = ${sql.placeholder('messageId')}::bigint,
    next_try_at = null, last_error = null
  where id = ${sql.placeholder('id')}::uuid`)

/** Each by itself and at once, so that a crash repeats no more than what is on its way just then. */
export async function markSent(db: Db, id: string, { at, messageId }: { at: Date; messageId: number | null }): Promise<void> {
  await markingSent(db, { id, at: at.toISOString(), messageId })
}

export async function markOver(db: Db, id: string, { state, reason }: { state: 'skipped' | 'failed'; reason: string }): Promise<void> {
  await db
    .update(notifications)
    .set({ state, nextTryAt: null, lastError: reason.slice(0, 300) })
    .where(eq(notifications.id, id))
}

/** @param counts whether this try is one of those it has; being told to wait is none. */
export async function markForLater(
  db: Db,
  id: string,
  { nextTryAt, reason, counts }: { nextTryAt: Date; reason: string; counts: boolean },
): Promise<void> {
  await db
    .update(notifications)
    .set({ nextTryAt, lastError: reason.slice(0, 300), ...(counts ? {} : { tries: sql`${notifications.tries} - 1` }) })
    .where(and(eq(notifications.id, id), eq(notifications.state, 'waiting')))
}

/** @returns how many messages that wait no longer, from before then, were deleted. */
export async function deleteOldNotifications(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const old = db
    .select({ id: notifications.id })
    .from(notifications)
    .where(and(ne(notifications.state, 'waiting'), lt(notifications.createdAt, before)))
    .limit(limit)
  const rows = await db.delete(notifications).where(inArray(notifications.id, old)).returning({ id: notifications.id })
  return rows.length
}
