/**
 * Telegram, and the only file that touches its SDK. Everything here is safe to call in a plain browser, where it does
 * nothing or does what a browser can.
 */
import {
  backButton,
  closingBehavior,
  downloadFile as telegramDownload,
  hapticFeedback,
  init,
  invoice,
  mainButton,
  miniApp,
  openLink as telegramOpenLink,
  openTelegramLink as telegramOpenTelegramLink,
  popup,
  requestContactComplete,
  requestWriteAccess as telegramRequestWriteAccess,
  retrieveLaunchParams,
  retrieveRawInitData,
  secondaryButton,
  settingsButton,
  shareURL,
  swipeBehavior,
  themeParams,
  viewport,
} from '@telegram-apps/sdk-react'
import { isRgb, readableTheme, safeButton, themeColors, type Rgb, type ThemeColors } from './contrast.ts'
import { createStore } from './store.ts'

type Native = { postEvent: (method: string, data: string) => void }

const native = () => (window as unknown as { TelegramWebviewProxy?: Native }).TelegramWebviewProxy
const hasBridge = () => Boolean(native()) || 'notify' in (window.external ?? {}) || window.parent !== window

/** What Telegram handed over at launch; read once, before the router may touch the address. */
const launch = readLaunch()

/** Whether Telegram itself shows the app, with its own header and buttons. */
export const inTelegram = launch !== undefined
/** The signed init data as it came, to be exchanged for a session; undefined in a plain browser. */
export const rawInitData = launch?.raw
export const startParam = launch?.startParam ?? new URLSearchParams(window.location.search).get('tgWebAppStartParam') ?? undefined
export const telegramLanguage = launch?.language

function readLaunch() {
  try {
    if (!hasBridge()) return undefined
    const raw = retrieveRawInitData()
    if (!raw) return undefined
    const params = retrieveLaunchParams(true)
    return {
      raw,
      startParam: params.tgWebAppStartParam ?? params.tgWebAppData?.startParam,
      language: params.tgWebAppData?.user?.languageCode,
    }
  } catch {
    return undefined
  }
}

/**
 * Mounts Telegram's controls in the order its clients can bear. The SDK's own bridge copies the whole of `window` for
 * every message when it looks for a transport, so the native one is handed to it where there is one.
 */
export function startTelegram(): void {
  document.documentElement.toggleAttribute('data-plain', !inTelegram)
  if (/Performance class: LOW|; LOW\)/i.test(navigator.userAgent)) document.documentElement.setAttribute('data-lowpower', '')
  if (!inTelegram) return applyTheme()
  const proxy = native()
  init(proxy ? { postEvent: ((method: string, data: unknown) => proxy.postEvent(method, JSON.stringify(data))) as never } : {})
  mainButton.mount.ifAvailable()
  secondaryButton.mount.ifAvailable()
  backButton.mount.ifAvailable()
  settingsButton.mount.ifAvailable()
  closingBehavior.mount.ifAvailable()
  if (miniApp.mountSync.isAvailable()) miniApp.mountSync()
  if (themeParams.mountSync.isAvailable() && !themeParams.isMounted()) themeParams.mountSync()
  if (themeParams.bindCssVars.isAvailable()) themeParams.bindCssVars()
  miniApp.setHeaderColor.ifAvailable('secondary_bg_color')
  miniApp.setBackgroundColor.ifAvailable('secondary_bg_color')
  miniApp.setBottomBarColor.ifAvailable('bottom_bar_bg_color')
  if (viewport.mount.isAvailable()) {
    // Some Android clients never answer, so nothing waits for this.
    void mountViewport().catch(() => undefined)
  }
  applyTheme()
  // What is derived from the theme is up to date only after those who listened before us.
  themeParams.state.sub(() => queueMicrotask(applyTheme))
}

async function mountViewport(): Promise<void> {
  await viewport.mount()
  viewport.bindCssVars.ifAvailable()
  viewport.expand.ifAvailable()
}

/** Tells Telegram that there is something to see; call it after the first paint. */
export function showApp(): void {
  if (inTelegram) miniApp.ready.ifAvailable()
}

/** The filled button's colours, dark enough for its words whatever theme is installed. */
export const buttonColors = createStore<{ color: Rgb; text: Rgb } | undefined>(undefined)

