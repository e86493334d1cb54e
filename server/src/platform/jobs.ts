import type { JobResult, PgBoss } from 'pg-boss'
import type { Database, Db } from './db.ts'
import { newId } from './ids.ts'
import { asLoggedError, type Log } from './log.ts'
import { asExecutor } from './prepared.ts'
import { requestProblem } from './problem.ts'

/** The context a job is sent from: the job leaves only with the commit of the transaction it was sent in. */
type Sending = { db: Db; jobs: JobSender; afterCommit?: (() => void)[] }

export type JobSender = { send(ctx: Sending, queue: string, data: object): Promise<void> }

/** Background work by name. `run` must be safe to run twice: a job may be given again after a crash. */
export type JobDefinition<Ctx> = {
  name: string
  /** Cron expression, UTC, when it runs by schedule. */
  schedule?: string
  /** Seconds between runs, for what must run more often than cron's minute. */
  everySeconds?: number
  run(ctx: Ctx, data: never): Promise<unknown>
}

/** Something that happened, in past tense: `order.paid`. */
export type Happened<Name extends string = string, Data extends object = object> = { name: Name; data: Data }

/** A kind of event, called with what there is to tell of one. */
export type EventDefinition<Name extends string, Data extends object> = ((data: Data) => Happened<Name, Data>) & { eventName: Name }

export type Listener<Ctx> = { events: readonly string[]; name: string; run(ctx: Ctx, happened: never): Promise<unknown> }

export function defineEvent<Name extends string, Data extends object>(name: Name): EventDefinition<Name, Data> {
  return Object.assign((data: Data) => ({ name, data }), { eventName: name })
}

/**
 * What follows events of these kinds. It runs after the commit and is given those that wait, at most `eventsAtOnce`, in
 * the order they happened: what can be read or written for all of them together should be. Each event comes at least
 * once, alone or in other company the second time: make it safe to run twice.
 */
export function on<Ctx, Kind extends ((data: never) => Happened) & { eventName: string }>(
  events: readonly Kind[],
  name: string,
  run: (ctx: Ctx, happened: readonly ReturnType<Kind>[]) => Promise<unknown>,
): Listener<Ctx> {
  return { events: events.map((event) => event.eventName), name, run: run as Listener<Ctx>['run'] }
}

export function defineJob<Ctx, Data extends object = Record<string, never>>(
  job: Omit<JobDefinition<Ctx>, 'run'> & { run(ctx: Ctx, data: Data): Promise<unknown> },
): JobDefinition<Ctx> {
  return job as unknown as JobDefinition<Ctx>
}

/** Tells of something that happened; it leaves with the commit. */
export function emit(ctx: Sending, event: Happened): Promise<void> {
  return ctx.jobs.send(ctx, eventsQueue, event)
}

export const eventsQueue = 'events'

/** Where a job goes after its last try. It waits there for two weeks, for somebody to mend the cause and send it back (`pnpm jobs:retry`). */
export const failedQueue = 'failed'

/**
 * How a queue treats its jobs; a change reaches the queues that are there at the next start. A job may be given again
 * once it has run for `expireInSeconds`, so that must be longer than a whole batch can take.
 */
export const queueOptions = {
  retryLimit: 12,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 600,
  expireInSeconds: 900,
  notify: true,
  deadLetter: failedQueue,
}

/**
 * A worker takes what waits in small batches, the next one at once while they are full. NOTIFY wakes it once a commit and
 * never for a retry that has come due, so it polls beside that, too: pg-boss would wait 30 seconds.
 */
const taking = (seconds: number, batchSize = 10) =>
  ({
    batchSize,
    burstWhenBatchFull: true,
    perJobResults: true,
    includeMetadata: true,
    pollingIntervalSeconds: seconds,
    notifyPollingIntervalSeconds: seconds,
  }) as const

/** How many events are told at once: so many share the statements of each listener. */
export const eventsAtOnce = 25

/**
 * Tells every listener what it hears of, all together. Where that fails it is told one after the other, so that only what
 * cannot be told fails. No listener is kept waiting by the failure of another.
 * @param events in the order they happened
 * @returns what could not be told to everybody, and the first reason
 */
export async function tellListeners<Ctx>(
  listeners: readonly Listener<Ctx>[],
  ctx: Ctx,
  events: readonly Happened[],
  log: Log,
): Promise<Map<Happened, Error>> {
  const failures = new Map<Happened, Error>()
  for (const listener of listeners) {
    const heard = events.filter(({ name }) => listener.events.includes(name))
    if (heard.length > 1) {
      const failure = await tell(listener, ctx, heard)
      if (!failure) continue
      log.warn({ error: failure, events: heard.length }, 'events could not be told together and are told one by one')
    }
    for (const event of heard) {
      const failure = await tell(listener, ctx, [event])
      if (failure && !failures.has(event)) failures.set(event, failure)
    }
  }
  return failures
}

async function tell<Ctx>(listener: Listener<Ctx>, ctx: Ctx, heard: readonly Happened[]): Promise<Error | undefined> {
  try {
    await listener.run(ctx, heard as never)
    return undefined
  } catch (error) {
    return new Error(`${listener.name} failed`, { cause: error })
  }
}

export type JobRunner = JobSender & {
  /** Opens the queues, so that jobs can be sent. */
  start(): Promise<void>
  /** Takes jobs from the queues and runs them, until `stop`. */
  work<Ctx>(jobs: readonly JobDefinition<Ctx>[], listeners: readonly Listener<Ctx>[], context: (job: string) => Ctx): Promise<void>
  /** Sends what failed for good back to its queues, once its cause is mended. @returns how many jobs that were, at most 1000 */
  retryFailed(): Promise<number>
  /** Waits for the running jobs, at most `seconds`. */
  stop(seconds?: number): Promise<void>
  isStarted(): boolean
}

