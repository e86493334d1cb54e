import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { act, createElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const people = [
  { id: '2001', name: 'Wanjiku Kamau', role: 'owner', language: 'en', about: '' },
  { id: '1001', name: 'Amina Otieno', role: 'customer', language: 'en', about: '' },
  { id: '1002', name: 'Juma Mwangi', role: 'customer', language: 'sw', about: '' },
]
const shop = { name: 'Duka', timeZone: 'Africa/Nairobi', sandboxUrl: 'http://sandbox.test' as string | null }
const me = (id: string) => ({ id, firstName: id, language: 'en', timeZone: 'UTC' })

let asked: string[] = []
let sessionStatus = 200

function world({ sandbox = true, offline = false } = {}) {
  asked = []
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const url = input
    asked.push(`${init?.method ?? 'GET'} ${url}`)
    if (offline) throw new TypeError('Failed to fetch')
    const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
    if (url.endsWith('/shop')) return answer({ ...shop, sandboxUrl: sandbox ? shop.sandboxUrl : null })
    if (url.endsWith('/personas')) return answer({ items: people })
    if (url.includes('/init-data')) return answer({ initData: `signed-${url.split('/').at(-2)}` })
    if (url.includes('/login-data')) return answer({ loginData: `id=${url.split('/').at(-2)}` })
    const given = new Headers(init?.headers).get('authorization') ?? ''
    const who = given.replace('tma signed-', '').replace(/^telegram-login .*\bid=(\d+).*/, 'web-$1')
    return sessionStatus === 200 ? answer({ token: `token-${who}`, me: me(who) }) : answer({ code: 'auth/banned' }, sessionStatus)
  })
}

/** Each test has its own module, as each page load does. */
async function boot() {
  vi.resetModules()
  const session = await import('./session.tsx')
  const queries = new QueryClient()
  session.startSession(queries)
  await session.signIn()
  return { session, queries }
}

let root: Root | undefined

/** Watches a hook of the module under test. */
async function watch<Value>(hook: () => Value): Promise<() => Value> {
  let value: Value
  const Probe = () => {
    value = hook()
    return null
  }
  root = createRoot(document.createElement('div'))
  await act(async () => root?.render(createElement(Probe)))
  return () => value
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  sessionStorage.clear()
  localStorage.clear()
  document.documentElement.lang = 'en'
  sessionStatus = 200
})
afterEach(async () => {
  await act(async () => root?.unmount())
  vi.unstubAllGlobals()
})

describe('signing in, in a plain browser with the sandbox', () => {
  it('becomes the first customer', async () => {
    world()
    const { session } = await boot()
    const read = await watch(session.useSession)
    expect(read()).toMatchObject({ status: 'signed-in', me: { id: '1001' } })
    expect(session.sessionToken()).toBe('token-1001')
  })

  it('becomes another person, and stays that person when the page is loaded again', async () => {
    world()
    const first = await boot()
    await first.session.switchPersona(people[2]!)
    expect(first.session.sessionToken()).toBe('token-1002')
    const second = await boot()
    expect(second.session.sessionToken()).toBe('token-1002')
  })

  it('forgets what the person before had read', async () => {
    world()
    const { session, queries } = await boot()
    queries.setQueryData(['cart'], { count: 3 })
    await session.switchPersona(people[2]!)
    expect(queries.getQueryData(['cart'])).toBeUndefined()
  })

  it('asks anew for what is on the screen, and shows nothing of the person before until then', async () => {
    world()
    const { session, queries } = await boot()
    const whose = vi.fn().mockResolvedValueOnce('Amina’s').mockResolvedValueOnce('Juma’s')
    const shown: unknown[] = []
    const stop = new QueryObserver(queries, { queryKey: ['orders'], queryFn: whose }).subscribe(({ data }) => shown.push(data))
    await vi.waitFor(() => expect(shown.at(-1)).toBe('Amina’s'))
    shown.length = 0
    await session.switchPersona(people[2]!)
    await vi.waitFor(() => expect(shown.at(-1)).toBe('Juma’s'))
    expect(shown).not.toContain('Amina’s')
    stop()
  })

  it('signs in once, however many ask at the same time', async () => {
    world()
    const { session } = await boot()
    asked = []
    await Promise.all([session.signIn(), session.signIn(), session.signIn()])
    expect(asked.filter((call) => call.startsWith('POST /api/v1/sessions'))).toHaveLength(1)
  })
})

