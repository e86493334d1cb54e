import { afterEach, expect, it } from 'vitest'
import type { AdminOrder } from 'shared/orders.schema'
import { draw } from '../../../ui/testing.tsx'
import { HistorySection } from './HistorySection.tsx'

let page: Awaited<ReturnType<typeof draw>>
afterEach(() => page.clear())

it('tells apart that a refund was asked for, that it went, and that it could not', async () => {
  const entry = { kind: 'refund', state: null, at: '2026-11-22T08:00:00.000Z' }
  const facts = { amount: '3400', currency: 'USD' }
  const history = [
    { ...entry, id: '1', actor: 'Wanjiku', facts },
    { ...entry, id: '2', actor: 'gateway', facts: { ...facts, outcome: 'failed' } },
    { ...entry, id: '3', actor: 'gateway', facts },
    { ...entry, id: '4', actor: 'Brian', facts: { ...facts, outcome: 'done' } },
  ]
  page = await draw(<HistorySection order={{ history } as unknown as AdminOrder} busy={false} onNote={async () => true} />)
  const told = (page.box.textContent ?? '').match(/admin\.refundEvent\.\w+?(?=\$)/g)
  expect(told).toEqual(['admin.refundEvent.done', 'admin.refundEvent.done', 'admin.refundEvent.failed', 'admin.refundEvent.asked'])
})
