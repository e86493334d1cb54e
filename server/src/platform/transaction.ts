import { isAborted, isSerialization, type Db } from './db.ts'

type Joinable = { db: Db; afterCommit?: (() => void)[] }

/**
 * Does the work in one transaction, joining the one already open, so that use cases compose. Inside, only the context
 * handed to `work` may be used: PGlite has a single connection, and the outer one would wait for it for ever.
 * Work that lost to another transaction (40001, 40P01) is done again, so it must have no effect outside the database.
 */
export async function inTransaction<Ctx extends Joinable, Result>(ctx: Ctx, work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  if (ctx.afterCommit) return work(ctx)
  for (let tries = 1; ; tries += 1) {
    const afterCommit: (() => void)[] = []
    try {
      const result = await ctx.db.transaction((tx) => work({ ...ctx, db: tx as unknown as Db, afterCommit }))
      for (const next of afterCommit) next()
      return result
    } catch (error) {
      if (!isSerialization(error) || tries === 3) throw error
    }
  }
}

/**
 * Waits for statements of one transaction that were sent at once, so that they share a round trip. Where one fails, the
 * others are waited for too: none may be on its way when the transaction is rolled back.
 * @throws the first failure that is not only the echo of another
 */
export async function together<Work extends readonly Promise<unknown>[]>(
  ...work: Work
): Promise<{ [At in keyof Work]: Awaited<Work[At]> }> {
  const settled = await Promise.allSettled(work)
  const failures = settled.filter((each) => each.status === 'rejected').map((each) => each.reason as unknown)
  if (failures.length > 0) throw failures.find((failure) => !isAborted(failure)) ?? failures[0]
  return settled.map((each) => (each as PromiseFulfilledResult<unknown>).value) as { [At in keyof Work]: Awaited<Work[At]> }
}
