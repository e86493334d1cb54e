import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createQueryClient } from '../../../lib/query-client.ts'
import { signIn, startSession } from '../../../lib/session.tsx'
import { draw } from '../../../ui/testing.tsx'
import { Toaster } from '../../../ui/toast.tsx'
import { DeliveryPage } from './DeliveryPage.tsx'

const zoneOf = (version: number, name: string) => ({
  id: 'z',
  name: { en: name },
  countries: ['KE'],
  cities: [],
  alsoWider: false,
  position: 0,
  version,
  options: [],
})
type Zone = ReturnType<typeof zoneOf>

let page: Awaited<ReturnType<typeof draw>>
let zones: Zone[]
let sent: Zone[]
afterEach(async () => {
  await page.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
    check()
  })
const press = (words: string) =>
  act(async () => [...document.querySelectorAll('button')].find((button) => button.textContent?.includes(words))?.click())
const english = () => document.querySelector<HTMLInputElement>('input[lang="en"]')
const write = (words: string) =>
  act(async () => {
    const field = english()
    if (!field) throw new Error('There is no name to write')
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, words)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })

/** The server: keeps zones, and takes a change of the version it has. */
async function open() {
  zones = [zoneOf(1, 'Kenya')]
  sent = []
  const problem = (status: number, code: string) => Response.json({ code, status }, { status })
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/shop')) return Response.json({ name: 'Duka', country: 'KE', timeZone: 'UTC', sandboxUrl: 'http://sandbox.test' })
    if (url.endsWith('/personas')) return Response.json({ items: [{ id: '1', name: 'Wanjiku', role: 'owner', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return Response.json({ initData: 'signed' })
    if (url.endsWith('/sessions'))
      return Response.json({ token: 't', me: { id: 'w', firstName: 'Wanjiku', language: 'en', timeZone: 'UTC' } })
    if (init?.method === 'PUT') {
      const body = JSON.parse(init.body as string) as Zone
      sent.push(body)
      const [now] = zones
      if (!now) return problem(404, 'shipping/zone-not-found')
      if (body.version !== now.version) return problem(409, 'shipping/changed-meanwhile')
      zones = [{ ...now, ...body, version: now.version + 1 }]
    }
    return Response.json({ zones, taxes: [] })
  })
  const queryClient = createQueryClient()
  startSession(queryClient)
  await act(async () => void (await signIn()))
  page = await draw(
    <QueryClientProvider client={queryClient}>
      <DeliveryPage />
      <Toaster above="0" />
    </QueryClientProvider>,
  )
  await until(() => expect(page.box.textContent).toContain('Kenya'))
  await press('admin.delivery.countries')
  await until(() => expect(english()?.value).toBe('Kenya'))
}

describe('a zone that somebody else changed while it was edited', () => {
  it('is shown as it is now, and saved from there', async () => {
    await open()
    zones = [zoneOf(2, 'Kenya and its islands')]
    await write('Nairobi')
    await press('common.save')
    await until(() => expect(english()?.value).toBe('Kenya and its islands'))
    expect(document.body.textContent).toContain('problems.shipping/changed-meanwhile')
    await write('Nairobi')
    await press('common.save')
    await until(() => expect(english()).toBeNull())
    expect(sent.map(({ version }) => version)).toEqual([1, 2])
    expect(zones[0]?.name.en).toBe('Nairobi')
  })

  it('is closed when it is gone', async () => {
    await open()
    zones = []
    await press('common.save')
    await until(() => expect(english()).toBeNull())
    expect(document.body.textContent).toContain('common.somethingFailed')
  })
})
