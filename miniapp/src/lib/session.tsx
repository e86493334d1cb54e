import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { isCurrency, type Currency } from 'shared/currencies'
import { isLanguage } from 'shared/locale'
import type { ShopInfo } from 'shared/shop.schema'
import type { Me, SessionStart } from 'shared/users.schema'
import { giveCredentials, isUnreachable, Problem } from './request.ts'
import { speakLanguage } from './i18n.tsx'
import { createStore, useStore } from './store.ts'
import { rawInitData } from './telegram.ts'
import { inTab, onDevice } from './storage.ts'

export type Persona = { id: string | number; name: string; role: string; language: string; about: string }

export type Session =
  | { status: 'starting' }
  | { status: 'signed-in'; me: Me; token: string }
  /** A plain browser without the sandbox: there is nobody to sign in as. */
  | { status: 'outside' }
  | { status: 'failed'; error: Problem }

const personaKey = 'duka.persona'
/** Whom the sandbox's page opened the shop for; counts once, then the persona switch decides. */
let asked = new URLSearchParams(window.location.search).get('persona')
const webKey = 'duka.web'
// In the sandbox somebody is always signed in as in Telegram, unless the address asks for a browser's way of it.
if (/[?&]surface=web\b/.test(location.search) || location.hash.includes('tgAuthResult=')) inTab.set(webKey, 'on')

const session = createStore<Session>({ status: 'starting' })
const shopKey = 'duka.shop'
/** Begins with what was known of the shop last time, so that it opens without a network, too. */
const shop = createStore<ShopInfo | undefined>(keptShop())
let shopReadAt = 0
const persona = createStore<Persona | undefined>(undefined)

export const useSession = (): Session => useStore(session)
/** The shop's own facts: name, currency, time zone, languages. Undefined only until they arrive at boot. */
export const useShop = (): ShopInfo | undefined => useStore(shop)
/** Who the sandbox plays here; undefined in Telegram. */
export const usePersona = (): Persona | undefined => useStore(persona)

