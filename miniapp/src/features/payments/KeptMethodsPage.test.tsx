import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { KeptMethods } from 'shared/payments.schema'
import { createQueryClient } from '../../lib/query-client.ts'
import { draw } from '../../ui/testing.tsx'
import { KeptMethodsPage } from './KeptMethodsPage.tsx'

const asked = vi.hoisted(() => ({ confirm: vi.fn<() => Promise<boolean>>() }))
vi.mock('../../lib/telegram.ts', async (original) => ({ ...(await original<object>()), confirm: asked.confirm }))
vi.mock('../../lib/session.tsx', async (original) => ({ ...(await original<object>()), useMe: () => ({ id: 'a' }) }))

let page: Awaited<ReturnType<typeof draw>>
let items: KeptMethods['items']
let removed: string[]
afterEach(async () => {
  await page.clear()
  vi.unstubAllGlobals()
})

const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
    check()
  })

async function open() {
  items = [{ gateway: 'stripe', id: 'pm_1', label: 'Visa ·· 4242', expires: '2028-08' }]
  removed = []
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    if (init?.method === 'DELETE') {
      removed.push(String(input instanceof Request ? input.url : input))
      items = []
      return new Response(null, { status: 204 })
    }
    return Response.json({ items })
  })
  page = await draw(
    <QueryClientProvider client={createQueryClient()}>
      <KeptMethodsPage />
    </QueryClientProvider>,
    { payments: { kept: { expires: 'Expires {{month}}' } } },
  )
  await until(() => expect(page.box.textContent).toContain('Visa ·· 4242'))
}
const remove = () => act(async () => page.box.querySelector<HTMLButtonElement>('button[aria-label]')?.click())

describe('kept cards', () => {
  it('are shown as they stand on the card', async () => {
    await open()
    expect(page.box.textContent).toContain('Expires \u206608/28\u2069')
  })

  it('stay unless their owner is sure', async () => {
    await open()
    asked.confirm.mockResolvedValue(false)
    await remove()
    expect(removed).toEqual([])
    asked.confirm.mockResolvedValue(true)
    await remove()
    await until(() => expect(page.box.textContent).not.toContain('4242'))
    expect(removed).toEqual([expect.stringMatching(/\/me\/payment-methods\/stripe\/pm_1$/)])
  })
})
