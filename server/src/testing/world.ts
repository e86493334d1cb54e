import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from 'shared/locale'
import type { Surface } from 'shared/payments'
import type { Role } from 'shared/permissions'
import { createApp } from '../app.ts'
import { parseConfig } from '../config.ts'
import { systemContext, type Context, type CustomerContext, type World } from '../context.ts'
import { allJobs, allListeners } from '../modules.ts'
import { sessions } from '../modules/auth/tables.ts'
import { users, type UserRow } from '../modules/users/tables.ts'
import { hashOf } from '../platform/crypto.ts'
import type { Database } from '../platform/db.ts'
import { checkAnswers } from '../platform/http/answers.ts'
import { newId, newSecret } from '../platform/ids.ts'
import { eventsQueue, tellListeners, type Happened, type JobSender } from '../platform/jobs.ts'
import { createLog } from '../platform/log.ts'
import { createWorld } from '../world.ts'
import { openTestDatabase } from './database.ts'

checkAnswers(true)

export type Person = {
  user: UserRow
  token: string
  ctx: CustomerContext
  /** Speaks to the app over HTTP as this person. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

export type TestWorld = Awaited<ReturnType<typeof createTestWorld>>

/** A whole shop of a test file's own: empty database, still clock, jobs that run when told to. Close it after all tests. */
export async function createTestWorld({ environment = {} as Record<string, string>, now = new Date('2026-11-22T09:00:00Z') } = {}) {
  const database: Database = await openTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'duka-world-'))
  const config = parseConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    STRIPE_API_URL: 'https://api.stripe.com',
    PAYPAL_API_URL: 'https://api-m.sandbox.paypal.com',
    MPESA_API_URL: 'https://sandbox.safaricom.co.ke',
    MTN_MOMO_API_URL: 'https://sandbox.momodeveloper.mtn.com',
    TELEGRAM_API_URL: 'https://api.telegram.org',
    TONCENTER_URL: 'https://testnet.toncenter.com',
    FRANKFURTER_URL: 'https://api.frankfurter.dev',
    EXCHANGE_RATE_API_URL: 'https://open.er-api.com',
    COINBASE_URL: 'https://api.coinbase.com',
    KRAKEN_URL: 'https://api.kraken.com',
    BITCOIN_ESPLORA_URL: 'https://blockstream.info/testnet/api',
    ETHEREUM_RPC_URL: 'https://ethereum-rpc.publicnode.com',
    ...environment,
  })
  const logged: string[] = []
  const clock = {
    at: now,
    now: () => new Date(clock.at),
    advance(seconds: number) {
      clock.at = new Date(clock.at.getTime() + seconds * 1000)
    },
  }
  const queue: { queue: string; data: object }[] = []
  const jobs: JobSender = {
    send(ctx, name, data) {
      const add = () => {
        // As a real queue would: only what survives JSON.
        queue.push({ queue: name, data: JSON.parse(JSON.stringify(data)) as object })
      }
      if (ctx.afterCommit) ctx.afterCommit.push(add)
      else add()
      return Promise.resolve()
    },
  }
  const world: World = createWorld({
    config,
    log: createLog(environment['LOG_LEVEL'] ?? 'silent', { write: (line) => void logged.push(line) }),
    db: database.db,
    listen: database.listen,
    jobs,
    clock,
  })
  const app = createApp({ world })
  const system: Context = systemContext(world, 'test')

  return {
    ...world,
    world,
    database,
    app,
    clock,
    logged,
    system,
    /** What waits to be done, oldest first. */
    queue,
    /** Runs what was sent, and what that sends, until nothing is left. */
    async drain(): Promise<void> {
      for (let next = queue.shift(), steps = 0; next; next = queue.shift(), steps += 1) {
        if (steps > 10_000) throw new Error('Jobs never end')
        const { data } = next
        if (next.queue === eventsQueue) {
          const events = [data as Happened]
          while (queue[0]?.queue === eventsQueue) events.push(queue.shift()?.data as Happened)
          const failures = await tellListeners(allListeners, systemContext(world, eventsQueue), events, world.log)
          for (const failure of failures.values()) throw failure
        } else await allJobs.find((job) => job.name === next?.queue)?.run(systemContext(world, next.queue), data as never)
      }
    },
    /** Runs a job by name now, as its schedule would. */
    async run(name: string, data: object = {}): Promise<void> {
      const job = allJobs.find((each) => each.name === name)
      if (!job) throw new Error(`No job is called ${name}`)
      await job.run(systemContext(world, name), data as never)
    },
    request: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => send(app, method, path, body, headers),
    /** Mints somebody new, signed in. */
    async person({
      role = 'customer' as Role,
      language = 'en' as Language,
      firstName = 'Amina',
      surface = 'mini_app' as Surface,
    } = {}): Promise<Person> {
      const at = clock.now()
      const [user] = await database.db
        .insert(users)
        .values({
          id: newId(),
          telegramId: newTelegramId(),
          firstName,
          role,
          language,
          timeZone: 'Africa/Nairobi',
          country: 'KE',
          currency: config.shop.currency,
          writeAccess: 'allowed',
          createdAt: at,
          lastSeenAt: at,
        })
        .returning()
      if (!user) throw new Error('No user was made')
      const token = newSecret()
      const [sessionId, launch] = [newId(), newId()]
      await database.db.insert(sessions).values({
        id: sessionId,
        userId: user.id,
        tokenHash: hashOf(token),
        launch,
        surface,
        authDate: at,
        createdAt: at,
        lastSeenAt: at,
        expiresAt: new Date(at.getTime() + 365 * 86_400_000),
      })
      const ctx: CustomerContext = {
        ...world,
        actor: {
          kind: 'user',
          userId: user.id,
          telegramId: user.telegramId,
          sessionId,
          launch,
          surface,
          role,
          language,
          name: firstName,
          authDate: at,
          signedInAt: at,
        },
      }
      return {
        user,
        token,
        ctx,
        request: (method, path, body, headers = {}) => send(app, method, path, body, { authorization: `Bearer ${token}`, ...headers }),
      }
    },
    async close(): Promise<void> {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

let telegramIds = 500_000
function newTelegramId(): number {
  telegramIds += 1
  return telegramIds
}

/** @param path under /api/v1 unless it begins with // */
async function send(
  app: ReturnType<typeof createApp>,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Response> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
  return app.request(path.startsWith('//') ? path.slice(1) : `/api/v1${path}`, {
    method,
    headers: { ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isRaw ? (body as RequestInit['body']) : JSON.stringify(body) }),
  })
}
