import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import { auditEntries } from './tables.ts'

type Auditing = { db: Db; clock: Clock; actor: { name: string; userId?: string }; requestId?: string }

/** Writes down a change staff made, in the transaction of the change itself. No personal data in `facts`. */
export async function audit(
  ctx: Auditing,
  action: string,
  subject: { type: string; id: string },
  facts: Record<string, unknown> = {},
): Promise<void> {
  await ctx.db.insert(auditEntries).values({
    at: ctx.clock.now(),
    actorId: ctx.actor.userId ?? null,
    actor: ctx.actor.name,
    action,
    subjectType: subject.type,
    subjectId: subject.id,
    facts,
    requestId: ctx.requestId ?? null,
  })
}
