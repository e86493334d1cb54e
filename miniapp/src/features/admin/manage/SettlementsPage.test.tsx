import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { movementKinds } from 'shared/payments'
import type { Settlements } from 'shared/payments.schema'
import { createQueryClient } from '../../../lib/query-client.ts'
import { draw } from '../../../ui/testing.tsx'
import { SettlementsPage } from './SettlementsPage.tsx'

let page: Awaited<ReturnType<typeof draw>>
afterEach(async () => {
  await page.clear()
  vi.unstubAllGlobals()
})

const usd = (amount: string) => ({ amount, currency: 'USD' as const })
const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
    check()
  })

async function open(told: Settlements) {
  vi.stubGlobal('fetch', async () => Response.json(told))
  page = await draw(
    <QueryClientProvider client={createQueryClient()}>
      <SettlementsPage />
    </QueryClientProvider>,
  )
}
const text = () => page.box.textContent ?? ''

describe('what was settled', () => {
  const day = { gateway: 'stripe', method: 'card' as const, day: '2026-11-21', waiting: usd('0'), fees: usd('82'), paidOut: usd('0') }

  it('shows which days agree, and how much those differ that do not', async () => {
    await open({
      gateways: [],
      days: [
        { ...day, expected: usd('1800'), actual: usd('1800'), difference: usd('0') },
        { ...day, day: '2026-11-22', expected: usd('0'), actual: usd('0'), difference: usd('0'), waiting: usd('2200') },
        { ...day, day: '2026-11-20', expected: usd('3600'), actual: usd('1800'), difference: usd('-1800') },
      ],
      held: [
        {
          gateway: 'telegram-stars',
          method: null,
          booked: { amount: '150', currency: 'XTR' },
          held: { amount: '149', currency: 'XTR' },
          onHold: { amount: '7', currency: 'XTR' },
          at: '2026-11-22T04:10:00.000Z',
        },
      ],
    })
    await until(() => expect(text()).toContain('admin.settlements.agrees'))
    expect(text()).toContain('admin.settlements.differs')
    expect(text()).toContain('admin.settlements.waits')
    expect(text()).toContain('$22.00')
    expect(text()).toMatch(/⭐\s?150/)
    expect(text()).toMatch(/⭐\s?149/)
    const rows = [...page.box.querySelectorAll('button')].filter((row) => row.textContent?.includes('payments.method.card'))
    expect(rows).toHaveLength(3)
    expect(text()).not.toContain('stripe')
    expect(text()).toContain('telegram-stars')
    await act(async () => rows[2]?.click())
    await until(() => expect(document.body.textContent).toContain('admin.settlements.sum.paidOut'))
    expect(document.body.textContent).toContain('$36.00')
  })

  it('says so where nothing was settled', async () => {
    await open({ gateways: [], days: [], held: [] })
    await until(() => expect(text()).toContain('admin.settlements.none'))
  })

  it('says of each gateway how much it tells, and until when that was read', async () => {
    const at = '2026-11-22T04:10:00.000Z'
    await open({
      days: [],
      held: [],
      gateways: [
        { gateway: 'stripe', method: 'card', tells: [...movementKinds], readUntil: at },
        { gateway: 'telegram-stars', method: 'stars', tells: ['capture', 'refund'], readUntil: at },
        { gateway: 'ton', method: 'ton', tells: ['capture'], readUntil: null },
        { gateway: 'mtn-momo', method: 'mtn_momo', tells: [], readUntil: null },
      ],
    })
    await until(() => expect(text()).toContain('admin.settlements.tellsAll'))
    for (const word of ['tellsReturns', 'tellsCaptures', 'tellsNothing', 'readUntil', 'neverRead']) expect(text()).toContain(word)
    expect(text().match(/neverRead/g)).toHaveLength(1)
  })
})
