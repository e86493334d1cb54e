import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../testing/database.ts'
import { waitFor } from '../testing/live-server.ts'
import { rowsOf, type Database } from './db.ts'
import { createJobRunner, defineEvent, defineJob, emit, eventsQueue, failedQueue, on, type JobRunner } from './jobs.ts'
import { createLog } from './log.ts'
import { inTransaction } from './transaction.ts'

type Data = { name: string }
type Ctx = { database: Database }

// The queues as they are, on the database that runs them.
describe('the job queue', () => {
  let database: Database
  let runner: JobRunner
  const ran: string[] = []
  const heard: string[] = []
  const together: number[] = []
  const ends: object[] = []
  const logged: string[] = []
  const failed: number[] = []
  /** How often each name is still to fail. */
  const failures = new Map<string, number>()
  let hold: Promise<void> | undefined

  const happened = defineEvent<'test.happened', Data>('test.happened')
  const ended = defineEvent<'test.ended', Data>('test.ended')
  const namesOf = (all: readonly { data: Data }[]) => all.map(({ data }) => data.name)
  const listeners = [
    on([happened], 'test.breaks', async (_: Ctx, all) => namesOf(all).forEach((name) => failOn(`event ${name}`))),
    on([happened, ended], 'test.hears', async (_: Ctx, all) => {
      heard.push(...namesOf(all))
      together.push(all.length)
    }),
    on([ended], 'test.hears-ends', async (_: Ctx, all) => void ends.push(...all)),
  ]
  const jobs = [
    defineJob<Ctx, Data>({
      name: 'test.do',
      async run(_, { name }) {
        if (name === 'slow') await hold
        failOn(name)
        ran.push(name)
      },
    }),
  ]
  function failOn(name: string): void {
    const left = failures.get(name) ?? 0
    failures.set(name, left - 1)
    if (left > 0) throw new Error(`${name} fails`)
  }
  const newRunner = () =>
    createJobRunner(
      database,
      createLog('warn', { write: (line) => void logged.push(line) }),
      jobs.map((job) => job.name),
      { retries: { retryLimit: 2, retryDelay: 1 }, countSeconds: 0.5, onFailed: (count) => void failed.push(count) },
    )
  const ctx = () => ({ db: database.db, jobs: runner })
  const send = (name: string) => runner.send(ctx(), 'test.do', { name })

  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    for (const list of [ran, heard, together, ends, logged, failed]) list.splice(0)
    runner = newRunner()
    await runner.start()
  })
  afterEach(() => runner.stop())
  const work = () => runner.work(jobs, listeners, () => ({ database }))

  it('runs what was sent in a transaction that was committed, and not what was rolled back', async () => {
    await work()
    await inTransaction(ctx(), async (ctx) => {
      await ctx.jobs.send(ctx, 'test.do', { name: 'kept' })
      await emit(ctx, happened({ name: 'kept' }))
    })
    const rolledBack = inTransaction(ctx(), async (ctx) => {
      await ctx.jobs.send(ctx, 'test.do', { name: 'rolled back' })
      await emit(ctx, happened({ name: 'rolled back' }))
      throw new Error('no')
    })
    await expect(rolledBack).rejects.toThrow('no')
    await send('after')
    await waitFor(() => ran.includes('kept') && ran.includes('after') && heard.includes('kept'), 20)
    const left = await rowsOf(database.db, sql`select 1 from pgboss.job where data::text like '%rolled back%'`)
    expect([ran.toSorted(), heard, left]).toEqual([['after', 'kept'], ['kept'], []])
  })

  it('tries again what throws, and every listener in spite of the first', async () => {
    failures.set('twice', 2)
    failures.set('event twice', 2)
    await work()
    await send('twice')
    await emit(ctx(), happened({ name: 'twice' }))
    await waitFor(() => ran.length === 1 && heard.length === 3, 25)
    expect(logged.filter((line) => line.includes('will be tried again'))).toHaveLength(4)
  })

  it('tells events that wait together, in the order they happened, and each listener only of its kinds', async () => {
    await inTransaction(ctx(), async (ctx) => {
      for (const name of ['1', '2', '3']) await emit(ctx, happened({ name }))
      await emit(ctx, ended({ name: '4' }))
      await emit(ctx, happened({ name: '5' }))
    })
    // As one that was sent first, by a process whose clock is ahead.
    await emit(ctx(), happened({ name: '0' }))
    await database.db.execute(
      sql`update pgboss.job set created_on = created_on - interval '1 minute' where name = ${eventsQueue} and data->'data'->>'name' = '0'`,
    )
    await work()
    await waitFor(() => heard.length === 6, 20)
    expect([heard, together]).toEqual([['0', '1', '2', '3', '4', '5'], [6]])
    expect(ends).toEqual([ended({ name: '4' })])
  })

  it('tells one by one what could not be told together, so that one bad event fails alone', async () => {
    failures.set('event bad', 2)
    for (const name of ['one', 'bad', 'two']) await emit(ctx(), happened({ name }))
    await work()
    await waitFor(() => heard.filter((name) => name === 'bad').length === 2, 20)
    // Only the bad one came back.
    expect(heard).toEqual(['one', 'bad', 'two', 'bad'])
    expect(logged.filter((line) => line.includes('one by one'))).toHaveLength(1)
    expect(logged.filter((line) => line.includes('will be tried again'))).toHaveLength(1)
  })

  it('keeps a failing and a slow job of a batch from holding up the others', async () => {
    const release = Promise.withResolvers<void>()
    hold = release.promise
    failures.set('bad', 1)
    for (const name of ['bad', 'slow', 'good', 'better']) await send(name)
    await work()
    await waitFor(() => ran.includes('good') && ran.includes('better'), 20)
    release.resolve()
    await waitFor(() => ran.length === 4, 20)
    // Each ran to its end once: the others were not brought back with the one that failed.
    expect(ran.toSorted()).toEqual(['bad', 'better', 'good', 'slow'])
  })

  it('lays aside what failed for the last time, counts it and says so', async () => {
    failures.set('always', 99)
    await work()
    await send('always')
    await waitFor(() => failed.at(-1) === 1, 25)
    expect(failures.get('always')).toBe(96)
    expect(logged.some((line) => line.includes('for the last time') && line.includes('test.do'))).toBe(true)
    expect(logged.some((line) => line.includes('wait for somebody to look'))).toBe(true)
    const [waiting] = await rowsOf<{ source: string; data: Data; days: number }>(
      database.db,
      sql`select source_name as source, data, extract(day from keep_until - created_on)::int as days from pgboss.job where name = ${failedQueue}`,
    )
    expect(waiting).toEqual({ source: 'test.do', data: { name: 'always' }, days: 14 })
    // Its cause was mended, so it goes back to where it failed.
    failures.set('always', 0)
    expect(await runner.retryFailed()).toBe(1)
    await waitFor(() => ran.includes('always') && failed.at(-1) === 0, 20)
  })

  it('gives queues that are there already the settings of today', async () => {
    await runner.stop()
    await database.db.execute(sql`update pgboss.queue set expire_seconds = 60, dead_letter = null, retry_limit = 99`)
    runner = newRunner()
    await runner.start()
    const queues = await rowsOf(
      database.db,
      sql`select name, expire_seconds, dead_letter, retry_limit from pgboss.queue where name in (${eventsQueue}, 'test.do') order by name`,
    )
    expect(queues).toEqual(
      [eventsQueue, 'test.do'].map((name) => ({ name, expire_seconds: 900, dead_letter: failedQueue, retry_limit: 2 })),
    )
  })

  it('asks who sends before it is open to come again', async () => {
    const early = newRunner()
    await expect(early.send({ db: database.db, jobs: early }, 'test.do', { name: 'early' })).rejects.toMatchObject({
      code: 'request/unavailable',
      status: 503,
      options: { headers: { 'retry-after': '2' } },
    })
    expect(early.isStarted()).toBe(false)
  })
})
