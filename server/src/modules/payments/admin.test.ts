import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PaymentCase } from 'shared/payments.schema'
import { rowsOf } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { openCase } from './cases.ts'
import { paymentCases } from './tables.ts'

describe('staff look at cases about money', () => {
  let world: TestWorld
  let manager: Person
  beforeAll(async () => {
    world = await createTestWorld()
    manager = await world.person({ role: 'manager' })
    for (let index = 0; index < 5; index += 1) {
      await openCase(world.system, {
        kind: 'late',
        dedupeKey: `late-${index}`,
        amount: { amount: 100n, currency: 'USD' },
        about: { code: 'paid_times', facts: { times: String(index) } },
      })
      world.clock.advance(1)
    }
  })
  afterAll(() => world.close())

  const list = async (query = '') =>
    (await (await manager.request('GET', `/admin/cases${query}`)).json()) as { items: PaymentCase[]; nextCursor?: string }

  it('newest first, page by page, each once', async () => {
    const first = await list('?limit=3')
    expect(first.items.map((each) => each.facts['times'])).toEqual(['4', '3', '2'])
    const second = await list(`?limit=3&cursor=${first.nextCursor}`)
    expect(second.items.map((each) => each.facts['times'])).toEqual(['1', '0'])
    expect(second.nextCursor).toBeUndefined()
  })

  it('and the same thing noticed twice is one case', async () => {
    await openCase(world.system, { kind: 'late', dedupeKey: 'late-0', about: { code: 'came_after_end' } })
    expect((await list('?limit=50')).items).toHaveLength(5)
  })

  it('tell by a code what the catalogue has words for, and those from before in words of their own', async () => {
    const { items } = await list('?limit=1')
    expect(items[0]).toMatchObject({ code: 'paid_times', facts: { times: '4' }, detail: null, outcome: null })
    await world.db
      .update(paymentCases)
      .set({ code: null, facts: null, detail: 'Paid 2 times' })
      .where(eq(paymentCases.id, items[0]?.id ?? ''))
    expect((await list('?limit=1')).items[0]).toMatchObject({ code: null, facts: {}, detail: 'Paid 2 times' })
  })

  it('settle one, once, and are written down', async () => {
    const [first] = (await list()).items
    const answer = await manager.request('POST', `/admin/cases/${first?.id}/resolve`, { resolution: 'Sent back by bank transfer' })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ id: first?.id, resolution: 'Sent back by bank transfer' })
    expect((await list()).items.map((each) => each.id)).not.toContain(first?.id)
    expect((await list('?state=resolved')).items.map((each) => each.id)).toEqual([first?.id])
    const again = await manager.request('POST', `/admin/cases/${first?.id}/resolve`, { resolution: 'twice' })
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, 'payments/case-resolved'])
    const audited = await rowsOf<{ actor_id: string; facts: object }>(
      world.db,
      sql`select actor_id, facts from audit_entries where action = 'payments.case-resolved' and subject_id = ${first?.id}`,
    )
    // Never the words: the audit cannot be erased, and they may name a person.
    expect(audited).toEqual([{ actor_id: manager.user.id, facts: { kind: 'late', length: 26 } }])
  })

  it('not without being signed in, or without the right', async () => {
    const support = await world.person({ role: 'support' })
    const customer = await world.person()
    expect((await world.request('GET', '/admin/cases')).status).toBe(401)
    for (const person of [support, customer]) {
      expect((await person.request('GET', '/admin/cases')).status).toBe(403)
      expect((await person.request('POST', `/admin/cases/${newId()}/resolve`, { resolution: 'x' })).status).toBe(403)
    }
    expect((await world.request('POST', `/admin/cases/${newId()}/resolve`, { resolution: 'x' })).status).toBe(401)
  })

  it('not what is not there, and not in nonsense', async () => {
    expect((await manager.request('POST', `/admin/cases/${newId()}/resolve`, { resolution: 'x' })).status).toBe(404)
    for (const id of ['1', 'x', '%00'])
      expect((await manager.request('POST', `/admin/cases/${id}/resolve`, { resolution: 'x' })).status).toBe(422)
    for (const body of [null, [], 'words', {}, { resolution: '' }, { resolution: 'a\u0000' }, { resolution: 1 }]) {
      const answer = await manager.request('POST', `/admin/cases/${newId()}/resolve`, body)
      expect(answer.status >= 400 && answer.status < 500 && answer.status !== 404).toBe(true)
    }
    for (const query of [
      '?limit=0',
      '?limit=1000',
      '?state=lost',
      '?cursor=abc',
      `?cursor=${Buffer.from('["x","y"]').toString('base64url')}`,
      `?cursor=${Buffer.from(JSON.stringify(['+275760-09-13T00:00:00.000Z', newId()])).toString('base64url')}`,
      `?cursor=${Buffer.from(JSON.stringify(['0000-01-01T00:00:00.000Z', newId()])).toString('base64url')}`,
    ]) {
      expect([(await manager.request('GET', `/admin/cases${query}`)).status, query]).toEqual([422, query])
    }
  })
})