type Taken = { id: string; data: object; createdOn: Date; retryCount: number; retryLimit: number }

type RunnerOptions = {
  /** Hears once a minute how many jobs failed for good and wait in `failedQueue`. */
  onFailed?: (count: number) => void
  countSeconds?: number
  retries?: Partial<Pick<typeof queueOptions, 'retryLimit' | 'retryDelay'>>
}

/** pg-boss: queues in the shop's own database, so that a job and the row it is about are committed together. */
export function createJobRunner(
  database: Database,
  log: Log,
  queues: readonly string[],
  { onFailed, countSeconds = 60, retries = {} }: RunnerOptions = {},
): JobRunner {
  let boss: PgBoss | undefined
  let started = false
  const timers: NodeJS.Timeout[] = []
  let running = 0

  return {
    isStarted: () => started,
    async start() {
      // Read once the shop is open: nobody who looks around waits for what cron expressions take to be read.
      const { PgBoss } = await import('pg-boss')
      const opening = new PgBoss({ ...(await database.bossOptions()), useListenNotify: true, superviseIntervalSeconds: 60 })
      boss = opening
      opening.on('error', (error) => log.error({ error }, 'job queue trouble'))
      await opening.start()
      await openQueues(opening)
      started = true
      await tellOfFailed(opening)
    },
    async send(ctx, queue, data) {
      // The process listens a little sooner than its queues are open: who asks then may ask again.
      if (!boss || !started) throw requestProblem('unavailable', { headers: { 'retry-after': '2' } })
      await boss.send(queue, data, { id: newId(), db: asExecutor(ctx.db) })
    },
    async work(jobs, listeners, context) {
      if (!boss) throw new Error('The job queue is not started')
      await boss.work(eventsQueue, taking(1, eventsAtOnce), async (batch: Taken[]) => {
        const taken = inOrder(batch)
        const failures = await tellListeners(
          listeners,
          context(eventsQueue),
          taken.map(({ data }) => data as Happened),
          log,
        )
        return Promise.all(
          taken.map((job) =>
            settled(eventsQueue, job, async (event) => {
              const failure = failures.get(event as Happened)
              if (failure) throw failure
            }),
          ),
        )
      })
      for (const job of jobs) {
        if (job.everySeconds) {
          timers.push(every(job.everySeconds, job.name, () => job.run(context(job.name), {} as never)))
          continue
        }
        // Jobs of one kind know nothing of each other, so one that waits for the network holds up none beside it.
        await boss.work(job.name, taking(2), (batch: Taken[]) =>
          Promise.all(batch.map((taken) => settled(job.name, taken, (data) => job.run(context(job.name), data as never)))),
        )
        if (job.schedule) await boss.schedule(job.name, job.schedule, {}, { tz: 'UTC' })
      }
    },
    async retryFailed() {
      if (!boss || !started) throw new Error('The job queue is not started')
      return boss.redrive(failedQueue)
    },
    async stop(seconds = 8) {
      for (const timer of timers) clearInterval(timer)
      const until = Date.now() + seconds * 1000
      while (running > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      await boss?.stop({ graceful: true, timeout: seconds * 1000, close: true })
      started = false
    },
  }

  async function openQueues(boss: PgBoss): Promise<void> {
    const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue as unknown as Record<string, unknown>]))
    if (!known.has(failedQueue)) await boss.createQueue(failedQueue, { retentionSeconds: 14 * 86_400 })
    const wanted = { ...queueOptions, ...retries }
    for (const name of new Set([eventsQueue, ...queues])) {
      const queue = known.get(name)
      if (queue && Object.entries(wanted).every(([option, value]) => queue[option] === value)) continue
      await (queue ? boss.updateQueue(name, wanted) : boss.createQueue(name, wanted))
      // A queue's settings are read at its first use. Were that inside a transaction, PGlite's one connection would wait for itself.
      await boss.getJobById(name, newId())
    }
  }

  /** Each job is settled by itself: one that fails does not bring the others of its batch back. */
  async function settled(
    name: string,
    { id, data, retryCount, retryLimit }: Taken,
    run: (data: object) => Promise<unknown>,
  ): Promise<JobResult> {
    try {
      await run(data)
      return { id, status: 'completed' }
    } catch (error) {
      if (retryCount < retryLimit) log.warn({ error, job: name, id }, 'a job failed and will be tried again')
      else log.error({ error, job: name, id }, `a job failed for the last time and waits in the queue ${failedQueue}`)
      return { id, status: 'failed', output: asLoggedError(error) }
    }
  }

  /** A batch is not handed over in any order, and what one transaction sent bears one time: its ids tell what came first. */
  function inOrder(batch: readonly Taken[]): Taken[] {
    return batch.toSorted((a, b) => a.createdOn.getTime() - b.createdOn.getTime() || (a.id < b.id ? -1 : 1))
  }

  /** Counts what failed for good, now and again: also what died with its process, which no `catch` sees. */
  async function tellOfFailed(boss: PgBoss): Promise<void> {
    let before = 0
    const count = async () => {
      const { total, destinations } = await boss.previewRedrive(failedQueue)
      onFailed?.(total)
      if (total > before) log.error({ jobs: total, from: destinations }, 'jobs failed for good and wait for somebody to look')
      before = total
    }
    await count().catch((error: unknown) => log.error({ error }, 'the failed jobs could not be counted'))
    timers.push(every(countSeconds, 'count-failed', count))
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
