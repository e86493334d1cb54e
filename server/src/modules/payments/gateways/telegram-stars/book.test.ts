import { describe, expect, it } from 'vitest'
import type { TelegramApi } from '../../../../platform/telegram/api.ts'
import { starsBook } from './book.ts'

const day = 86_400
const now = Date.parse('2026-11-22T09:00:00Z') / 1000

/** Telegram with these transactions, counting what it is asked. */
function telegramWith(count: number, dateOf: (index: number) => number) {
  const transactions = Array.from({ length: count }, (_, index) => one(`tx${index}`, dateOf(index)))
  const asked: number[] = []
  const telegram: TelegramApi = {
    call(_method, { offset, limit }) {
      asked.push(Number(offset))
      return Promise.resolve({ transactions: transactions.slice(Number(offset), Number(offset) + Number(limit)) } as never)
    },
  }
  const clock = { at: now, now: () => new Date(clock.at * 1000) }
  return { transactions, asked, clock, book: starsBook(telegram, clock) }
}

function one(id: string, date: number) {
  return { id, amount: 5, date, source: { type: 'user', user: { id: 7 }, invoice_payload: `of ${id}` } }
}

const idsOf = async (found: AsyncIterable<readonly { id: string }[]>) => (await Array.fromAsync(found)).flat().map((each) => each.id)

describe('the book of Stars', () => {
  it('finds where the last days begin without reading what came before', async () => {
    // A year of 50,000 sales, oldest first: five hundred pages.
    const { book, asked } = telegramWith(50_000, (index) => now - 365 * day + Math.floor((index / 50_000) * 365 * day))
    expect(await book.of('of tx49999')).toMatchObject([{ kind: 'capture', id: 'tx49999', personId: 7 }])
    // Nine days of them are thirteen pages; the rest was halving.
    expect(asked.length).toBeLessThan(13 + 25)
    asked.length = 0
    await book.of('of tx49998')
    expect(asked).toHaveLength(1)
  })

  it.each([0, 1, 99, 100, 101, 199, 200, 201, 350])('misses none of %i, whatever lies before', async (old) => {
    const { book } = telegramWith(old + 230, (index) => (index < old ? now - 30 * day : now - 60))
    expect(await idsOf(book.since(new Date((now - day) * 1000)))).toEqual(Array.from({ length: 230 }, (_, index) => `tx${old + index}`))
  })

  it('forgets what is long past, and reads it on demand when it is asked of after all', async () => {
    const { book, asked, clock, transactions } = telegramWith(120, () => now)
    const madeAt = new Date(now * 1000)
    expect(await book.of('of tx5', madeAt)).toHaveLength(1)
    clock.at += 10 * day
    transactions.push(one('tx120', clock.at))
    expect(await book.of('of tx5')).toEqual([])
    expect(await book.of('of tx120')).toHaveLength(1)
    asked.length = 0
    expect(await book.of('of tx5', madeAt)).toHaveLength(1)
    expect(asked.length).toBeGreaterThan(1)
    expect(await idsOf(book.since(madeAt))).toHaveLength(121)
  })

  it('is read anew when it is another one', async () => {
    const { book, transactions } = telegramWith(150, () => now)
    await book.of('of tx1')
    transactions.splice(0, 150, one('other', now))
    expect(await book.of('of other')).toHaveLength(1)
    expect(await book.of('of tx1')).toEqual([])
  })

  it('sees what comes after an empty beginning', async () => {
    const { book, transactions } = telegramWith(0, () => now)
    expect(await book.of('of first')).toEqual([])
    transactions.push(one('first', now))
    expect(await book.of('of first')).toHaveLength(1)
  })
})
