import { sql } from 'drizzle-orm'
import type { ServerFrame } from 'shared/live'
import type { Db } from './db.ts'
import { preparedSql } from './prepared.ts'

/** To whom a live frame goes: one user, or all staff who may see it. */
export type Audience = { user: string } | { staff: 'orders.read' | 'payments.read' }

/** Whose live connections are to be closed: a launch’s, or a user’s but for one launch. They are signed out. */
export type Ended = { launch: string } | { user: string; except?: string }

export type LiveMessage = { to: Audience; frame: ServerFrame } | { end: Ended }

/** Sends to every instance's open sockets. Volatile: who is away reads the truth from the API when they are back. */
export type LiveSender = {
  send(ctx: { db: Db }, frames: readonly { to: readonly Audience[]; frame: ServerFrame }[]): Promise<void>
  end(ctx: { db: Db }, ended: Ended): Promise<void>
}

export const liveChannel = 'duka_live'

/** By Postgres NOTIFY, so it leaves with the commit and reaches every server instance. A payload is at most 8000 bytes. */
export const liveByNotify: LiveSender = {
  send: (ctx, frames) =>
    notify(
      ctx.db,
      frames.flatMap(({ to, frame }) => to.map((each) => ({ to: each, frame }))),
    ),
  end: (ctx, ended) => notify(ctx.db, [{ end: ended }]),
}

// One statement, however many there are.
const notifying = preparedSql(
  sql`select pg_notify(${liveChannel}, message) from json_array_elements_text(${sql.placeholder('messages')}::text::json) as message`,
)

async function notify(db: Db, messages: readonly LiveMessage[]): Promise<void> {
  if (messages.length > 0) await notifying(db, { messages: JSON.stringify(messages) })
}
