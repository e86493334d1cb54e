import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { faintWords } from '../support/contrast.ts'
import { misfits } from '../support/layout.ts'
import { openPhone } from '../support/phone.ts'
import { messagesTo } from '../support/sandbox.ts'
import { acceptTerms, cardFrame, chooseMethod, numberOf, typeCard } from '../support/steps.ts'

test('Layla buys in Arabic, from right to left, in the dark, on a narrow phone', async () => {
  const layla = await signIn('Layla')
  await layla.fillCart({})
  const phone = await openPhone({ persona: 'Layla', theme: 'dark', width: 360 })
  const { page } = phone
  const fits = async (name: string) => {
    // A screen that has not come yet fits anywhere.
    await page.locator('main h1').first().waitFor({ state: 'attached' })
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.dataset['scheme']])).toEqual(['rtl', 'dark'])
    expect(await misfits(phone), name).toEqual([])
    await phone.picture(`arabic-${name}`, true)
  }
  await phone.sees(page.getByRole('link', { name: 'حبوب', exact: true }))
  await fits('1-shop')
  await page.getByRole('link', { name: 'حبوب', exact: true }).click()
  await phone.sees(page.getByRole('link', { name: 'نييري AA', exact: true }))
  await fits('2-collection')
  await page.getByRole('link', { name: 'نييري AA', exact: true }).click()
  await phone.comesTo(/^\/p\/nyeri-aa$/)
  await page.getByRole('radio', { name: '500 غ' }).click()
  await fits('3-product')
  await phone.pressMain(/^أضف/)
  await phone.pressMain(/^عرض السلة/)
  await phone.comesTo(/^\/cart$/)
  await fits('4-cart')
  await phone.pressMain(/^إتمام الطلب/)
  await phone.comesTo(/^\/checkout$/)
  await phone.sees(/شارع الوصل/)
  await chooseMethod(phone, /بطاقة|البطاقة/)
  await acceptTerms(phone)
  await fits('5-checkout')
  await phone.pressMain(/^ادفع/)
  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await cardFrame(phone).locator('#number').waitFor()
  await fits('6-pay')
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.pressMain(/^ادفع/)
  await phone.comesTo(/\/thanks$/)
  await fits('7-thanks')
  await phone.pressMain(/الطلب$/)
  await phone.comesTo(/^\/orders\/[^/]+$/)
  await phone.sees('نييري AA')
  await fits('8-order')
  for (const path of ['/orders', '/support', '/you', '/you/addresses', '/search?all=1', `/orders/${number}/receipt`, '/terms']) {
    await phone.goTo(path)
    await fits(`9${path.replaceAll(/[^a-z]+/g, '-')}`)
  }
  await expect.poll(() => messagesTo('Layla', number), { timeout: 15_000 }).toEqual([expect.stringMatching(/[\u0600-\u06ff]/)])
  expect(phone.troubles).toEqual([])
})

test.each([
  { what: 'a theme nobody designed for', name: 'pink', theme: 'pink', textPercent: 100 },
  { what: 'text of twice the size', name: 'large', theme: 'light', textPercent: 200 },
] as const)('the main screens hold with $what', async ({ name, theme, textPercent }) => {
  const amina = await signIn('Amina')
  const { number } = await amina.place({ 'speckled-mug': 1 }, 'cash_on_delivery')
  await amina.fillCart({ 'nyeri-aa': 2, 'ceramic-dripper-set': 1 })
  const phone = await openPhone({ persona: 'Amina', theme, textPercent })
  await phone.sees(phone.page.getByRole('link', { name: 'Beans', exact: true }))
  const wrong: Record<string, string[]> = {}
  for (const path of ['/', '/p/nyeri-aa', '/cart', '/checkout', '/orders', `/orders/${number}`, '/you', '/support', '/search?q=coffee']) {
    await phone.goTo(path)
    await phone.page.locator('main h1').first().waitFor({ state: 'attached' })
    const found = [...(await misfits(phone)), ...(await faintWords(phone))]
    if (found.length > 0) wrong[path] = found
    await phone.picture(`${name}${path.replaceAll(/[^a-z]+/g, '-')}`, true)
  }
  expect(wrong).toEqual({})
  expect(phone.troubles).toEqual([])
})
