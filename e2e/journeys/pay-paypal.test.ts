import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone, openPlainBrowser, type Phone } from '../support/phone.ts'
import { control } from '../support/sandbox.ts'
import { checkOut } from '../support/steps.ts'
import type { ThemeName } from '../support/themes.ts'

type PaypalPayment = { status: string; invoice: string | null; captures: number; captured: string; refunded: string }

/** What PayPal knows of the money for an order. */
async function paypalPaymentsOf(orderNumber: string): Promise<PaypalPayment[]> {
  const { paypal } = await control<{ paypal: { payments: PaypalPayment[] } }>('GET', '/control/truth')
  return paypal.payments.filter(({ invoice }) => invoice?.startsWith(orderNumber))
}

/** The page the app has asked Telegram to open, in the person's own browser. */
async function openBrowserPage(phone: Phone): Promise<Page> {
  await expect.poll(() => phone.lastCall('web_app_open_link')).toBeDefined()
  const { url } = (await phone.lastCall('web_app_open_link')) as { url: string }
  const browser = await phone.context.newPage()
  await browser.goto(url)
  return browser
}

async function comeToPaypal(theme: ThemeName = 'light'): Promise<{ phone: Phone; number: string }> {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'kilimanjaro-peaberry': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart', theme })
  const number = await checkOut(phone, /^PayPal/)
  await phone.comesTo(/^\/checkout\/pay\//)
  return { phone, number }
}

test('Amina says yes at PayPal in her browser and is thanked in Telegram', async () => {
  const { phone, number } = await comeToPaypal()
  await phone.sees(/never sees your password/)
  await phone.picture('paypal-1-go')
  await phone.pressMain(/^Continue to PayPal$/)
  await phone.sees('Waiting for PayPal')
  await phone.picture('paypal-2-waiting')

  const browser = await openBrowserPage(phone)
  await browser.screenshot({ path: 'e2e/pictures/paypal-3-their-page.png' })
  await browser.getByRole('button', { name: 'Agree and pay' }).click()
  await browser.getByRole('heading', { name: 'Done' }).waitFor()
  await browser.screenshot({ path: 'e2e/pictures/paypal-4-back.png' })
  expect(await browser.getByRole('link', { name: 'Back to Telegram' }).getAttribute('href')).toMatch(new RegExp(`startapp=o_${number}$`))
  await browser.close()

  await phone.comesTo(/\/thanks$/)
  const order = await (await signIn('Amina')).order(number)
  expect(order).toMatchObject({ state: 'payment_confirmed', payment: 'paid' })
  expect(await paypalPaymentsOf(number)).toMatchObject([{ status: 'COMPLETED', captures: 1, captured: order.total.amount }])
  expect(phone.troubles).toEqual([])
})

test('Amina is sent back to PayPal when her bank says no there, and pays in another way of theirs', async () => {
  const { phone, number } = await comeToPaypal('dark')
  await phone.pressMain(/^Continue to PayPal$/)
  const browser = await openBrowserPage(phone)
  await browser.getByRole('button', { name: /bank will say no/ }).click()
  await browser.getByRole('heading', { name: 'Not charged' }).waitFor()
  await browser.screenshot({ path: 'e2e/pictures/paypal-5-not-charged-page.png' })
  await browser.close()
  await phone.page.evaluate(() => dispatchEvent(new Event('focus')))
  await phone.sees(/choose another card or bank/)
  await phone.picture('paypal-6-declined-dark')
  expect(await paypalPaymentsOf(number)).toMatchObject([{ captures: 0 }])

  await phone.pressMain(/^Continue to PayPal$/)
  const again = await openBrowserPage(phone)
  await again.getByRole('button', { name: 'Agree and pay' }).click()
  await again.getByRole('heading', { name: 'Done' }).waitFor()
  await again.close()
  await phone.comesTo(/\/thanks$/)
  expect(await paypalPaymentsOf(number)).toMatchObject([{ captures: 1 }])
})

test('Amina leaves PayPal without paying and reads in Arabic that nothing was charged', async () => {
  const amina = await signIn('Amina')
  await amina.ask('PATCH', '/me', { language: 'ar' })
  try {
    const { phone } = await comeToPaypal()
    await phone.sees('الدفع عبر PayPal')
    await phone.picture('paypal-7-arabic')
    await phone.pressMain(/PayPal/)
    await phone.sees('في انتظار PayPal')
    await phone.picture('paypal-8-arabic-waiting')
    const browser = await openBrowserPage(phone)
    await browser.locator('button[value=cancel]').click()
    await browser.getByRole('heading', { name: 'لم يُخصم شيء' }).waitFor()
    await browser.screenshot({ path: 'e2e/pictures/paypal-9-arabic-left.png' })
    expect(new URL(browser.url()).searchParams.get('left')).toBe('1')
  } finally {
    await amina.ask('PATCH', '/me', { language: 'en' })
  }
})

test('in a browser PayPal’s own button opens its window, and closing that window costs nothing', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'kilimanjaro-peaberry': 1 })
  const { page, context, troubles, picture } = await openPlainBrowser()
  const { sandboxUrl } = (await (await fetch(`${inject('shopUrl')}/api/v1/shop`)).json()) as { sandboxUrl: string }
  const people = (await (await fetch(`${sandboxUrl}/personas`)).json()) as { items: { id: string; name: string }[] }
  const id = people.items.find(({ name }) => name.startsWith('Amina'))?.id
  await page.goto(`${inject('shopUrl')}/checkout?persona=${id}`)
  await page.getByRole('radio', { name: /^PayPal/ }).click()
  const box = page.getByRole('checkbox')
  if ((await box.count()) > 0) await box.check({ force: true })
  await page.getByRole('button', { name: /^Pay \$/ }).click()
  await page.waitForURL(/\/checkout\/pay\//)
  const theirs = page.locator('paypal-button')
  await theirs.waitFor()
  await picture('paypal-10-button')

  const open = async () => {
    const [popup] = await Promise.all([context.waitForEvent('page'), theirs.click()])
    await popup.getByRole('button', { name: 'Agree and pay' }).waitFor()
    return popup
  }
  await (await open()).getByRole('button', { name: 'Leave without paying' }).click()
  await page.getByText('You left PayPal').waitFor()
  await picture('paypal-11-left')
  await (await open()).getByRole('button', { name: 'Agree and pay' }).click()
  await page.waitForURL(/\/thanks$/)
  expect(troubles).toEqual([])
})