const watchNetwork = (listener: () => void) => {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Whether this device knows that it has no network. (That it has one does not say that the shop can be reached.) */
export const useOffline = (): boolean => useSyncExternalStore(watchNetwork, () => !navigator.onLine)

/** The signed-in account; undefined until signing in ends. */
export function useMe(): Me | undefined {
  const current = useSession()
  return current.status === 'signed-in' ? current.me : undefined
}

export function useTimeZone(): string {
  const mine = useMe()?.timeZone
  const shops = useShop()?.timeZone
  return mine ?? shops ?? 'UTC'
}

const currencyKey = 'duka.currency'

/** What the customer chose to see prices in; until they have signed in, what it was last time, so that nothing jumps. */
export function useOwnCurrency(): Currency | undefined {
  return useMe()?.currency ?? keptCurrency()
}

function keptCurrency(): Currency | undefined {
  const kept = onDevice.get(currencyKey) ?? ''
  return isCurrency(kept) ? kept : undefined
}

/** Takes the account as the server answered it, after a change of the profile. */
export function setMe(me: Me): void {
  const current = session.get()
  if (current.status === 'signed-in') session.set({ ...current, me })
  onDevice.set(currencyKey, me.currency)
  if (isLanguage(me.language) && me.language !== document.documentElement.lang) void speakLanguage(me.language)
}

export const sessionToken = (): string | undefined => {
  const current = session.get()
  return current.status === 'signed-in' ? current.token : undefined
}

let signing: Promise<string | undefined> | undefined
let queries: QueryClient | undefined

/** Begins at boot: reads the shop and signs in, once, with what Telegram (or the sandbox's persona) signed. */
export function startSession(queryClient: QueryClient): void {
  queries = queryClient
  giveCredentials({
    token: async () => sessionToken() ?? orReason(await signIn()),
    renew: async () => orReason(await signIn()),
  })
  addEventListener('online', () => {
    if (session.get().status === 'failed') void signIn()
  })
  void signIn()
}

/** The token, or why there is none: what asked for it failed for the same reason. */
function orReason(token: string | undefined): string | undefined {
  const current = session.get()
  if (current.status === 'failed') throw current.error
  if (current.status === 'outside') throw new Problem({ code: 'request/signed-out', status: 401 })
  return token
}

/** Signs in, or joins the signing in that is under way. */
export function signIn(): Promise<string | undefined> {
  signing ??= exchange().finally(() => {
    signing = undefined
  })
  return signing
}

async function exchange(): Promise<string | undefined> {
  try {
    const [info, signed] = await signingMaterial()
    shop.set(info)
    onDevice.set(shopKey, JSON.stringify(info))
    if (!signed) {
      session.set({ status: 'outside' })
      return undefined
    }
    const started = await postSession(signed)
    const before = session.get()
    session.set({ status: 'signed-in', me: started.me, token: started.token })
    onDevice.set(currencyKey, started.me.currency)
    // Emptied where they are shown, too: what is on the screen would stay the other person's.
    if (before.status === 'signed-in' && before.me.id !== started.me.id) void queries?.resetQueries()
    if (isLanguage(started.me.language) && started.me.language !== document.documentElement.lang) await speakLanguage(started.me.language)
    return started.token
  } catch (error) {
    // A login in a browser lasts for a day; whoever comes back later signs in anew.
    if (!rawInitData && error instanceof Problem && error.status === 401) {
      ;(await import('./web-login.ts')).forgetLogin()
      session.set({ status: 'outside' })
      return undefined
    }
    // A lost network does not sign anybody out.
    if (session.get().status === 'signed-in' && isUnreachable(error)) return undefined
    session.set({ status: 'failed', error: error instanceof Problem ? error : new Problem({ code: 'network/offline', status: 0 }) })
    return undefined
  }
}

/** The shop, and what Telegram signed with how it is called; undefined when nobody has signed in. */
async function signingMaterial(): Promise<[ShopInfo, string | undefined]> {
  const info = await readShop()
  if (rawInitData) return [info, `tma ${rawInitData}`]
  if (info.sandboxUrl && !inTab.get(webKey)) return [info, `tma ${await personaInitData(info.sandboxUrl)}`]
  const { takeLogin, loginAs } = await import('./web-login.ts')
  if (info.sandboxUrl && asked) await loginAs(info.sandboxUrl, asked)
  asked = null
  const login = takeLogin()
  return [info, login && `telegram-login ${login}`]
}

type Early = { shop?: Promise<Response>; session?: Promise<Response> }

/** What the page asked for before this script had come. Each answer is used once. */
function takeEarly(which: keyof Early): Promise<Response> | undefined {
  const { early } = window as unknown as { early?: Early }
  const asked = early?.[which]
  delete early?.[which]
  return asked
}

function keptShop(): ShopInfo | undefined {
  try {
    return (JSON.parse(onDevice.get(shopKey) ?? 'null') as ShopInfo | null) ?? undefined
  } catch {
    return undefined
  }
}

async function readShop(): Promise<ShopInfo> {
  const kept = shop.get()
  if (kept && Date.now() - shopReadAt < 3_600_000) return kept
  const response = (await takeEarly('shop')?.catch(() => undefined)) ?? (await fetchOrProblem('/api/v1/shop'))
  if (!response.ok) throw new Problem({ code: 'server/unavailable', status: response.status })
  const info = (await response.json()) as ShopInfo
  shopReadAt = Date.now()
  return info
}

async function postSession(signed: string): Promise<SessionStart> {
  const early = rawInitData ? takeEarly('session') : undefined
  const response =
    (await early?.catch(() => undefined)) ??
    (await fetchOrProblem('/api/v1/sessions', { method: 'POST', headers: { authorization: signed } }))
  const body = (await response.json().catch(() => ({}))) as SessionStart & { code?: string }
  if (!response.ok) throw new Problem({ code: body.code ?? 'server/unavailable', status: response.status })
  return body
}

async function fetchOrProblem(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) })
  } catch {
    throw new Problem({ code: 'network/offline', status: 0 })
  }
}

// ── the sandbox's people ─────────────────────────────────────────────────────────────────────────────────────────────

/** Everybody the sandbox can sign in as. */
export async function listPersonas(sandboxUrl: string): Promise<Persona[]> {
  const response = await fetchOrProblem(`${sandboxUrl}/personas`)
  return ((await response.json()) as { items: Persona[] }).items
}

let strangerAsked = false
/** Whether the address named somebody the sandbox does not know: then the person should say who. */
export const isStrangerAsked = (): boolean => strangerAsked

async function personaInitData(sandboxUrl: string): Promise<string> {
  const people = await listPersonas(sandboxUrl)
  if (asked && people.some((person) => String(person.id) === asked)) inTab.set(personaKey, asked)
  else strangerAsked ||= asked !== null
  asked = null
  const chosen = inTab.get(personaKey)
  const who = people.find((person) => String(person.id) === chosen) ?? people.find((person) => person.role === 'customer') ?? people[0]
  if (!who) throw new Problem({ code: 'server/unavailable', status: 0 })
  persona.set(who)
  const response = await fetchOrProblem(`${sandboxUrl}/personas/${who.id}/init-data`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  return ((await response.json()) as { initData: string }).initData
}

/** Signs out of nothing and in as somebody else; remembered for this tab. */
export async function switchPersona(next: Persona): Promise<void> {
  inTab.set(personaKey, String(next.id))
  await signIn()
}