describe('signing in by Telegram’s login page', () => {
  const handedOver = (fields: object) =>
    `#tgAuthResult=${btoa(unescape(encodeURIComponent(JSON.stringify(fields))))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')}`
  const left = async () => (await import('./web-login.ts')).askForLogin()
  afterEach(() => {
    history.replaceState(null, '', '/')
    vi.useRealTimers()
  })

  it('takes what it handed over out of the address, and keeps it for a reload', async () => {
    world({ sandbox: false })
    await left()
    history.replaceState(null, '', `/cart?x=1${handedOver({ id: 77, first_name: 'Jamāl', auth_date: 1, hash: 'ab' })}`)
    const first = await boot()
    expect(first.session.sessionToken()).toBe('token-web-77')
    expect(location.pathname + location.search + location.hash).toBe('/cart?x=1')
    expect(sessionStorage.getItem('duka.login')).toBe('id=77&first_name=Jam%C4%81l&auth_date=1&hash=ab')
    const second = await boot()
    expect(second.session.sessionToken()).toBe('token-web-77')
  })

  it('shows the way in again when it is too old', async () => {
    world({ sandbox: false })
    await left()
    history.replaceState(null, '', `/${handedOver({ id: 77, hash: 'ab' })}`)
    sessionStatus = 401
    const { session } = await boot()
    const read = await watch(session.useSession)
    expect(read()).toEqual({ status: 'outside' })
    expect(sessionStorage.getItem('duka.login')).toBeNull()
  })

  it('signs nobody in by what is no login', async () => {
    world({ sandbox: false })
    await left()
    history.replaceState(null, '', '/#tgAuthResult=bm9uc2Vuc2U')
    const { session } = await boot()
    const read = await watch(session.useSession)
    expect(read()).toEqual({ status: 'outside' })
  })

  it('takes nothing out of a link that nobody asked for: not before, not twice, not long after', async () => {
    world({ sandbox: false })
    const open = async (id: number) => {
      history.replaceState(null, '', `/${handedOver({ id, hash: 'ab' })}`)
      const { session } = await boot()
      expect(location.hash).toBe('')
      return session.sessionToken()
    }
    expect(await open(66)).toBeUndefined()
    await left()
    expect(await open(77)).toBe('token-web-77')
    expect(await open(66)).toBe('token-web-77')
    sessionStorage.clear()
    vi.useFakeTimers({ toFake: ['Date'] })
    await left()
    vi.setSystemTime(Date.now() + 15 * 60_000)
    expect(await open(66)).toBeUndefined()
  })

  it('can be asked for in the sandbox: whom the address names, or nobody yet', async () => {
    world()
    history.replaceState(null, '', '/?surface=web')
    const nobody = await boot()
    expect((await watch(nobody.session.useSession))()).toEqual({ status: 'outside' })
    history.replaceState(null, '', '/?surface=web&persona=1002')
    const { session } = await boot()
    expect(session.sessionToken()).toBe('token-web-1002')
  })
})

describe('signing in where it cannot work', () => {
  it('says that it is outside Telegram without the sandbox', async () => {
    world({ sandbox: false })
    const { session } = await boot()
    const read = await watch(session.useSession)
    expect(read()).toEqual({ status: 'outside' })
  })

  it('keeps the reason when the server refuses', async () => {
    world()
    sessionStatus = 403
    const { session } = await boot()
    const read = await watch(session.useSession)
    expect(read()).toMatchObject({ status: 'failed', error: { code: 'auth/banned', status: 403 } })
  })

  it('is tried again when something needs it, and says why when it fails again', async () => {
    world({ offline: true })
    const { session } = await boot()
    const { request } = await import('./request.ts')
    await expect(request('/api/v1/cart')).rejects.toMatchObject({ code: 'network/offline' })
    world()
    await expect(request('/api/v1/cart')).resolves.toBeInstanceOf(Response)
    expect(session.sessionToken()).toBe('token-1001')
  })

  it('does not sign out who is signed in when the network goes', async () => {
    world()
    const { session } = await boot()
    world({ offline: true })
    await session.signIn()
    expect(session.sessionToken()).toBe('token-1001')
  })
})
