import { expect, inject, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { shiftsOf } from '../support/layout.ts'
import { openPhone, openPlainBrowser } from '../support/phone.ts'

test('a link to a product opens it, and back leads to the shop', async () => {
  const phone = await openPhone({ persona: 'Amina', startParam: 'p_hand-grinder' })
  await phone.comesTo(/^\/p\/hand-grinder$/)
  await phone.sees(phone.page.getByRole('heading', { level: 1 }))
  await expect.poll(async () => (await phone.lastCall('web_app_setup_back_button'))?.['is_visible']).toBe(true)
  await phone.pressBack()
  await phone.comesTo(/^\/$/)
  expect(phone.troubles).toEqual([])
})

test('a link to an order opens it for its customer and for nobody else', async () => {
  const amina = await signIn('Amina')
  const { number } = await amina.place({ 'market-tote': 1 }, 'cash_on_delivery')
  const hers = await openPhone({ persona: 'Amina', startParam: `o_${number}` })
  await hers.comesTo(new RegExp(`^/orders/${number}$`))
  await hers.sees('Market tote')
  expect(hers.troubles).toEqual([])

  const stranger = await openPhone({ persona: 'Layla', startParam: `o_${number}` })
  await stranger.comesTo(new RegExp(`^/orders/${number}$`))
  await stranger.sees(stranger.page.getByRole('heading', { name: /لا نجد|لم نجد|لم نعثر|لا يمكننا/ }))
  expect(await stranger.page.getByText('Riara').count()).toBe(0)
  await stranger.picture('entrance-strangers-order')
  // The browser itself writes down every answer that is not 2xx.
  expect(stranger.troublesBesides(/status of 404 .*\/api\/v1\/orders\//)).toEqual([])
})

test('nothing moves while the front, with an order on its way, and the checkout come to a new device', async () => {
  const amina = await signIn('Amina')
  await amina.place({ 'speckled-mug': 1 }, 'cash_on_delivery')
  await amina.fillCart({ 'nyeri-aa': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/terms' })
  expect(await shiftsOf(phone, '/', /^Arriving/)).toEqual({ total: 0, moved: [] })
  await phone.picture('entrance-order-strip')
  expect(await shiftsOf(phone, '/checkout', /Riara Road 14/)).toEqual({ total: 0, moved: [] })
})

test('where Telegram’s side cannot be fetched the page draws the buttons itself', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'nyeri-aa': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/terms' })
  const { page } = phone
  await page.route('**/telegram-client-*.js', (route) => route.abort())
  await page.goto('about:blank')
  await page.goto(phone.launchAddress('/cart'))
  await page.getByRole('button', { name: /^Check out/ }).click()
  await phone.comesTo(/^\/checkout$/)
  await phone.sees(page.getByRole('button', { name: /^(Pay \$|Place order)/ }))
  expect(await phone.mainButton()).toBeUndefined()
})

test('in a plain browser the sandbox’s people can be switched', async () => {
  const { page, troubles, picture } = await openPlainBrowser()
  await page.goto(inject('shopUrl'))
  const chip = page.getByRole('button', { name: /^Sandbox: you are/ })
  await chip.click()
  await picture('entrance-persona-switch')
  await page.getByRole('radio', { name: /Wanjiku Kamau/ }).click()
  await page.getByRole('button', { name: 'Sandbox: you are Wanjiku Kamau. Change person' }).waitFor()
  await page.getByRole('link', { name: 'You', exact: true }).click()
  await page.getByRole('link', { name: 'Open admin mode' }).click()
  await page.getByRole('heading', { name: 'Today', exact: true }).waitFor()
  await picture('entrance-admin')
  expect(troubles).toEqual([])
})

test('a plain browser without the sandbox is shown the way into Telegram', async () => {
  const { page, troubles, picture } = await openPlainBrowser()
  await page.route('**/api/v1/shop', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), sandboxUrl: null } })
  })
  await page.goto(`${inject('shopUrl')}/p/hand-grinder`)
  const link = page.getByRole('link', { name: 'Open in Telegram' })
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe('https://t.me/duka_sandbox_bot/shop?startapp=p_hand-grinder')
  await picture('entrance-outside')
  expect(troubles).toEqual([])
})

test('without a network the shop stays to be looked at, and what is added goes up later', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({})
  const phone = await openPhone({ persona: 'Amina', path: '/c/mugs' })
  const add = phone.page.getByRole('button', { name: 'Add Pair of mugs to the cart' })
  await phone.sees(add)
  await phone.goTo('/')
  await phone.sees(phone.page.getByRole('link', { name: 'Beans', exact: true }))
  // The screens that come next are fetched meanwhile, with what they share.
  const fetched = () =>
    phone.page.evaluate(() =>
      performance.getEntriesByType('resource').flatMap(({ name }) => /\/(CartPage|ProductPage|Stepper)-[^/]+\.js$/.exec(name)?.[1] ?? []),
    )
  await expect.poll(async () => new Set(await fetched()).size, { timeout: 15_000 }).toBe(3)
  await phone.page.waitForLoadState('networkidle')
  await phone.context.setOffline(true)
  await phone.sees(phone.page.getByRole('status').filter({ hasText: 'You’re offline.' }))
  await phone.picture('offline-1-shop')
  await phone.goTo('/c/mugs')
  await add.click()
  await phone.sees('Added. Syncs when you’re back.')
  await phone.goTo('/cart')
  await phone.sees('Pair of mugs')
  await phone.picture('offline-2-cart')
  const lines = async () => (await amina.ask<{ lines: { slug: string }[] }>('GET', '/cart')).lines.map(({ slug }) => slug)
  expect(await lines()).toEqual([])

  await phone.context.setOffline(false)
  await expect.poll(lines, { timeout: 20_000 }).toEqual(['pair-of-mugs'])
  expect(phone.troublesBesides(/ERR_INTERNET_DISCONNECTED/)).toEqual([])
})
