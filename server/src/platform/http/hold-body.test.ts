import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { createLog } from '../log.ts'
import { asProblemResponse } from './errors.ts'
import { createBodyRoom, holdBody } from './hold-body.ts'
import type { AppEnv } from './env.ts'

const kb = 1024
const log = createLog('silent')

function holding({ perNetwork = 1_000 * kb, together = 1_000 * kb, seconds = 5 } = {}) {
  const app = new Hono<AppEnv>()
  app.onError((error, c) => asProblemResponse(error, c, log, 'id'))
  const room = createBodyRoom({ perNetwork, together })
  app.use(holdBody({ mostBytes: 100 * kb, seconds, room, networkOf: (c) => c.req.header('x-from') ?? '' }))
  app.post('/', async (c) => c.text(String((await c.req.text()).length)))
  const post = (body: ReadableStream | string, from = 'a', headers = {}) =>
    app.request('/', { method: 'POST', body, headers: { 'x-from': from, ...headers }, duplex: 'half' } as RequestInit)
  return { post }
}

/** A body of which so much comes, and the rest when it is let. */
function slow(bytes: number) {
  let end = () => {}
  const isThere = Promise.withResolvers<void>()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(bytes))
      end = () => controller.close()
    },
    // Asked for more: what there was is held.
    pull: () => isThere.resolve(),
  })
  return { body, end: () => end(), isThere: isThere.promise }
}

const answerOf = async (response: Response | Promise<Response>) => {
  const { status } = await response
  const text = await (await response).text()
  return status === 200 ? text : [status, (JSON.parse(text) as { code: string }).code]
}

describe('a body that is held before anybody knows whose it is', () => {
  it('comes whole to who reads it, in how many pieces it may come', async () => {
    const { post } = holding()
    let left = 90
    const pieces = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(kb)) : controller.close()),
    })
    expect(await answerOf(post(pieces))).toBe(String(90 * kb))
  })

  it('is refused above its bound, told or counted', async () => {
    const { post } = holding()
    expect(await answerOf(post('x'.repeat(101 * kb)))).toEqual([413, 'request/too-large'])
    expect(await answerOf(post('x', 'a', { 'content-length': String(101 * kb) }))).toEqual([413, 'request/too-large'])
    expect(await answerOf(post('x'.repeat(101 * kb), 'a', { 'content-length': '1', 'transfer-encoding': 'chunked' }))).toEqual([
      413,
      'request/too-large',
    ])
  })

  it.each([
    ['one network', { perNetwork: 120 * kb }, 'a', [429, 'request/too-many']],
    ['all together', { together: 120 * kb }, 'b', [503, 'request/unavailable']],
  ])('has only so much room for %s, which comes free when it is over', async (_, bounds, next, refused) => {
    const { post } = holding(bounds)
    const first = slow(90 * kb)
    const answered = post(first.body)
    await first.isThere
    expect(await answerOf(post('x'.repeat(90 * kb), next))).toEqual(refused)
    // Small ones need none.
    expect(await answerOf(post('x'.repeat(10 * kb), next))).toBe(String(10 * kb))
    first.end()
    expect(await answerOf(answered)).toBe(String(90 * kb))
    expect(await answerOf(post('x'.repeat(90 * kb), next))).toBe(String(90 * kb))
  })

  it('is let go when it takes too long', async () => {
    const { post } = holding({ perNetwork: 80 * kb, seconds: 0.02 })
    expect(await answerOf(post(slow(90 * kb).body))).toEqual([400, 'request/malformed'])
    expect(await answerOf(post('x'.repeat(90 * kb)))).toBe(String(90 * kb))
  })
})
