import { sql } from 'drizzle-orm'
import type { ServerFrame } from 'shared/live'
import type { Db } from './db.ts'

/** To whom a live frame goes: one user, or all staff who may see it. */
export type Audience = { user: string } | { staff: 'orders.read' | 'payments.read' }

/** Whose live connections are to be closed: a launch’s, or a user’s but for one launch. They are signed out. */
export type Ended = { launch: string } | { user: string; except?: string }

export type LiveMessage = { to: Audience; frame: ServerFrame } | { end: Ended }

/** Sends to every instance's open sockets. Volatile: who is away reads the truth from the API when they are back. */
export type LiveSender = {
  send(ctx: { db: Db }, to: Audience | readonly Audience[], frame: ServerFrame): Promise<void>
  end(ctx: { db: Db }, ended: Ended): Promise<void>
}

export const liveChannel = 'duka_live'

/** By Postgres NOTIFY, so it leaves with the commit and reaches every server instance. A payload is at most 8000 bytes. */
export const liveByNotify: LiveSender = {
  send: (ctx, to, frame) => notify(ctx.db, ...[to].flat().map((each) => ({ to: each, frame }))),
  end: (ctx, ended) => notify(ctx.db, { end: ended }),
}

async function notify(db: Db, ...messages: LiveMessage[]): Promise<void> {
  const calls = messages.map((message) => sql`pg_notify(${liveChannel}, ${JSON.stringify(message)})`)
  await db.execute(sql`select ${sql.join(calls, sql`, `)}`)
}
