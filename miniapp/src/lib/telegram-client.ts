/**
 * Telegram's side, and the only file that touches its SDK. It comes in a chunk of its own, beside the first screen, and only
 * where Telegram shows the app; `telegram.ts` hands it what was asked meanwhile.
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
  secondaryButton,
  settingsButton,
  shareURL,
  swipeBehavior,
  themeParams,
  viewport,
} from '@telegram-apps/sdk-react'
import type { Rgb } from './contrast.ts'
import type { Haptic, InvoiceResult, NativeButton, Question } from './telegram.ts'

type Native = { postEvent: (method: string, data: string) => void }

/**
 * Mounts Telegram's controls in the order its clients can bear. The SDK's own bridge copies the whole of `window` for
 * every message when it looks for a transport, so the native one is handed to it where there is one.
 * @param onTheme hears of every other theme, once its colours are in the page
 */
export function start(onTheme: (isDark: boolean) => void): void {
  const proxy = (window as unknown as { TelegramWebviewProxy?: Native }).TelegramWebviewProxy
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
  // What is derived from the theme is up to date only after those who listened before us.
  themeParams.state.sub(() => queueMicrotask(() => onTheme(miniApp.isDark())))
}

async function mountViewport(): Promise<void> {
  await viewport.mount()
  viewport.bindCssVars.ifAvailable()
  viewport.expand.ifAvailable()
}

export const showApp = () => miniApp.ready.ifAvailable()

export function setMainButton(button: NativeButton | undefined, colors: { color: Rgb; text: Rgb } | undefined): void {
  if (!mainButton.setParams.isAvailable()) return
  if (!button) return mainButton.setParams({ isVisible: false, isLoaderVisible: false })
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
  if (!secondaryButton.setParams.isAvailable()) return
  if (!button) return secondaryButton.setParams({ isVisible: false, isLoaderVisible: false })
  const position = document.documentElement.dir === 'rtl' ? 'right' : 'left'
  secondaryButton.setParams({ text: button.text, isVisible: true, isEnabled: button.enabled, isLoaderVisible: button.busy, position })
}

export function setBackButton(visible: boolean): void {
  if (visible) backButton.show.ifAvailable()
  else backButton.hide.ifAvailable()
}

export function setSettingsButton(visible: boolean): void {
  if (visible) settingsButton.show.ifAvailable()
  else settingsButton.hide.ifAvailable()
}

/** @returns how to stop listening. */
export function onPress(button: 'main' | 'secondary' | 'back' | 'settings', listener: () => void): () => void {
  const one = { main: mainButton, secondary: secondaryButton, back: backButton, settings: settingsButton }[button]
  if (!one.onClick.isAvailable()) return () => undefined
  one.onClick(listener)
  return () => one.offClick(listener)
}

export function haptic(kind: Haptic): void {
  if (kind === 'selection') hapticFeedback.selectionChanged.ifAvailable()
  else if (kind === 'light' || kind === 'medium') hapticFeedback.impactOccurred.ifAvailable(kind)
  else hapticFeedback.notificationOccurred.ifAvailable(kind)
}

/** @returns whether the person said yes; undefined where Telegram cannot ask. */
export async function confirm(ask: Question): Promise<boolean | undefined> {
  if (!popup.show.isAvailable()) return undefined
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

export function confirmClosing(on: boolean): void {
  if (on) closingBehavior.enableConfirmation.ifAvailable()
  else closingBehavior.disableConfirmation.ifAvailable()
}

export function holdSwipes(on: boolean): void {
  // Mounted only now: mounting by itself already switches the swipes off.
  if (!swipeBehavior.isMounted()) swipeBehavior.mount.ifAvailable()
  if (on) swipeBehavior.disableVertical.ifAvailable()
  else swipeBehavior.enableVertical.ifAvailable()
}

export function setHeader(color: Rgb | 'page'): void {
  if (color === 'page') miniApp.setHeaderColor.ifAvailable('secondary_bg_color')
  else if (miniApp.setHeaderColor.supports.rgb()) miniApp.setHeaderColor.ifAvailable(color)
}

export async function openInvoice(url: string): Promise<InvoiceResult> {
  if (!invoice.open.isAvailable()) return 'unsupported'
  return (await invoice.open(url, 'url')) as InvoiceResult
}

export function openLink(url: string): void {
  if (telegramOpenLink.isAvailable()) telegramOpenLink(url)
  else window.open(url, '_blank', 'noopener')
}

export function openTelegramLink(url: string): void {
  if (telegramOpenTelegramLink.isAvailable()) telegramOpenTelegramLink(url)
  else window.open(url, '_blank', 'noopener')
}

export function share(url: string, text: string): void {
  if (shareURL.isAvailable()) return shareURL(url, text)
  openLink(`https://t.me/share/url?${new URLSearchParams({ url, text })}`)
}

export async function requestContact(): Promise<string | undefined> {
  if (!requestContactComplete.isAvailable()) return undefined
  try {
    return (await requestContactComplete()).raw
  } catch {
    return undefined
  }
}

export async function requestWriteAccess(): Promise<boolean> {
  if (!telegramRequestWriteAccess.isAvailable()) return false
  try {
    return (await telegramRequestWriteAccess()) === 'allowed'
  } catch {
    return false
  }
}

export async function downloadFile(url: string, fileName: string): Promise<void> {
  if (telegramDownload.isAvailable()) {
    try {
      await telegramDownload(url, fileName)
      return
    } catch {
      // Refused or not supported after all: the browser opens it.
    }
  }
  openLink(url)
}
