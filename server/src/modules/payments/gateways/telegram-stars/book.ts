import { later, type Clock } from '../../../../platform/clock.ts'
import type { TelegramApi } from '../../../../platform/telegram/api.ts'

export type StarTransaction = {
  kind: 'capture' | 'refund'
  /** The charge; a refund carries the id of the charge it undoes. */
  id: string
  amount: number
  at: Date
  payload: string
  /** Telegram's id of who paid, or was paid back. */
  personId: number | undefined
}

export type TheirTransaction = { id: string; amount: number; date: number; source?: Partner; receiver?: Partner }
type Partner = { type: string; invoice_payload?: string; user?: { id: number } }

/** The most `getStarTransactions` gives at once (core.telegram.org/bots/api#getstartransactions). */
const pageLength = 100
/** How much of the past is kept: what is open, and what the weekly gap scan looks back on, with a day to spare. */
const keptDays = 9
/** How far Telegram's clock may be from ours. */
const skewSeconds = 300

/**
 * The bot's Star transactions, which Telegram tells from the oldest on, by their place in the book. The last days of it
 * are kept in memory, so each look asks only for what is new; where they begin is found by halving, not by reading. What
 * is asked of an older time is read on demand and not kept. When the last one read is not where it was, it is another
 * book, and is read anew.
 */
export function starsBook(telegram: TelegramApi, clock: Clock) {
  let kept: StarTransaction[] = []
  let byPayload = new Map<string, StarTransaction[]>()
  let last: { transaction: TheirTransaction; place: number } | undefined
  let reading: Promise<void> | undefined

  async function page(offset: number): Promise<TheirTransaction[]> {
    const { transactions } = await telegram.call<{ transactions: TheirTransaction[] }>('getStarTransactions', { offset, limit: pageLength })
    return transactions
  }

  /** The place of the first transaction since then, or of the end: doubling, then halving, a page at a time. */
  async function placeOf(since: Date): Promise<number> {
    const isSince = ({ date }: TheirTransaction) => date * 1000 >= since.getTime()
    const reaches = (found: TheirTransaction[]) => found.length < pageLength || found.some(isSince)
    let before = -1
    let at = 0
    let found = await page(0)
    while (!reaches(found)) {
      before = at
      at = at === 0 ? 1 : at * 2
      found = await page(at * pageLength)
    }
    while (at - before > 1) {
      const middle = Math.floor((before + at) / 2)
      const tried = await page(middle * pageLength)
      if (reaches(tried)) [at, found] = [middle, tried]
      else before = middle
    }
    const within = found.findIndex(isSince)
    return at * pageLength + (within < 0 ? found.length : within)
  }

  async function readOn(): Promise<void> {
    const from = keptFrom()
    forgetBefore(from)
    for (;;) {
      // One further back than needed: it marks the place even when nothing is new.
      const place = last ? last.place : Math.max(0, (await placeOf(from)) - 1)
      const found = await page(place)
      if (last && (found[0]?.id !== last.transaction.id || found[0].date !== last.transaction.date)) {
        last = undefined
        kept = []
        byPayload = new Map()
        continue
      }
      for (const transaction of last ? found.slice(1) : found) keep(asOurs(transaction), from)
      const newest = found.at(-1)
      if (newest) last = { transaction: newest, place: place + found.length - 1 }
      if (found.length < pageLength) return
    }
  }

  const keptFrom = () => later(clock.now(), -keptDays * 86_400)

  function keep(transaction: StarTransaction | undefined, from: Date): void {
    if (!transaction || transaction.at < from) return
    kept.push(transaction)
    byPayload.set(transaction.payload, [...(byPayload.get(transaction.payload) ?? []), transaction])
  }

  function forgetBefore(from: Date): void {
    const first = kept.findIndex(({ at }) => at >= from)
    const old = kept.splice(0, first < 0 ? kept.length : first)
    for (const { payload } of old) {
      const left = byPayload.get(payload)?.filter(({ at }) => at >= from) ?? []
      if (left.length > 0) byPayload.set(payload, left)
      else byPayload.delete(payload)
    }
  }

  /** Several who ask at once share one reading, begun after the first of them asked. */
  async function refresh(): Promise<void> {
    await reading?.catch(() => undefined)
    reading ??= readOn().finally(() => {
      reading = undefined
    })
    await reading
  }

  /** From a time that is not kept: page by page, nothing of it stays. */
  async function* read(since: Date): AsyncIterable<StarTransaction[]> {
    for (let place = await placeOf(since); ; place += pageLength) {
      const found = await page(place)
      yield found.map(asOurs).filter((each) => each !== undefined)
      if (found.length < pageLength) return
    }
  }

  return {
    /** What became of one invoice since it was made. Undefined: as far back as is kept. */
    async of(payload: string, madeAt?: Date): Promise<readonly StarTransaction[]> {
      const since = madeAt && later(madeAt, -skewSeconds)
      if (since && since < keptFrom()) {
        const found: StarTransaction[] = []
        for await (const some of read(since)) found.push(...some.filter((each) => each.payload === payload))
        return found
      }
      await refresh()
      return byPayload.get(payload) ?? []
    },
    async *since(since: Date): AsyncIterable<readonly StarTransaction[]> {
      if (since < keptFrom()) return yield* read(since)
      await refresh()
      const found = kept.filter(({ at }) => at >= since)
      for (let at = 0; at < found.length; at += pageLength) yield found.slice(at, at + pageLength)
    },
    /** All of the book as Telegram writes it, also what no customer had a part in. */
    async *whole(since: Date): AsyncIterable<readonly TheirTransaction[]> {
      for (let place = await placeOf(since); ; place += pageLength) {
        const found = await page(place)
        yield found
        if (found.length < pageLength) return
      }
    },
  }
}

/** What is no payment for an invoice is not ours. */
function asOurs({ id, amount, date, source, receiver }: TheirTransaction): StarTransaction | undefined {
  const partner = source ?? receiver
  if (partner?.invoice_payload === undefined) return undefined
  return {
    kind: source ? 'capture' : 'refund',
    id,
    amount,
    at: new Date(date * 1000),
    payload: partner.invoice_payload,
    personId: partner.user?.id,
  }
}
