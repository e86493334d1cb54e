import type { SessionInfo } from 'shared/users.schema'
import type { CustomerContext } from '../../context.ts'
import { listSessions } from './queries.ts'

/** Where the actor is signed in, the newest first: one entry a launch, for its reloads and second tabs are one device. */
export async function sessionsOf(ctx: CustomerContext): Promise<SessionInfo[]> {
  const rows = await listSessions(ctx.db, ctx.actor.userId, ctx.clock.now())
  return [...Map.groupBy(rows, (row) => row.launch)].flatMap(([launch, [newest, ...older]]) => {
    if (!newest) return []
    return {
      id: newest.id,
      current: launch === ctx.actor.launch,
      platform: newest.platform,
      device: newest.device,
      createdAt: (older.at(-1) ?? newest).createdAt.toISOString(),
      lastSeenAt: older.reduce((at, row) => (row.lastSeenAt > at ? row.lastSeenAt : at), newest.lastSeenAt).toISOString(),
      expiresAt: newest.expiresAt.toISOString(),
    }
  })
}
