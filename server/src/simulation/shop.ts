import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../app.ts'
import { parseConfig } from '../config.ts'
import { systemContext, type World } from '../context.ts'
import { seedErrors } from '../modules/payments/index.ts'
import { refreshRates } from '../modules/fx/refresh-rates.ts'
import { seedShipping } from '../modules/shipping/index.ts'
import { createLog } from '../platform/log.ts'
import { createSandboxWorld, type SandboxWorld } from '../sandbox/world.ts'
import { createWorld } from '../world.ts'
import type { Chance } from './chance.ts'
import { openSimulatedDatabase } from './database.ts'
import { createSchedule, jobSender, openQueue, workOn } from './job-queue.ts'
import { createLife, Killed, type Life } from './life.ts'
import { connectOutside, whose } from './outside.ts'
import { bendTime, simulatedClock } from './simulated-time.ts'

export const ownerTelegramId = 900_001

/** The caller hears nothing more: whoever was to answer is dead. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost'
}

/** One process of the shop: its own memory, and the database and the world outside it shares with the other. */
type ShopProcess = {
  life: Life
  world: World
  app: ReturnType<typeof createApp>
  runDue: ReturnType<typeof createSchedule>
  close(): Promise<void>
}

export type Shop = Awaited<ReturnType<typeof openShop>>

const began = Date.parse('2026-11-22T09:00:00Z')

/** A whole shop of two processes, the world outside, and one time, all in this one process. Close it. */
export async function openShop({ seed, chance, databaseUrl }: { seed: number; chance: Chance; databaseUrl?: string | undefined }) {
  const database = await openSimulatedDatabase(databaseUrl)
  const dataDir = await mkdtemp(join(tmpdir(), 'duka-simulation-'))
  const config = parseConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    OWNER_TELEGRAM_IDS: String(ownerTelegramId),
    REQUESTS_PER_MINUTE: '0',
    WRITES_PER_MINUTE: '0',
    ALLOW_NON_TON_COINS_IN_TELEGRAM: 'true',
    // Small sums need two confirmations and most need six, so that there is something to undo before it counts.
    BITCOIN_SMALL_SATS: '0',
    BITCOIN_MEDIUM_SATS: '20000',
  })
  const clock = simulatedClock(began)
  const straightenTime = bendTime(clock)
  /** What must never happen, noticed where it happened. */
  const faults: string[] = []
  const sandbox: SandboxWorld = createSandboxWorld({
    botToken: config.telegram.botToken,
    botUsername: config.telegram.botUsername,
    seed,
    clock,
    webhooksUrl: 'http://shop.test/api/v1/webhooks',
    outgoing: (request) => ask(request),
  })
  const disconnect = connectOutside(sandbox, `http://127.0.0.1:${config.sandbox?.port}/`)
  await openQueue(database.own.db)

  const shopClock = { now: () => clock.date() }
  async function start(): Promise<ShopProcess> {
    const life = createLife()
    const opened = await database.open(life)
    const log = createLog('error', { write: (line) => noteError(life, line) })
    const world = createWorld({ config, log, db: opened.db, listen: opened.listen, jobs: jobSender(shopClock), clock: shopClock })
    return { life, world, app: createApp({ world }), runDue: createSchedule(clock.date()), close: opened.close }
  }

  /** An error that a live process logs about a request or a job is a fault of ours, unless the world outside is to blame. */
  function noteError(life: Life, line: string): void {
    if (life.isOver() || line.includes('Killed')) return
    errors.push(line.slice(0, 2_000))
  }
  const errors: string[] = []

  const processes: [ShopProcess, ShopProcess] = [await start(), await start()]
  await whose.run(processes[0].life, async () => {
    const system = systemContext(processes[0].world, 'seed')
    await seedShipping(system)
    await seedErrors(system)
    await refreshRates(system)
  })

  /** The one that is told to, started anew when it is dead. */
  async function alive(index: number): Promise<ShopProcess> {
    const slot = index === 0 ? 0 : 1
    const found = processes[slot]
    if (!found.life.isOver()) return found
    await found.close()
    return (processes[slot] = await start())
  }

  /** Sends a request to either process. @throws ConnectionLost when it dies over it */
  async function ask(request: Request): Promise<Response> {
    const found = await alive(chance.below(2))
    const answer = await whose.run(found.life, async () => found.app.fetch(request))
    if (found.life.isOver()) {
      await answer.arrayBuffer().catch(() => undefined)
      throw new ConnectionLost()
    }
    if (answer.status >= 500 && answer.status !== 503) {
      const text = await answer.clone().text()
      faults.push(`${request.method} ${new URL(request.url).pathname} was answered ${answer.status}: ${text} ${errors.at(-1) ?? ''}`)
    }
    return answer
  }

  /** Does something of a process's own; what it leaves undone when it dies is undone. */
  async function within(index: number, work: (found: ShopProcess) => Promise<void>): Promise<void> {
    const found = await alive(index)
    try {
      await whose.run(found.life, () => work(found))
    } catch (error) {
      if (!(error instanceof Killed) && !found.life.isOver()) throw error
    }
  }

  return {
    database,
    db: database.own.db,
    config,
    clock,
    sandbox,
    faults,
    errors,
    ask,
    /** The workers of one process take what is due, at most so many batches. */
    work: (index: number, mostBatches: number) => within(index, async ({ world }) => void (await workOn(world, mostBatches))),
    /** What runs by itself in one process. */
    runDue: (index: number) =>
      within(index, ({ world, runDue, life }) =>
        runDue(world, (job, error) => {
          if (!life.isOver()) faults.push(`${job} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
        }),
      ),
    /** Kills a process now, or soon, in the middle of what it will be doing. */
    kill: (index: number) => processes[index === 0 ? 0 : 1].life.end(),
    doom: (index: number, ...death: Parameters<Life['doom']>) => processes[index === 0 ? 0 : 1].life.doom(...death),
    spareAll: () => processes.forEach(({ life }) => life.spare()),
    async close() {
      disconnect()
      straightenTime()
      sandbox.stop()
      for (const { close } of processes) await close()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
