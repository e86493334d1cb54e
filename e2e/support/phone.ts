import { mkdir } from 'node:fs/promises'
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { findChromium } from './chromium.ts'
import { people, type PersonaName } from './people.ts'
import { initDataOf } from './sandbox.ts'
import type { ShopAddresses } from './shop.ts'
import { themes, type ThemeName } from './themes.ts'

export type Phone = Awaited<ReturnType<typeof openPhone>>

/** The phones that are on; closed after each journey. */
export const openPhones = new Set<OpenPhone>()
type OpenPhone = {
  persona: string
  page: Page
  troubles: string[]
  mainButton(): Promise<Record<string, unknown> | undefined>
  picture(name: string): Promise<void>
  close(): Promise<void>
}

let browser: Browser | undefined
export async function openBrowser(): Promise<Browser> {
  // A page of another origin (Telegram Web) frames the shop on this machine: Chromium would ask the person first.
  const args = ['--disable-dev-shm-usage', '--disable-features=LocalNetworkAccessChecks']
  browser ??= await chromium.launch({ executablePath: findChromium() ?? '', args })
  return browser
}
export async function closeBrowser(): Promise<void> {
  await browser?.close()
  browser = undefined
}

type Options = {
  persona: PersonaName
  theme?: ThemeName
  startParam?: string
  path?: string
  width?: number
  /** The text size set on the phone. */ textPercent?: number
  /** Another tab beside one that is open: they share what the browser keeps. */ beside?: { context: BrowserContext }
  at?: ShopAddresses
}

/**
 * A phone with Telegram on it: Chromium with a double of Telegram's native bridge. The page is the production build; init
 * data are really signed. Native buttons are no DOM: read them with `mainButton()`, press them with `pressMain()`.
 */
