import type { Database } from './db.ts'
import { asLoggedError, type Log } from './log.ts'

/**
 * What is read often and changed seldom, kept in the process. How fresh it is:
 * - a change is announced on a channel by the tables' triggers, by NOTIFY and so with the commit, whoever made it, and every
 *   instance drops what it kept at once; a lost connection drops it too, because announcements may have been missed;
 * - the instance that made the change does not wait for the announcement: `dropAfterCommit`;
 * - what is older than a minute is read again, whatever was announced.
 */
export type Kept<Value> = {
  /**
   * Not inside a transaction: loading takes a connection of its own.
   * @throws when nothing is kept yet and the database cannot be read
   */
  read(): Promise<Value>
  /** Forgets it: the next reader loads it again. */
  drop(): void
}

type Keeping<Value> = {
  /** What it is, for the log. */
  name: string
  channel: string
  listen: Database['listen']
  log: Log
  load(): Promise<Value>
  /** Whether what is older than a minute is given once more while it is read again behind the reader's back. */
  mayBeOld: boolean
}

const maxAgeMs = 60_000

export function createKept<Value>({ name, channel, listen, log, load, mayBeOld }: Keeping<Value>): Kept<Value> {
  let generation = 0
  let current: { value: Value; generation: number; loadedAt: number } | undefined
  let loading: { generation: number; value: Promise<Value> } | undefined
  let listening: Promise<unknown> | undefined

  const drop = () => {
    generation += 1
  }

  /** One load at a time serves all who wait; who comes after a drop does not join a load from before it. */
  function loadOnce(): Promise<Value> {
    if (loading?.generation === generation) return loading.value
    const started = { generation, value: loadNow(generation) }
    loading = started
    const forget = () => {
      if (loading === started) loading = undefined
    }
    started.value.then(forget, forget)
    return started.value
  }

  async function loadNow(asOf: number): Promise<Value> {
    // Listening before reading: a change in between is announced to us.
    listening ??= listen(channel, drop, drop).catch((error: unknown) => {
      listening = undefined
      throw error
    })
    await listening
    const loadedAt = performance.now()
    const value = await load()
    if (!current || asOf >= current.generation) current = { value, generation: asOf, loadedAt }
    return value
  }

  return {
    drop,
    async read() {
      if (current?.generation !== generation) return loadOnce()
      const now = performance.now()
      if (now - current.loadedAt <= maxAgeMs) return current.value
      if (!mayBeOld) return loadOnce()
      current.loadedAt = now
      loadOnce().catch((error: unknown) => log.warn({ error: asLoggedError(error) }, `${name} could not be read again`))
      return current.value
    },
  }
}

/** Has this instance forget what it kept once the change is committed. */
export function dropAfterCommit(ctx: { afterCommit?: (() => void)[] }, kept: { drop(): void }): void {
  if (ctx.afterCommit) ctx.afterCommit.push(() => kept.drop())
  else kept.drop()
}
