import type { Database, Db } from '../../platform/db.ts'
import { asLoggedError, type Log } from '../../platform/log.ts'
import { findSession } from './queries.ts'

export type LivingSession = NonNullable<Awaited<ReturnType<typeof findSession>>>

/**
 * Customers' sessions that were looked up a moment ago, so that the calls of one purchase do not each ask for the same row. What
 * ends a session or changes its person (a ban, a role, a name, a sign-out) is told by the tables' triggers with the commit and
 * empties this in every process; the one that did it empties its own before it answers: `dropAfterCommit`. Should a process
 * not hear, it believes what it knows for five seconds at most. Until it hears, some milliseconds after the commit, another process
 * answers by what it knew: a customer may read, or fill a cart, that moment longer. Where it counts the rows are looked at: staff, and
 * so all that they do, each time; whoever asks for a quote or buys, in the statement that reads the buyer (users/buyer.ts).
 */
export type KnownSessions = {
  find(tokenHash: string, now: Date): Promise<LivingSession | undefined>
  /** Knows the session that `read` finds or opens. */
  learn<Found extends LivingSession | undefined>(tokenHash: string, now: Date, read: () => Promise<Found>): Promise<Found>
  drop(): void
}

const believedMs = 5_000
const most = 5_000

export function createKnownSessions({ db, listen, log }: { db: Db; listen: Database['listen']; log: Log }): KnownSessions {
  const known = new Map<string, { session: LivingSession; at: number }>()
  let isListening = false
  let listening: Promise<void> | undefined
  /** Counts what was told: what was read before the last of it may be old. */
  let told = 0

  function drop(): void {
    told += 1
    known.clear()
  }

  function listenOnce(): void {
    listening ??= listen('duka_sessions', drop, drop).then(
      () => {
        isListening = true
      },
      (error: unknown) => {
        listening = undefined
        log.warn({ error: asLoggedError(error) }, 'nobody tells of ended sessions: each is looked up')
      },
    )
  }

  async function learn<Found extends LivingSession | undefined>(tokenHash: string, now: Date, read: () => Promise<Found>): Promise<Found> {
    listenOnce()
    const before = told
    const session = await read()
    known.delete(tokenHash)
    if (!session || session.bannedAt || session.role !== 'customer' || !isListening || told !== before) return session
    const [oldest] = known.keys()
    if (known.size >= most && oldest !== undefined) known.delete(oldest)
    known.set(tokenHash, { session, at: now.getTime() })
    return session
  }

  return {
    drop,
    learn,
    async find(tokenHash, now) {
      const found = known.get(tokenHash)
      if (found && now.getTime() - found.at < believedMs && now.getTime() >= found.at && found.session.expiresAt > now) return found.session
      return learn(tokenHash, now, () => findSession(db, tokenHash, now))
    },
  }
}
