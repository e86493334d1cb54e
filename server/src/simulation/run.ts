import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { rowsOf } from '../platform/db.ts'
import { createChance } from './chance.ts'
import { findBroken } from './invariants.ts'
import { createPeople } from './people.ts'
import { openShop, type Shop } from './shop.ts'
import { drawStep, fillShelf, takeStep, tellStep, type Stage } from './steps.ts'

export type RunOptions = {
  seed: number
  steps: number
  /** Of PostgreSQL; PGlite without it. */
  databaseUrl?: string | undefined
  /** After how many steps the rules are looked at, and after how many everything is let come to rest first. */
  checkEvery?: number
  restEvery?: number
  /** Hears of each step. */
  onStep?: (line: string) => void
}

export type Report = {
  seed: number
  /** How many steps were taken. */
  taken: number
  /** What happened, one line a step. */
  log: string[]
  broken: string[]
  /** What the run came to, in one word: the same for the same seed on PGlite. */
  hash: string
  sums: Record<string, unknown>
}

/** Plays so many steps of chance, and looks whether every promise was kept. */
export async function simulate({ seed, steps, databaseUrl, checkEvery = 25, restEvery = 300, onStep }: RunOptions): Promise<Report> {
  const chance = createChance(seed)
  const shop = await openShop({ seed, chance: createChance(seed + 1), databaseUrl })
  const log: string[] = []
  let broken: string[] = []
  try {
    const people = createPeople(shop, 500)
    const stage: Stage = { shop, people, products: await fillShelf(shop, people) }
    let taken = 0
    for (; taken < steps && broken.length === 0; taken += 1) {
      const step = drawStep(chance)
      const told = await takeStep(stage, step)
      log.push(`${taken + 1}. ${tellStep(step)}: ${told}`)
      onStep?.(log.at(-1) ?? '')
      const isLast = taken + 1 === steps
      if (isLast || (taken + 1) % restEvery === 0) {
        await rest(shop)
        log.push(`${taken + 1}. rest`)
        broken = await findBroken(shop, { isQuiet: true })
      } else if ((taken + 1) % checkEvery === 0) broken = await findBroken(shop, { isQuiet: false })
    }
    const sums = await sumsOf(shop)
    return { seed, taken, log, broken, sums, hash: createHash('sha256').update(JSON.stringify(sums)).digest('hex').slice(0, 16) }
  } finally {
    await shop.close()
  }
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
/** Long enough for every schedule there is: the last asks once a day. */
const restSeconds = [
  5,
  20,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  16 * minute,
  31 * minute,
  hour,
  2 * hour,
  6 * hour,
  12 * hour,
  ...Array.from({ length: 10 }, () => day),
]

/** No more trouble, and not a word from outside: what the shop itself asks and does has to be enough. */
async function rest(shop: Shop): Promise<void> {
  shop.spareAll()
  shop.sandbox.calm()
  for (const { state, switches } of Object.values(shop.sandbox.services)) {
    switches?.({ off: true })
    for (const delivery of state.sender?.deliveries ?? []) if (delivery.state === 'waiting') delivery.state = 'dropped'
    state.sender?.held.splice(0)
  }
  for (const seconds of restSeconds) {
    shop.clock.advance(seconds)
    await shop.sandbox.settle()
    for (const index of [0, 1]) {
      await shop.runDue(index)
      await shop.work(index, 10_000)
    }
  }
  // Messages leave one a chat and second.
  for (let seconds = 0; seconds < 2_000 && (await messagesWait(shop)); seconds += 1) {
    shop.clock.advance(2)
    await shop.runDue(seconds % 2)
  }
  for (const { switches } of Object.values(shop.sandbox.services)) switches?.({ off: false })
}

async function messagesWait({ db }: Shop): Promise<boolean> {
  return (await rowsOf(db, sql`select 1 from notifications where state = 'waiting' limit 1`)).length > 0
}

/** What the run came to, without ids, secrets and times. */
async function sumsOf({ db, clock }: Shop): Promise<Record<string, unknown>> {
  const [orders, stock, ledger, cases, messages] = await Promise.all([
    rowsOf(
      db,
      sql`select o.state, o.method, o.total::text, o.captured::text, o.refunded::text, o.problem, u.telegram_id::text as person,
            (select json_agg(json_build_array(p.attempt, p.method, p.state, p.amount::text, p.captured::text, p.refunded::text) order by p.attempt)
             from payments p where p.order_id = o.id) as payments
          from orders o join users u on u.id = o.user_id order by o.placed_at, o.id`,
    ),
    rowsOf(db, sql`select v.sku, l.on_hand, l.reserved from stock_levels l join variants v on v.id = l.variant_id order by v.sku`),
    rowsOf(db, sql`select account, currency, sum(amount)::text as amount from ledger_entries group by 1, 2 order by 1, 2`),
    rowsOf(db, sql`select kind, resolved_at is null as open, count(*)::int as count from payment_cases group by 1, 2 order by 1, 2`),
    rowsOf(db, sql`select template, state, count(*)::int as count from notifications group by 1, 2 order by 1, 2`),
  ])
  return { at: clock.date().toISOString(), orders, stock, ledger, cases, messages }
}
