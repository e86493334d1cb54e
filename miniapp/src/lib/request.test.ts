import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { giveCredentials, isUnreachable, Problem, request, speak } from './request.ts'

const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
const headersOf = (call: number) => new Headers(fetched.mock.calls[call]?.[1].headers)
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error as Problem,
  )

beforeEach(() => {
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  vi.unstubAllGlobals()
  giveCredentials({ token: async () => undefined, renew: async () => undefined })
})

describe('asking the server', () => {
  it('waits for signing in and sends the token and the language', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    giveCredentials({ token: () => promise, renew: async () => undefined })
    speak('sw')
    fetched.mockResolvedValue(json({}))
    const answer = request('/api/v1/cart')
    await Promise.resolve()
    expect(fetched).not.toHaveBeenCalled()
    resolve('secret')
    await answer
    expect(headersOf(0).get('authorization')).toBe('Bearer secret')
    expect(headersOf(0).get('accept-language')).toBe('sw')
  })

  it('does not make the catalogue wait for signing in', async () => {
    giveCredentials({ token: () => new Promise(() => undefined), renew: async () => undefined })
    fetched.mockResolvedValue(json({}))
    await request('/api/v1/catalog/home?lang=en')
    expect(headersOf(0).has('authorization')).toBe(false)
  })

  it('signs in once more when the token is no good, and asks again', async () => {
    giveCredentials({ token: async () => 'old', renew: async () => 'new' })
    fetched.mockResolvedValueOnce(json({ code: 'auth/signed-out' }, 401)).mockResolvedValueOnce(json({ fine: true }))
    expect(await (await request('/api/v1/me')).json()).toEqual({ fine: true })
    expect(headersOf(1).get('authorization')).toBe('Bearer new')
  })

  it('gives up after one new sign-in', async () => {
    giveCredentials({ token: async () => 'old', renew: async () => 'new' })
    fetched.mockImplementation(async () => json({ code: 'auth/signed-out' }, 401))
    const error = await failure(request('/api/v1/me'))
    expect(error.code).toBe('auth/signed-out')
    expect(fetched).toHaveBeenCalledTimes(2)
  })

  it('throws what the server refused with its code and facts', async () => {
    fetched.mockResolvedValue(json({ type: 'x', title: 'Too many', status: 409, code: 'cart/too-many', facts: { available: 2 } }, 409))
    const error = await failure(request('/api/v1/cart'))
    expect(error).toBeInstanceOf(Problem)
    expect(error).toMatchObject({ code: 'cart/too-many', status: 409, facts: { available: 2 } })
    expect(isUnreachable(error)).toBe(false)
  })

  it('has a code even for an answer that is no problem document', async () => {
    fetched.mockResolvedValue(new Response('<html>', { status: 502 }))
    expect(await failure(request('/api/v1/cart'))).toMatchObject({ code: 'server/unavailable', status: 502 })
  })

  it('says that it was offline when no answer came', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'))
    const error = await failure(request('/api/v1/cart'))
    expect(error.code).toBe('network/offline')
    expect(isUnreachable(error)).toBe(true)
  })

  it('lets an abort through as it is, so that a query that is gone shows no error', async () => {
    const controller = new AbortController()
    fetched.mockImplementation(async () => {
      controller.abort()
      throw controller.signal.reason
    })
    const error = await failure(request('/api/v1/catalog/home', { signal: controller.signal }))
    expect(error).not.toBeInstanceOf(Problem)
  })
})