export async function openPhone({ persona, theme = 'light', startParam, path = '/', width = 390, textPercent = 100, beside, at }: Options) {
  const shopUrl = at?.shopUrl ?? inject('shopUrl')
  const sandboxUrl = at?.sandboxUrl ?? inject('sandboxUrl')
  const troubles: string[] = []
  const initData = await initDataOf(persona, { startParam, sandboxUrl })
  const context = beside?.context ?? (await newContext({ width, theme, troubles }))
  if (!beside) await context.addInitScript(installBridge, { theme: themes[theme], sandboxUrl, userId: people[persona], textPercent })
  const page: Page = await context.newPage()
  listen(page, troubles)

  const hash = new URLSearchParams({
    tgWebAppData: initData,
    tgWebAppVersion: '9.1',
    tgWebAppPlatform: 'android',
    tgWebAppThemeParams: JSON.stringify(themes[theme]),
    ...(startParam ? { tgWebAppStartParam: startParam } : {}),
  })
  /** Where Telegram opens a screen of the app. */
  const launchAddress = (at: string) => `${shopUrl}${at}#${hash.toString()}`
  await page.goto(launchAddress(path))

  const calls = () => page.evaluate(() => window.__tg.calls)
  const emit = (name: string, data: unknown = {}) =>
    page.evaluate(([event, payload]) => window.__tg.emit(event as string, payload), [name, data] as const)
  const last = async (name: string) => (await calls()).findLast(([each]) => each === name)?.[1] as Record<string, unknown> | undefined

  /** Another height of the window, which Telegram tells the app. */
  const resize = async (size: { width: number; height: number }) => {
    await page.setViewportSize(size)
    await emit('viewport_changed', { ...size, is_expanded: true, is_state_stable: true })
  }

  let lastPressAt = 0
  const phone = {
    page,
    context,
    persona,
    troubles,
    launchAddress,
    /** Waits until it is there to be seen. */
    sees: (what: Locator | RegExp | string) =>
      (typeof what === 'object' && 'waitFor' in what ? what : page.getByText(what).first()).waitFor({ timeout: 15_000 }),
    /** Waits until the app is at an address. */
    comesTo: (where: RegExp) => page.waitForURL((url) => where.test(url.pathname), { timeout: 20_000 }),
    /** Goes to another screen within the app, as a link would, and waits until it is drawn. */
    async goTo(path: string): Promise<void> {
      await page.evaluate((to) => {
        history.pushState(null, '', to)
        dispatchEvent(new Event('popstate'))
      }, path)
      await page.waitForFunction(
        () => document.querySelector('main')?.textContent !== '' && !document.querySelector('main [aria-busy=true], main .sk'),
      )
    },
    /** What went wrong in the page, besides what this journey provokes. */
    troublesBesides: (...provoked: RegExp[]) => troubles.filter((trouble) => !provoked.some((pattern) => pattern.test(trouble))),
    /** What the app last asked of Telegram by this name. */
    lastCall: last,
    emit,
    mainButton: () => last('web_app_setup_main_button'),
    secondaryButton: () => last('web_app_setup_secondary_button'),
    backButton: () => last('web_app_setup_back_button'),
    /** Waits until Telegram shows a MainButton that reads so and can be pressed, then presses it. */
    async pressMain(text: RegExp, times = 1): Promise<void> {
      await page.waitForFunction(
        (source) => {
          const found = window.__tg.calls.findLast(([name]) => name === 'web_app_setup_main_button')?.[1] as
            | { is_visible?: boolean; is_active?: boolean; is_progress_visible?: boolean; text?: string }
            | undefined
          return Boolean(
            found?.is_visible && found.is_active && !found.is_progress_visible && new RegExp(source, 'i').test(found.text ?? ''),
          )
        },
        text.source,
        { timeout: 20_000 },
      )
      // Whoever reads the button taps no sooner; sooner, the app takes it for the second half of a double tap.
      await page.waitForTimeout(Math.max(0, lastPressAt + 550 - Date.now()))
      lastPressAt = Date.now()
      // Taps of one moment: nothing is drawn between them.
      await page.evaluate((taps) => Array.from({ length: taps }, () => window.__tg.emit('main_button_pressed', {})), times)
    },
    /** Waits until Telegram shows a SecondaryButton that reads so, then presses it. */
    async pressSecondary(text: RegExp): Promise<void> {
      await page.waitForFunction(
        (source) => {
          const found = window.__tg.calls.findLast(([name]) => name === 'web_app_setup_secondary_button')?.[1] as
            | { is_visible?: boolean; text?: string }
            | undefined
          return Boolean(found?.is_visible && new RegExp(source, 'i').test(found.text ?? ''))
        },
        text.source,
        { timeout: 20_000 },
      )
      await emit('secondary_button_pressed')
    },
    /** The next of Telegram's own sheets that asks for Stars is closed instead of paid. */
    closeNextInvoice: () => page.evaluate(() => void (window.__tg.closesInvoice = true)),
    pressBack: () => emit('back_button_pressed'),
    /** A picture of the screen as it stands, or of all that can be scrolled to, kept as a CI artefact. */
    async picture(name: string, wholePage = false): Promise<void> {
      await mkdir('e2e/pictures', { recursive: true })
      const size = page.viewportSize() ?? { width, height: 844 }
      const height = wholePage ? await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0) : 0
      if (height > size.height) await resize({ width: size.width, height })
      await page.screenshot({ path: `e2e/pictures/${name}.png` })
      if (height > size.height) await resize(size)
    },
    async close(): Promise<void> {
      openPhones.delete(phone)
      await (beside ? page.close() : context.close())
    },
  }
  openPhones.add(phone)
  return phone
}

/** A browser without Telegram. */
export async function openPlainBrowser() {
  const troubles: string[] = []
  const context = await newContext({ width: 390, theme: 'light', troubles })
  const page = await context.newPage()
  listen(page, troubles)
  const phone = {
    page,
    context,
    troubles,
    persona: 'nobody',
    mainButton: () => Promise.resolve(undefined),
    async picture(name: string): Promise<void> {
      await mkdir('e2e/pictures', { recursive: true })
      await page.screenshot({ path: `e2e/pictures/${name}.png` })
    },
    async close(): Promise<void> {
      openPhones.delete(phone)
      await context.close()
    },
  }
  openPhones.add(phone)
  return phone
}

