import type { SessionInfo } from 'shared/users.schema'
import type { CustomerContext } from '../../context.ts'
import { listSessions } from './queries.ts'

/** Where the actor is signed in, the newest first. */
export async function sessionsOf(ctx: CustomerContext): Promise<SessionInfo[]> {
  const rows = await listSessions(ctx.db, ctx.actor.userId, ctx.clock.now())
  return rows.map((row) => ({
    id: row.id,
    current: row.id === ctx.actor.sessionId,
    platform: row.platform,
    device: row.device,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
}
