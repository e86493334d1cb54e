import { describe, expect, it } from 'vitest'
import { createSharedAnswers } from './shared-answers.ts'

describe('answers that are shared for a moment', () => {
  const at = (seconds: number) => ({ now: () => new Date(Date.UTC(2026, 10, 22) + seconds * 1000) })
  function counting({ most = 10 } = {}) {
    const answers = createSharedAnswers<number>({ seconds: 2, most })
    let asked = 0
    const get = (key: string, seconds: number) => answers.get(key, at(seconds), () => Promise.resolve((asked += 1)))
    return { ...answers, get, asked: () => asked }
  }

  it('are asked for once by many at a time', async () => {
    const { get } = counting()
    expect(await Promise.all([get('a', 0), get('a', 0), get('b', 0), get('a', 1.9)])).toEqual([1, 1, 2, 1])
  })

  it('are asked for anew when they are old, dropped, or the clock went back', async () => {
    const { get, drop } = counting()
    expect(await get('a', 10)).toBe(1)
    expect(await get('a', 12)).toBe(2)
    drop('a')
    expect(await get('a', 12)).toBe(3)
    expect(await get('a', 11)).toBe(4)
  })

  it('are waited for however long they take, and are new from when they came', async () => {
    const answers = createSharedAnswers<number>({ seconds: 2, most: 10 })
    const asked = Promise.withResolvers<number>()
    let now = 0
    const clock = { now: () => at(now).now() }
    let questions = 0
    const get = () =>
      answers.get('a', clock, () => {
        questions += 1
        return asked.promise
      })
    const first = get()
    now = 25
    const second = get()
    asked.resolve(7)
    expect([await first, await second, questions]).toEqual([7, 7, 1])
    now = 26.9
    expect([await get(), questions]).toEqual([7, 1])
    now = 27
    expect([await get(), questions]).toEqual([7, 2])
  })

  it('fail for those who wait, and are asked for anew by the next', async () => {
    const { get: ask } = createSharedAnswers<number>({ seconds: 2, most: 10 })
    const failing = () => Promise.reject(new Error('no answer'))
    await expect(Promise.all([ask('a', at(0), failing), ask('a', at(0), failing)])).rejects.toThrow('no answer')
    expect(await ask('a', at(0), () => Promise.resolve(7))).toBe(7)
  })

  it('are no more than so many: the oldest goes', async () => {
    const { get } = counting({ most: 2 })
    for (const key of ['a', 'b', 'c']) await get(key, 0)
    expect([await get('c', 0), await get('b', 0), await get('a', 0)]).toEqual([3, 2, 4])
  })
})
