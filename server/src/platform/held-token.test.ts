import { describe, expect, it } from 'vitest'
import { heldToken, TokenUnavailable } from './held-token.ts'

class Refused extends Error {}

function held({ seconds = 3_600, fail = 0 } = {}) {
  let at = 0
  let fetched = 0
  const refused = new Set<string>()
  const withToken = heldToken({
    clock: { now: () => new Date(at) },
    async fetchToken() {
      fetched += 1
      if (fetched <= fail) throw new Error('nobody there')
      return { token: `t${fetched}`, seconds }
    },
    isRefused: (error) => error instanceof Refused,
  })
  const use = () =>
    withToken(async (token) => {
      if (refused.has(token)) throw new Refused()
      return token
    })
  return { use, refused, withToken, fetched: () => fetched, advance: (by: number) => (at += by * 1000) }
}

describe('a held token', () => {
  it('is asked for once, however many wait for it', async () => {
    const { use, fetched } = held()
    expect(await Promise.all([use(), use(), use()])).toEqual(['t1', 't1', 't1'])
    expect(fetched()).toBe(1)
  })

  it('is asked for anew a minute before its end', async () => {
    const { use, advance } = held({ seconds: 100 })
    expect(await use()).toBe('t1')
    advance(39)
    expect(await use()).toBe('t1')
    advance(1)
    expect(await use()).toBe('t2')
  })

  it('is replaced once when it is refused, by one for all who were', async () => {
    const { use, refused, fetched } = held()
    expect(await use()).toBe('t1')
    refused.add('t1')
    expect(await Promise.all([use(), use()])).toEqual(['t2', 't2'])
    refused.add('t2').add('t3')
    await expect(use()).rejects.toThrow(Refused)
    expect(fetched()).toBe(3)
  })

  it('does nothing twice that failed for another reason', async () => {
    const { withToken } = held()
    let done = 0
    const failing = withToken(async () => {
      done += 1
      throw new Error('out of money')
    })
    await expect(failing).rejects.toThrow('out of money')
    expect(done).toBe(1)
  })

  it('that was not given is told apart from what it was for, and asked for again by whoever comes next', async () => {
    const { use } = held({ fail: 1 })
    await expect(use()).rejects.toThrow(TokenUnavailable)
    expect(await use()).toBe('t2')
  })
})
