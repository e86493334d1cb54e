/**
 * Telegram, as the rest of the app knows it. Everything here is safe to call in a plain browser, where it does nothing or
 * does what a browser can. What needs Telegram's SDK lies in `telegram-client.ts`, which comes beside the first screen.
 */
import { isRgb, readableTheme, safeButton, themeColors, type Rgb, type ThemeColors } from './contrast.ts'
import { createStore } from './store.ts'
import type * as TelegramClient from './telegram-client.ts'

const hasBridge = () => 'TelegramWebviewProxy' in window || 'notify' in (window.external ?? {}) || window.parent !== window

/** What Telegram handed over at launch; read once, before the router may touch the address. */
const launch = hasBridge() ? readLaunch() : undefined

/** Whether Telegram itself shows the app, with its own header and buttons. */
export const inTelegram = launch !== undefined
/** The signed init data as it came, to be exchanged for a session; undefined in a plain browser. */
export const rawInitData = launch?.raw
export const startParam = launch?.startParam ?? new URLSearchParams(window.location.search).get('tgWebAppStartParam') ?? undefined
export const telegramLanguage = launch?.language

/** From the address, or after a reload from what the address was. */
function readLaunch() {
  try {
    const key = 'duka.launch'
    const fresh = location.hash.includes('tgWebAppData=') ? location.hash.slice(1) : undefined
    if (fresh) sessionStorage.setItem(key, fresh)
    const params = new URLSearchParams(fresh ?? sessionStorage.getItem(key) ?? '')
    const raw = params.get('tgWebAppData')
    if (!raw) return undefined
    const data = new URLSearchParams(raw)
    const user = JSON.parse(data.get('user') ?? '{}') as { language_code?: string }
    return {
      raw,
      startParam: params.get('tgWebAppStartParam') ?? data.get('start_param') ?? undefined,
      language: user.language_code,
      version: params.get('tgWebAppVersion') ?? '6.0',
    }
  } catch {
    return undefined
  }
}

/** Whether Telegram's side is at least of this version of its Mini Apps. */
function isVersion(major: number, minor: number): boolean {
  const [a = 0, b = 0] = (launch?.version ?? '0').split('.').map(Number)
  return a > major || (a === major && b >= minor)
}

// ── Telegram's side ──────────────────────────────────────────────────────────────────────────────────────────────────

type Client = typeof TelegramClient

let client: Client | undefined
let coming: Promise<Client> | undefined

/** Whether Telegram draws the buttons; where its side could not be fetched the page does. */
export const drawsButtons = createStore(inTelegram)

async function fetchClient(): Promise<Client> {
  const fetching = () => import('./telegram-client.ts')
  // A second try a little later: without it Telegram shows neither buttons nor the way back.
  const loaded = await fetching().catch(() => new Promise((resolve) => setTimeout(resolve, 1500)).then(fetching))
  loaded.start(applyTheme)
  client = loaded
  return loaded
}

/** Says something to Telegram: now, or in its turn once its side has come. */
function tell(call: (client: Client) => void): void {
  if (client) call(client)
  else void coming?.then(call, () => undefined)
}

export function startTelegram(): void {
  const root = document.documentElement
  root.toggleAttribute('data-plain', !inTelegram)
  if (/Performance class: LOW|; LOW\)/i.test(navigator.userAgent)) root.setAttribute('data-lowpower', '')
  if (!inTelegram) return
  coming = fetchClient()
  coming.catch(() => drawsButtons.set(false))
  // The page's first script has put the colours of the launch in place.
  applyTheme(root.dataset['scheme'] === 'dark')
}

/** Tells Telegram that there is something to see; call it after the first paint. */
export const showApp = () => tell((client) => client.showApp())

/** The filled button's colours, dark enough for its words whatever theme is installed. */
export const buttonColors = createStore<{ color: Rgb; text: Rgb } | undefined>(undefined)

const mended = ['--d-btn', '--d-text', '--d-hint-ink', '--d-accent-ink', '--d-destructive-ink']

/** Derives what must be readable from Telegram's colours; what can be read keeps Telegram's own look. */
function applyTheme(isDark: boolean): void {
  const { style, dataset } = document.documentElement
  dataset['scheme'] = isDark ? 'dark' : 'light'
  for (const name of mended) style.removeProperty(name)
  const computed = getComputedStyle(document.documentElement)
  const read = (name: string) => computed.getPropertyValue(`--d-${name}`).trim()
  const [button, text] = [read('button'), read('button-text')]
  const colors = themeColors.map((name) => [name, read(name)] as const)
  if (colors.every(([, color]) => isRgb(color))) {
    const changes = readableTheme(Object.fromEntries(colors) as ThemeColors, isDark)
    for (const [name, value] of Object.entries(changes)) style.setProperty(name, value)
  }
  if (!isRgb(button) || !isRgb(text)) return
  const color = safeButton(button, text)
  style.setProperty('--d-btn', color)
  buttonColors.set({ color, text })
}

// ── buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NativeButton = { text: string; enabled: boolean; busy: boolean; shine?: boolean }

/** Draws Telegram's main button, or hides it. Long words are cut where Telegram would cut them. */
export const setMainButton = (button: NativeButton | undefined) => tell((client) => client.setMainButton(button, buttonColors.get()))
export const setSecondaryButton = (button: NativeButton | undefined) => tell((client) => client.setSecondaryButton(button))

/** Whether this client draws a second button; older ones get ours in the page. */
export const hasSecondaryButton = () => isVersion(7, 10)

export const setBackButton = (visible: boolean) => tell((client) => client.setBackButton(visible))
export const setSettingsButton = (visible: boolean) => tell((client) => client.setSettingsButton(visible))

/** @returns how to stop listening. */
export function onPress(button: 'main' | 'secondary' | 'back' | 'settings', listener: () => void): () => void {
  let stop: (() => void) | 'never' | undefined
  tell((client) => {
    if (stop !== 'never') stop = client.onPress(button, listener)
  })
  return () => {
    if (typeof stop === 'function') stop()
    stop = 'never'
  }
}

// ── feeling and asking ───────────────────────────────────────────────────────────────────────────────────────────────

export type Haptic = 'selection' | 'light' | 'medium' | 'success' | 'warning' | 'error'

export const haptic = (kind: Haptic) => tell((client) => client.haptic(kind))

export type Question = { title?: string; message: string; yes: string; no: string; destructive?: boolean }

/** Asks yes or no about data or money. @returns whether the person said yes; closing the popup is a no. */
export async function confirm(ask: Question): Promise<boolean> {
  const answer = await (await coming)?.confirm(ask)
  return answer ?? window.confirm([ask.title, ask.message].filter(Boolean).join('\n\n'))
}

const keepPage = (event: Event) => event.preventDefault()

/** While on, closing the app asks first. Only for checkout and for words not yet saved. */
export function confirmClosing(on: boolean): void {
  if (inTelegram) return tell((client) => client.confirmClosing(on))
  if (on) addEventListener('beforeunload', keepPage)
  else removeEventListener('beforeunload', keepPage)
}

/** While held, a downward swipe does not close the app (sheets, drags). */
export const holdSwipes = (on: boolean) => tell((client) => client.holdSwipes(on))

/** Paints Telegram's header like the picture under it, and back. */
export const setHeader = (color: Rgb | 'page') => tell((client) => client.setHeader(color))

// ── leaving and coming back ──────────────────────────────────────────────────────────────────────────────────────────

export type InvoiceResult = 'paid' | 'cancelled' | 'failed' | 'pending' | 'unsupported'

/** Opens Telegram's own payment sheet. Outside Telegram there is none: the answer is `unsupported`. */
export const openInvoice = async (url: string): Promise<InvoiceResult> => (await (await coming)?.openInvoice(url)) ?? 'unsupported'

export function openLink(url: string): void {
  if (inTelegram) tell((client) => client.openLink(url))
  else window.open(url, '_blank', 'noopener')
}

export function openTelegramLink(url: string): void {
  if (inTelegram) tell((client) => client.openTelegramLink(url))
  else window.open(url, '_blank', 'noopener')
}

/** Offers a link to a chat of the person's choice. */
export function share(url: string, text: string): void {
  if (inTelegram) tell((client) => client.share(url, text))
  else if ('share' in navigator) void navigator.share({ url, text }).catch(() => undefined)
  else openLink(`https://t.me/share/url?${new URLSearchParams({ url, text })}`)
}

/** @returns the contact as Telegram signed it, or undefined when the person said no or Telegram cannot ask. */
export const requestContact = async (): Promise<string | undefined> => (await coming)?.requestContact()

/** Whether {@link requestContact} can ask here. */
export const canRequestContact = () => isVersion(6, 9)

/** @returns whether the bot may write to this person now. */
export const requestWriteAccess = async (): Promise<boolean> => (await (await coming)?.requestWriteAccess()) ?? false

/** Saves a file by its absolute address; where Telegram cannot, the browser opens it. */
export async function downloadFile(url: string, fileName: string): Promise<void> {
  if (inTelegram) await (await coming)?.downloadFile(url, fileName)
  else openLink(url)
}