function applyTheme(): void {
  const root = document.documentElement
  if (!inTelegram) {
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => (root.dataset['scheme'] ??= scheme.matches ? 'dark' : 'light')
    apply()
    return
  }
  const isDark = miniApp.isDark()
  root.dataset['scheme'] = isDark ? 'dark' : 'light'
  mendWords(root.style, isDark)
  const [color, text] = [themeParams.buttonColor(), themeParams.buttonTextColor()]
  if (!isRgb(color) || !isRgb(text)) return
  const safe = safeButton(color, text)
  root.style.setProperty('--d-btn', safe)
  buttonColors.set({ color: safe, text })
}

const mended = ['--d-text', '--d-hint-ink', '--d-accent-ink', '--d-destructive-ink']

/** Makes words readable in a theme where they are not; the rest keep Telegram's own look. */
function mendWords(style: CSSStyleDeclaration, isDark: boolean): void {
  for (const name of mended) style.removeProperty(name)
  const computed = getComputedStyle(document.documentElement)
  const colors = themeColors.map((name) => [name, computed.getPropertyValue(`--d-${name}`).trim()] as const)
  if (!colors.every(([, color]) => isRgb(color))) return
  const changes = readableTheme(Object.fromEntries(colors) as ThemeColors, isDark)
  for (const [name, value] of Object.entries(changes)) style.setProperty(name, value)
}

// ── buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NativeButton = { text: string; enabled: boolean; busy: boolean; shine?: boolean }

/** Draws Telegram's main button, or hides it. Long words are cut where Telegram would cut them. */
export function setMainButton(button: NativeButton | undefined): void {
  if (!inTelegram || !mainButton.setParams.isAvailable()) return
  if (!button) return mainButton.setParams({ isVisible: false, isLoaderVisible: false })
  const colors = buttonColors.get()
  mainButton.setParams({
    text: button.text,
    isVisible: true,
    isEnabled: button.enabled,
    isLoaderVisible: button.busy,
    hasShineEffect: button.shine ?? false,
    ...(colors && { backgroundColor: colors.color, textColor: colors.text }),
  })
}

export function setSecondaryButton(button: NativeButton | undefined): void {
  if (!inTelegram || !secondaryButton.setParams.isAvailable()) return
  if (!button) return secondaryButton.setParams({ isVisible: false, isLoaderVisible: false })
  const position = document.documentElement.dir === 'rtl' ? 'right' : 'left'
  secondaryButton.setParams({ text: button.text, isVisible: true, isEnabled: button.enabled, isLoaderVisible: button.busy, position })
}

/** Whether this client draws a second button; older ones get ours in the page. */
export const hasSecondaryButton = () => inTelegram && secondaryButton.setParams.isAvailable()

export function setBackButton(visible: boolean): void {
  if (!inTelegram) return
  if (visible) backButton.show.ifAvailable()
  else backButton.hide.ifAvailable()
}

export function setSettingsButton(visible: boolean): void {
  if (!inTelegram) return
  if (visible) settingsButton.show.ifAvailable()
  else settingsButton.hide.ifAvailable()
}

/** @returns how to stop listening. */
export function onPress(button: 'main' | 'secondary' | 'back' | 'settings', listener: () => void): () => void {
  if (!inTelegram) return () => undefined
  const one = { main: mainButton, secondary: secondaryButton, back: backButton, settings: settingsButton }[button]
  if (!one.onClick.isAvailable()) return () => undefined
  one.onClick(listener)
  return () => one.offClick(listener)
}

// ── feeling and asking ───────────────────────────────────────────────────────────────────────────────────────────────

export type Haptic = 'selection' | 'light' | 'medium' | 'success' | 'warning' | 'error'

export function haptic(kind: Haptic): void {
  if (!inTelegram) return
  if (kind === 'selection') hapticFeedback.selectionChanged.ifAvailable()
  else if (kind === 'light' || kind === 'medium') hapticFeedback.impactOccurred.ifAvailable(kind)
  else hapticFeedback.notificationOccurred.ifAvailable(kind)
}

