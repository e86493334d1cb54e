import { later, type Clock } from '../../../../platform/clock.ts'
import type { Toncenter, Transaction } from './client.ts'
import { asCoinDeposit, asJettonDeposit, isFinal, type Deposit } from './mapping.ts'

/** The most toncenter gives at once. */
const pageLength = 1_000
/** How much of the past is kept: what is open, with room to spare. */
const keptSeconds = 2 * 3_600
/** How far back each look begins, so that what came late into the index is not missed. */
const overlapSeconds = 60
/** How far the chain's clock may be from ours. */
const skewSeconds = 120

/**
 * What came to one account. The last two hours are kept in memory, so that however many payments are watched at once the
 * chain is asked once; what is asked of an older time is read on demand and not kept.
 */
export function accountBook({
  client,
  clock,
  account,
  isJetton,
}: {
  client: Toncenter
  clock: Clock
  account: () => Promise<string>
  /** Whether it is the account of a jetton, or TON’s own. */
  isJetton: boolean
}) {
  const asDeposit = isJetton ? asJettonDeposit : asCoinDeposit
  const kept = new Map<string, Deposit>()
  let readUntil: Date | undefined
  let reading: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function* pages(since: Date): AsyncIterable<Transaction[]> {
    const address = await account()
    for (let offset = 0; ; offset += pageLength) {
      const found = await client.transactions({ account: address, since, offset, limit: pageLength })
      yield found
      if (found.length < pageLength) return
    }
  }

  async function readOn(): Promise<void> {
    const now = clock.now()
    const keptFrom = later(now, -keptSeconds)
    for (const [hash, { at }] of kept) if (at < keptFrom) kept.delete(hash)
    const newest = readUntil && readUntil > keptFrom ? readUntil : keptFrom
    for await (const page of pages(later(newest, -overlapSeconds))) {
      for (const transaction of page) {
        const deposit = asDeposit(transaction)
        if (deposit && deposit.at >= keptFrom) kept.set(deposit.hash, deposit)
        // What is not final yet is read again, and nothing of an account is final before what came earlier.
        if (!isFinal(transaction)) continue
        const at = new Date(Math.min(transaction.now * 1000, now.getTime()))
        if (!readUntil || at > readUntil) readUntil = at
      }
    }
  }

  /** Several who ask at once share one reading, begun after the last of them asked. */
  function refresh(): Promise<void> {
    next ??= (reading ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        next = undefined
        reading = readOn().finally(() => {
          reading = undefined
        })
        return reading
      })
    return next
  }

  return {
    /** All that came since then, in the chain's order. */
    async since(since: Date): Promise<Deposit[]> {
      const from = later(since, -skewSeconds)
      if (from >= later(clock.now(), -keptSeconds)) {
        await refresh()
        return [...kept.values()].filter(({ at }) => at >= from).toSorted(byOrder)
      }
      const found: Deposit[] = []
      for await (const page of pages(from)) found.push(...page.map(asDeposit).filter((each) => each !== undefined))
      return found.toSorted(byOrder)
    },

    async *pagesSince(since: Date): AsyncIterable<Deposit[]> {
      for await (const page of pages(since))
        yield page
          .map(asDeposit)
          .filter((each) => each !== undefined)
          .toSorted(byOrder)
    },
  }
}

/** An account's transactions are in the order of their logical time; the hash only parts what nothing should. */
const byOrder = (a: Deposit, b: Deposit): number => (a.lt === b.lt ? a.hash.localeCompare(b.hash) : a.lt < b.lt ? -1 : 1)