function listen(page: Page, troubles: string[]): void {
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`)
  })
}

async function newContext({ width, theme, troubles }: { width: number; theme: ThemeName; troubles: string[] }): Promise<BrowserContext> {
  const context = await (
    await openBrowser()
  ).newContext({
    viewport: { width, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    colorScheme: theme === 'dark' || theme === 'night' ? 'dark' : 'light',
    timezoneId: 'Africa/Nairobi',
  })
  // Nothing outside this machine is ever asked for: what asks is a fault.
  await context.route(
    (url) => !['localhost', '127.0.0.1'].includes(url.hostname),
    (route) => {
      troubles.push(`asked for ${route.request().url()}`)
      return route.abort()
    },
  )
  return context
}

declare global {
  interface Window {
    __tg: { calls: [string, unknown][]; emit(name: string, data: unknown): void; closesInvoice?: boolean }
  }
}

/** Runs in the page before anything else: Telegram's side of the native bridge (what Android's web view injects). */
function installBridge({
  theme,
  sandboxUrl,
  userId,
  textPercent,
}: {
  theme: Record<string, string>
  sandboxUrl: string
  userId: number
  textPercent: number
}): void {
  if (window.parent !== window) return
  const calls: [string, unknown][] = []
  type Receiver = { Telegram?: { WebView?: { receiveEvent(name: string, data: unknown): void } } }
  const emit = (name: string, data: unknown) => (window as unknown as Receiver).Telegram?.WebView?.receiveEvent(name, data)
  window.__tg = { calls, emit }
  // The phone's setting is there before the page's first script; the root element is not there yet.
  if (textPercent !== 100) {
    new MutationObserver((_, observer) => {
      if (!document.documentElement) return
      document.documentElement.style.fontSize = `${textPercent}%`
      observer.disconnect()
    }).observe(document, { childList: true })
  }
  const soon = (name: string, data: unknown) => setTimeout(() => emit(name, data), 0)
  const answer: Record<string, (payload: Record<string, unknown>) => void> = {
    web_app_request_viewport: () =>
      soon('viewport_changed', { height: innerHeight, width: innerWidth, is_expanded: true, is_state_stable: true }),
    web_app_request_safe_area: () => soon('safe_area_changed', { top: 0, bottom: 0, left: 0, right: 0 }),
    web_app_request_content_safe_area: () => soon('content_safe_area_changed', { top: 0, bottom: 0, left: 0, right: 0 }),
    web_app_request_theme: () => soon('theme_changed', { theme_params: theme }),
    web_app_request_write_access: () => soon('write_access_requested', { status: 'allowed' }),
    web_app_invoke_custom_method: (payload) => soon('custom_method_invoked', { req_id: payload['req_id'], result: '' }),
    // Popups: the last button is the act itself; a person reads them, a journey says yes.
    web_app_open_popup: (payload) => {
      const buttons = (payload['buttons'] as { id?: string; type?: string }[] | undefined) ?? []
      const yes =
        buttons.find((button) => button.type === 'destructive') ??
        buttons.find((button) => button.type === 'default' || button.type === 'ok') ??
        buttons[0]
      soon('popup_closed', yes?.id ? { button_id: yes.id } : {})
    },
    // Stars: the person taps Pay in Telegram's own sheet; the sandbox moves their Stars and tells the bot.
    web_app_open_invoice: (payload) => {
      const slug = String(payload['slug'])
      if (window.__tg.closesInvoice) {
        window.__tg.closesInvoice = false
        return soon('invoice_closed', { slug, status: 'cancelled' })
      }
      void fetch(`${sandboxUrl}/control/telegram/invoices/${slug}/pay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId }),
      })
        .then((response) => response.json() as Promise<{ status: string }>)
        .then(({ status }) => emit('invoice_closed', { slug, status }))
    },
  }
  ;(window as unknown as Record<string, unknown>)['TelegramWebviewProxy'] = {
    postEvent(name: string, json?: string) {
      const payload = json && json !== 'undefined' ? (JSON.parse(json) as Record<string, unknown>) : {}
      calls.push([name, payload])
      answer[name]?.(payload)
    },
  }
}
