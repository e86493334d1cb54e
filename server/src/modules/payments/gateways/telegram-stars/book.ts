import type { TelegramApi } from '../../../../platform/telegram/api.ts'

export type StarTransaction = { kind: 'capture' | 'refund'; id: string; amount: number; at: Date; payload: string }

type TheirTransaction = { id: string; amount: number; date: number; source?: Partner; receiver?: Partner }
type Partner = { type: string; invoice_payload?: string }

const pageLength = 100

/**
 * The bot's Star transactions (core.telegram.org/bots/api#getstartransactions): oldest first, only ever longer. What was
 * read stays read, so each look asks only for what is new. When the last one read is not where it was, it is another
 * book, and is read from its beginning.
 */
export function starsBook(telegram: TelegramApi) {
  let read: TheirTransaction[] = []
  let reading: Promise<void> | undefined

  async function page(offset: number): Promise<TheirTransaction[]> {
    const { transactions } = await telegram.call<{ transactions: TheirTransaction[] }>('getStarTransactions', { offset, limit: pageLength })
    return transactions
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const last = read.at(-1)
      const next = await page(Math.max(0, read.length - 1))
      if (last && (next[0]?.id !== last.id || next[0].date !== last.date)) {
        read = []
        continue
      }
      read = [...read, ...(last ? next.slice(1) : next)]
      if (next.length < pageLength) return
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

  return {
    async of(payload: string): Promise<StarTransaction[]> {
      await refresh()
      return read.map(asOurs).filter((each) => each?.payload === payload) as StarTransaction[]
    },
    async since(since: Date): Promise<StarTransaction[]> {
      await refresh()
      return read.map(asOurs).filter((each) => each !== undefined && each.at >= since) as StarTransaction[]
    },
  }
}

/** A refund carries the id of its charge, with the person as receiver. What is no payment for an invoice is not ours. */
function asOurs({ id, amount, date, source, receiver }: TheirTransaction): StarTransaction | undefined {
  const payload = (source ?? receiver)?.invoice_payload
  if (payload === undefined) return undefined
  return { kind: source ? 'capture' : 'refund', id, amount, at: new Date(date * 1000), payload }
}
