import { sql } from 'drizzle-orm'
import { fromDrizzle, PgBoss, type JobResult } from 'pg-boss'
import type { Database, Db } from './db.ts'
import { newId } from './ids.ts'
import { asLoggedError, type Log } from './log.ts'

/** The context a job is sent from: the job leaves only with the commit of the transaction it was sent in. */
type Sending = { db: Db; jobs: JobSender; afterCommit?: (() => void)[] }

export type JobOptions = {
  /** At most one waiting job with this key in the queue. */
  singletonKey?: string
  startAfter?: Date
}

export type JobSender = { send(ctx: Sending, queue: string, data: object, options?: JobOptions): Promise<void> }

/** Background work by name. `run` must be safe to run twice: a job may be given again after a crash. */
export type JobDefinition<Ctx> = {
  name: string
  /** Cron expression, UTC, when it runs by schedule. */
  schedule?: string
  /** Seconds between runs, for what must run more often than cron's minute. */
  everySeconds?: number
  retries?: number
  run(ctx: Ctx, data: never): Promise<unknown>
}

/** Something that happened, in past tense: `order.paid`. */
export type EventDefinition<Data extends object> = ((data: Data) => { name: string; data: Data }) & { eventName: string }

export type Listener<Ctx> = { event: string; name: string; run(ctx: Ctx, data: never): Promise<unknown> }

export function defineEvent<Data extends object>(name: string): EventDefinition<Data> {
  return Object.assign((data: Data) => ({ name, data }), { eventName: name })
}

/** What follows an event. It runs after the commit, at least once: make it safe to run twice. */
export function on<Ctx, Data extends object>(
  event: EventDefinition<Data>,
  name: string,
  run: (ctx: Ctx, data: Data) => Promise<unknown>,
): Listener<Ctx> {
  return { event: event.eventName, name, run: run as Listener<Ctx>['run'] }
}

export function defineJob<Ctx, Data extends object = Record<string, never>>(
  job: Omit<JobDefinition<Ctx>, 'run'> & { run(ctx: Ctx, data: Data): Promise<unknown> },
): JobDefinition<Ctx> {
  return job as unknown as JobDefinition<Ctx>
}

/** Tells of something that happened; it leaves with the commit. */
export function emit(ctx: Sending, event: { name: string; data: object }): Promise<void> {
  return ctx.jobs.send(ctx, eventsQueue, event)
}

export const eventsQueue = 'events'

/**
 * A worker takes all that waits, not one job a poll. NOTIFY wakes it once a commit and never for a retry that has come
 * due, so it polls beside that, too: pg-boss would wait 30 seconds.
 */
const taking = (seconds: number) =>
  ({
    batchSize: 50,
    burstWhenBatchFull: true,
    perJobResults: true,
    pollingIntervalSeconds: seconds,
    notifyPollingIntervalSeconds: seconds,
  }) as const

/** Runs every listener of one event. All are tried before the first failure is thrown, so one cannot starve another. */
export async function tellListeners<Ctx>(
  listeners: readonly Listener<Ctx>[],
  ctx: Ctx,
  event: { name: string; data: object },
): Promise<void> {
  const failures: unknown[] = []
  for (const listener of listeners) {
    if (listener.event !== event.name) continue
    await listener
      .run(ctx, event.data as never)
      .catch((error: unknown) => failures.push(new Error(`${listener.name} failed`, { cause: error })))
  }
  if (failures.length > 0) throw failures[0]
}

export type JobRunner = JobSender & {
  /** Opens the queues, so that jobs can be sent. */
  start(): Promise<void>
  /** Takes jobs from the queues and runs them, until `stop`. */
  work<Ctx>(jobs: readonly JobDefinition<Ctx>[], listeners: readonly Listener<Ctx>[], context: (job: string) => Ctx): Promise<void>
  /** Waits for the running jobs, at most `seconds`. */
  stop(seconds?: number): Promise<void>
  isStarted(): boolean
}

/** pg-boss: queues in the shop's own database, so that a job and the row it is about are committed together. */
export function createJobRunner(database: Database, log: Log, queues: readonly string[]): JobRunner {
  let boss: PgBoss | undefined
  let started = false
  const timers: NodeJS.Timeout[] = []
  let running = 0

  return {
    isStarted: () => started,
    async start() {
      boss = new PgBoss({ ...(await database.bossOptions()), useListenNotify: true, superviseIntervalSeconds: 60 })
      boss.on('error', (error) => log.error({ error }, 'job queue trouble'))
      await boss.start()
      const known = new Set((await boss.getQueues()).map((queue) => queue.name))
      for (const queue of new Set([eventsQueue, ...queues])) {
        if (known.has(queue)) continue
        await boss.createQueue(queue, { retryLimit: 12, retryDelay: 2, retryBackoff: true, retryDelayMax: 600, notify: true })
        // A queue's settings are read at its first use. Were that inside a transaction, PGlite's one connection would wait for itself.
        await boss.getJobById(queue, newId())
      }
      started = true
    },
    async send(ctx, queue, data, options = {}) {
      if (!boss) throw new Error('The job queue is not started')
      await boss.send(queue, data, { ...options, db: fromDrizzle(ctx.db as never, sql) })
    },
    async work(jobs, listeners, context) {
      if (!boss) throw new Error('The job queue is not started')
      // One after the other, and each is settled by itself: one that fails does not bring the others back.
      const each = (name: string, run: (data: object) => Promise<unknown>) => async (batch: { id: string; data: object }[]) => {
        const results: JobResult[] = []
        for (const { id, data } of batch) {
          const failure = await run(data).then(
            () => undefined,
            (error: unknown) => ({ error }),
          )
          if (failure) log.error({ error: failure.error, job: name }, 'a job failed and will be tried again')
          results.push(failure ? { id, status: 'failed', output: asLoggedError(failure.error) } : { id, status: 'completed' })
        }
        return results
      }
      await boss.work(
        eventsQueue,
        taking(1),
        each(eventsQueue, (data) => tellListeners(listeners, context(eventsQueue), data as { name: string; data: object })),
      )
      for (const job of jobs) {
        if (job.everySeconds) {
          timers.push(every(job.everySeconds, job.name, () => job.run(context(job.name), {} as never)))
          continue
        }
        await boss.work(
          job.name,
          taking(2),
          each(job.name, (data) => job.run(context(job.name), data as never)),
        )
        if (job.schedule) await boss.schedule(job.name, job.schedule, {}, { tz: 'UTC' })
      }
    },
    async stop(seconds = 8) {
      for (const timer of timers) clearInterval(timer)
      const until = Date.now() + seconds * 1000
      while (running > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      await boss?.stop({ graceful: true, timeout: seconds * 1000, close: true })
      started = false
    },
  }

  /** A run that is still busy is not started again. Work done this way takes its rows with `for update skip locked`. */
  function every(seconds: number, name: string, run: () => Promise<unknown>): NodeJS.Timeout {
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      running += 1
      run()
        .catch((error: unknown) => log.error({ error, job: name }, 'a periodic job failed'))
        .finally(() => {
          busy = false
          running -= 1
        })
    }, seconds * 1000)
    timer.unref()
    return timer
  }
}