/** Asks yes or no about data or money. @returns whether the person said yes; closing the popup is a no. */
export async function confirm(ask: { title?: string; message: string; yes: string; no: string; destructive?: boolean }): Promise<boolean> {
  if (!inTelegram || !popup.show.isAvailable()) return window.confirm([ask.title, ask.message].filter(Boolean).join('\n\n'))
  const answer = await popup.show({
    ...(ask.title && { title: ask.title }),
    message: ask.message,
    buttons: [
      { id: 'yes', type: ask.destructive ? 'destructive' : 'default', text: ask.yes },
      { id: 'no', type: 'default', text: ask.no },
    ],
  })
  return answer === 'yes'
}

const keepPage = (event: Event) => event.preventDefault()

/** While on, closing the app asks first. Only for checkout and for words not yet saved. */
export function confirmClosing(on: boolean): void {
  if (!inTelegram) {
    if (on) addEventListener('beforeunload', keepPage)
    else removeEventListener('beforeunload', keepPage)
    return
  }
  if (on) closingBehavior.enableConfirmation.ifAvailable()
  else closingBehavior.disableConfirmation.ifAvailable()
}

/** While held, a downward swipe does not close the app (sheets, drags). */
export function holdSwipes(on: boolean): void {
  if (!inTelegram) return
  // Mounted only now: mounting by itself already switches the swipes off.
  if (!swipeBehavior.isMounted()) swipeBehavior.mount.ifAvailable()
  if (on) swipeBehavior.disableVertical.ifAvailable()
  else swipeBehavior.enableVertical.ifAvailable()
}

/** Paints Telegram's header like the picture under it, and back. */
export function setHeader(color: Rgb | 'page'): void {
  if (!inTelegram) return
  if (color === 'page') miniApp.setHeaderColor.ifAvailable('secondary_bg_color')
  else if (miniApp.setHeaderColor.supports.rgb()) miniApp.setHeaderColor.ifAvailable(color)
}

// ── leaving and coming back ──────────────────────────────────────────────────────────────────────────────────────────

export type InvoiceResult = 'paid' | 'cancelled' | 'failed' | 'pending' | 'unsupported'

/** Opens Telegram's own payment sheet. Outside Telegram there is none: the answer is `unsupported`. */
export async function openInvoice(url: string): Promise<InvoiceResult> {
  if (!inTelegram || !invoice.open.isAvailable()) return 'unsupported'
  return (await invoice.open(url, 'url')) as InvoiceResult
}

export function openLink(url: string): void {
  if (inTelegram && telegramOpenLink.isAvailable()) telegramOpenLink(url)
  else window.open(url, '_blank', 'noopener')
}

export function openTelegramLink(url: string): void {
  if (inTelegram && telegramOpenTelegramLink.isAvailable()) telegramOpenTelegramLink(url)
  else window.open(url, '_blank', 'noopener')
}

/** Offers a link to a chat of the person's choice. */
export function share(url: string, text: string): void {
  if (inTelegram && shareURL.isAvailable()) return shareURL(url, text)
  if ('share' in navigator) void navigator.share({ url, text }).catch(() => undefined)
  else openLink(`https://t.me/share/url?${new URLSearchParams({ url, text })}`)
}

/** @returns the contact as Telegram signed it, or undefined when the person said no or Telegram cannot ask. */
export async function requestContact(): Promise<string | undefined> {
  if (!inTelegram || !requestContactComplete.isAvailable()) return undefined
  try {
    return (await requestContactComplete()).raw
  } catch {
    return undefined
  }
}

/** Whether {@link requestContact} can ask here. */
export const canRequestContact = () => inTelegram && requestContactComplete.isAvailable()

/** @returns whether the bot may write to this person now. */
export async function requestWriteAccess(): Promise<boolean> {
  if (!inTelegram || !telegramRequestWriteAccess.isAvailable()) return false
  try {
    return (await telegramRequestWriteAccess()) === 'allowed'
  } catch {
    return false
  }
}

/** Saves a file by its absolute address; where Telegram cannot, the browser opens it. */
export async function downloadFile(url: string, fileName: string): Promise<void> {
  if (inTelegram && telegramDownload.isAvailable()) {
    try {
      await telegramDownload(url, fileName)
      return
    } catch {
      // Refused or not supported after all: the browser opens it.
    }
  }
  openLink(url)
}
