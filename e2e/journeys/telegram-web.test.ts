import { expect, inject, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPlainBrowser } from '../support/phone.ts'
import { initDataOf } from '../support/sandbox.ts'
import { themes } from '../support/themes.ts'

// Telegram Web draws the buttons itself and talks to the shop, in a frame, by messages. The page is served under its real
// address: the shop must let exactly that one frame it, and the SDK speaks to no other.
const outerPage = (
  shop: string,
) => `<!doctype html><title>Telegram Web</title><body style="margin:0;display:grid;grid-template-rows:1fr 56px;height:100vh">
<iframe src="${shop.replaceAll('&', '&amp;')}" style="border:0;width:100%;height:100%"></iframe><button id="main" hidden></button>
<script>
  const frame = document.querySelector('iframe'), main = document.querySelector('#main')
  const tell = (eventType, eventData) => frame.contentWindow.postMessage(JSON.stringify({ eventType, eventData }), '*')
  const themes = ${JSON.stringify(themes.light)}
  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow) return
    const { eventType, eventData } = JSON.parse(event.data)
    if (eventType === 'web_app_setup_main_button') {
      main.hidden = !eventData.is_visible
      main.disabled = !eventData.is_active || eventData.is_progress_visible
      main.textContent = eventData.text
    }
    if (eventType === 'web_app_request_theme') tell('theme_changed', { theme_params: themes })
    if (eventType === 'web_app_request_viewport') tell('viewport_changed', { height: frame.clientHeight, width: frame.clientWidth, is_expanded: true, is_state_stable: true })
    if (eventType === 'web_app_request_safe_area') tell('safe_area_changed', { top: 0, bottom: 0, left: 0, right: 0 })
    if (eventType === 'web_app_request_content_safe_area') tell('content_safe_area_changed', { top: 0, bottom: 0, left: 0, right: 0 })
  })
  main.addEventListener('click', () => tell('main_button_pressed', {}))
</script>`

test('the shop works inside Telegram Web, with its buttons', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({})
  const launch = new URLSearchParams({
    tgWebAppData: await initDataOf('Amina'),
    tgWebAppVersion: '9.1',
    tgWebAppPlatform: 'weba',
    tgWebAppThemeParams: JSON.stringify(themes.light),
  })
  const { page, context, troubles, picture } = await openPlainBrowser()
  await context.route('https://web.telegram.org/**', (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: outerPage(`${inject('shopUrl')}/p/market-tote#${launch}`) }),
  )
  await page.goto('https://web.telegram.org/a/')
  const shop = page.frameLocator('iframe')
  await shop.getByRole('heading', { name: 'Market tote' }).waitFor()
  // Telegram's button is pressed as such: where a picture was taken before, the page around the frame may still move.
  const press = (name: RegExp) => page.getByRole('button', { name }).dispatchEvent('click')
  await press(/^Add to cart/)
  // A tap sooner than half a second after another is taken for a double tap.
  await page.waitForTimeout(600)
  await press(/^View cart · 1 item$/)
  await shop.getByRole('heading', { name: 'Cart' }).waitFor()
  await picture('telegram-web-cart')
  await page.waitForTimeout(600)
  await press(/^Check out/)
  await shop.getByText(/Riara Road/).waitFor()
  await expect.poll(async () => (await amina.ask<{ count: number }>('GET', '/cart')).count).toBe(1)
  expect(troubles).toEqual([])
})
