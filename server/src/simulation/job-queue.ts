import { sql } from 'drizzle-orm'
import { systemContext, type Context, type World } from '../context.ts'
import { allJobs, allListeners } from '../modules.ts'
import { rowsOf, type Db } from '../platform/db.ts'
import { eventsAtOnce, eventsQueue, queueOptions, tellListeners, type Happened, type JobSender } from '../platform/jobs.ts'
import type { Clock } from '../platform/clock.ts'

// pg-boss's promises on the simulated clock: a job leaves with the commit of the transaction it was sent in, is given to one
// worker at a time, comes back when that one fails or dies with it, and waits among the failed after its last try.
const { retryLimit, retryDelay, retryDelayMax, expireInSeconds } = queueOptions

type Taken = { id: string; queue: string; data: object; tries: number }

export async function openQueue(db: Db): Promise<void> {
  await db.execute(sql`create schema if not exists simulation`)
  await db.execute(sql`
    create table simulation.jobs (id bigserial primary key, queue text not null, data jsonb not null, tries int not null default 0,
      state text not null default 'waiting', due_at timestamptz not null, why text)`)
}

export function jobSender(clock: Clock): JobSender {
  return {
    async send(ctx, queue, data) {
      await ctx.db.execute(
        sql`insert into simulation.jobs (queue, data, due_at) values (${queue}, ${JSON.stringify(data)}::text::jsonb, ${clock.now().toISOString()}::timestamptz)`,
      )
    },
  }
}

const at = (date: Date, seconds = 0) => sql`${new Date(date.getTime() + seconds * 1000).toISOString()}::timestamptz`

/** The next batch of the queue that has waited longest: while it is worked on, it is due again when its worker is long gone. */
async function take({ db, clock }: World): Promise<Taken[]> {
  const now = clock.now()
  const taken = await rowsOf<Taken>(
    db,
    sql`with first as (select queue from simulation.jobs where state <> 'failed' and due_at <= ${at(now)} order by id limit 1),
      due as (
        select j.id from simulation.jobs j join first on first.queue = j.queue where j.state <> 'failed' and j.due_at <= ${at(now)}
        order by j.id limit ${eventsAtOnce} for update of j skip locked
      )
      update simulation.jobs j set state = 'active', due_at = ${at(now, expireInSeconds)}, tries = j.tries + (case j.state when 'active' then 1 else 0 end)
      from due where due.id = j.id returning j.id::text as id, j.queue, j.data, j.tries`,
  )
  return taken.toSorted((a, b) => Number(a.id) - Number(b.id))
}

async function settle({ db, clock, log }: World, job: Taken, failure: Error | undefined): Promise<void> {
  if (!failure) {
    await db.execute(sql`delete from simulation.jobs where id = ${job.id}::bigint`)
    return
  }
  log.warn({ error: failure, job: job.queue }, 'a job failed')
  const isLast = job.tries >= retryLimit
  const cause = failure.cause instanceof Error ? failure.cause.message : ''
  const why = `${failure.message}: ${cause}`.slice(0, 500)
  await db.execute(
    sql`update simulation.jobs set state = ${isLast ? 'failed' : 'waiting'}, tries = tries + 1, why = ${why},
      due_at = ${at(clock.now(), Math.min(retryDelay * 2 ** job.tries, retryDelayMax))} where id = ${job.id}::bigint`,
  )
}

/** Works on what is due until nothing is, or the most batches are done. @returns whether something may be left */
export async function workOn(world: World, mostBatches: number): Promise<boolean> {
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const jobs = await take(world)
    const [first] = jobs
    if (!first) return false
    if (first.queue === eventsQueue) {
      const events = jobs.map(({ data }) => data as Happened)
      const failures = await tellListeners(allListeners, systemContext(world, eventsQueue), events, world.log)
      for (const job of jobs) await settle(world, job, failures.get(job.data as Happened))
    } else {
      await Promise.all(jobs.map(async (job) => settle(world, job, await attempt(() => runJob(world, job.queue, job.data)))))
    }
  }
  return true
}

async function attempt(work: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function runJob(world: World, name: string, data: object): Promise<void> {
  const job = allJobs.find((each) => each.name === name)
  if (!job) throw new Error(`No job is called ${name}`)
  await job.run(systemContext(world, name), data as never)
}

/** Seconds between two runs of what runs by itself. */
const everySeconds = (job: { everySeconds?: number; schedule?: string }) =>
  job.everySeconds ?? (job.schedule?.startsWith('*/10 ') ? 600 : job.schedule ? 86_400 : undefined)

/** Runs, once each, what would have run by itself since it last did. Kept by the process: another one begins anew. */
export function createSchedule(now: Date) {
  const lastRun = new Map<string, number>()
  const began = now.getTime()
  return async function runDue(world: World, onFailure: (job: string, error: unknown) => void): Promise<void> {
    for (const job of allJobs) {
      const every = everySeconds(job)
      const { clock } = world
      if (every === undefined || clock.now().getTime() - (lastRun.get(job.name) ?? began) < every * 1000) continue
      lastRun.set(job.name, clock.now().getTime())
      const ctx: Context = systemContext(world, job.name)
      await job.run(ctx, {} as never).catch((error: unknown) => onFailure(job.name, error))
    }
  }
}
