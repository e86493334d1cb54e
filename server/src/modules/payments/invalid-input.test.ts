import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'

describe('nonsense', () => {
  let world: TestWorld
  let manager: Person
  beforeAll(async () => {
    world = await createTestWorld()
    manager = await world.person({ role: 'manager' })
  })
  afterAll(() => world.close())

  const asBot = (path: string, body: string) =>
    world.request('POST', `/internal/bot/${path}`, body, {
      authorization: `Bearer ${world.config.telegram.botApiSecret}`,
      'content-type': 'application/json',
    })
  /** Its status and code where it is a refusal with a name; a fault of ours otherwise stands out. */
  const refusalOf = async (answer: Response) => `${answer.status} ${((await answer.json()) as { code: string }).code}`
  const refused = /^4\d\d (request|payments)\/[a-z-]+$/
  const bodies = ['null', '[]', '"x"', '1', '1e999', 'true', '{}', '{"', '', '\u0000', '[{}]', '"\\u0000"']
  const charge = { userId: 1001, payload: newId(), currency: 'XTR', totalAmount: 150, chargeId: 'stx1' }
  const wrong = [
    { userId: null },
    { userId: '1001' },
    { userId: 0 },
    { userId: 1.5 },
    { userId: 2 ** 60 },
    { payload: null },
    { payload: 1 },
    { payload: [] },
    { payload: 'a\u0000b' },
    { payload: 'x'.repeat(129) },
    { currency: 'X\u0000R' },
    { currency: '' },
    { currency: 7 },
    { totalAmount: '150' },
    { totalAmount: 1e300 },
    { totalAmount: -1 },
    { totalAmount: 0.5 },
    { totalAmount: null },
    { more: 1 },
  ]

  describe.each(['pre-checkout', 'stars-paid', 'stars-refunded'])('said by the bot to %s', (path) => {
    const good = path === 'pre-checkout' ? { ...charge, chargeId: undefined } : charge

    it('is understood when it is none', async () => {
      expect((await asBot(path, JSON.stringify(good))).status).toBe(200)
    })
    it.each(bodies)('is refused: %j', async (body) => {
      expect(await refusalOf(await asBot(path, body))).toMatch(refused)
    })
    it.each(wrong)('is refused: %j', async (change) => {
      expect(await refusalOf(await asBot(path, JSON.stringify({ ...good, ...change })))).toMatch(refused)
    })
  })

  it.each([null, '', 'a\u0000b', ' ', 7, [], 'x'.repeat(257)])('is no charge: %j', async (chargeId) => {
    for (const path of ['stars-paid', 'stars-refunded'])
      expect(await refusalOf(await asBot(path, JSON.stringify({ ...charge, chargeId })))).toMatch(refused)
  })

  it.each(bodies)('is no call of a gateway: %j', async (body) => {
    for (const signature of ['', 't=9,v1=0', 't=9'.repeat(999)])
      expect(await refusalOf(await world.request('POST', '/webhooks/stripe', body, { 'stripe-signature': signature }))).toMatch(refused)
  })
  it.each(['x', '%00', '__proto__', 'constructor', '1e999', '-1', 'x'.repeat(5_000)])('is no gateway: %s', async (name) => {
    expect(await refusalOf(await world.request('POST', `/webhooks/${name}`, '{}'))).toMatch(refused)
  })

  it.each(['limit=0', 'limit=1e999', 'limit=x', 'limit=', 'limit=-1', 'limit=1.5', 'limit=%00', 'state=', 'state=%00', 'state=all'])(
    'is no question for cases: %s',
    async (query) => {
      expect(await refusalOf(await manager.request('GET', `/admin/cases?${query}`))).toMatch(refused)
    },
  )

  const asCursor = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url')
  const at = '2026-11-22T09:00:00Z'
  const notOurs = [
    null,
    [],
    {},
    'x',
    1,
    [1, 2],
    ['\u0000', newId()],
    [at, 'x'],
    [at, '\u0000'],
    [1e300, newId()],
    ['-000001-01-01', newId()],
  ]
  it.each(['x', '%00', '[]', 'x'.repeat(301), ...notOurs.map(asCursor)])('is no place in the list of cases: %s', async (cursor) => {
    expect(await refusalOf(await manager.request('GET', `/admin/cases?cursor=${cursor}`))).toMatch(refused)
  })

  it.each(['1', 'x', '%00', '-1', '1e999', `${newId()}0`, "'%20or%201=1"])('is no case: %s', async (id) => {
    expect(await refusalOf(await manager.request('POST', `/admin/cases/${id}/resolve`, { resolution: 'x' }))).toMatch(refused)
  })
  it.each([...bodies, ...[null, 1, [], '', 'a\u0000b', ' ', 'x'.repeat(301)].map((resolution) => JSON.stringify({ resolution }))])(
    'settles no case: %s',
    async (body) => {
      const answer = await manager.request('POST', `/admin/cases/${newId()}/resolve`, body, { 'content-type': 'application/json' })
      expect(await refusalOf(answer)).toMatch(/^4(?!04)\d\d request\/[a-z-]+$/)
    },
  )
})
