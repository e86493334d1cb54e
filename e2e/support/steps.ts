import type { Phone } from './phone.ts'

/** The order's number, from the address of one of its screens. */
export function numberOf(phone: Phone): string {
  const { pathname } = new URL(phone.page.url())
  const [, number] = /\/(?:pay|orders)\/([^/]+)/.exec(pathname) ?? []
  if (!number) throw new Error(`${pathname} is no screen of an order`)
  return decodeURIComponent(number)
}

/** From the cart (full) to the screen that takes the payment, or thanks. @returns the order's number. */
export async function checkOut(phone: Phone, payWith: RegExp): Promise<string> {
  const { page } = phone
  await phone.pressMain(/^(Check out|.*الدفع|.*الطلب)/)
  await phone.comesTo(/^\/checkout$/)
  await chooseMethod(phone, payWith)
  await acceptTerms(phone)
  await phone.pressMain(/\d|pay on delivery|عند الاستلام/)
  await page.waitForURL(/\/checkout\/pay\/|\/orders\//, { timeout: 20_000 })
  return numberOf(phone)
}

export async function chooseMethod(phone: Phone, name: RegExp): Promise<void> {
  await phone.page.getByRole('radio', { name }).click()
  await phone.page.getByRole('radio', { name, checked: true }).waitFor()
}

/** Ticks the terms where they were not accepted before. */
export async function acceptTerms(phone: Phone): Promise<void> {
  const box = phone.page.getByRole('checkbox')
  if ((await box.count()) > 0) await box.check({ force: true })
}

/** After a payment that failed, or was left: the order is paid by a test card instead. */
export async function payByCardInstead(phone: Phone): Promise<void> {
  await phone.pressSecondary(/^Pay another way$/)
  await chooseMethod(phone, /^Card/)
  await phone.pressMain(/^Continue$/)
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
}

export const cardFrame = (phone: Phone) => phone.page.frameLocator('iframe[name^="__privateStripeFrame"]')

/** Types a test card into Stripe's frame (docs/sandbox.md lists them). */
export async function typeCard(phone: Phone, number: string): Promise<void> {
  const frame = cardFrame(phone)
  await frame.locator('#number').fill(number)
  await frame.locator('#expiry').fill('12 / 34')
  await frame.locator('#cvc').fill('123')
}

/** Answers the bank's 3-D Secure question. */
export async function answerBank(phone: Phone, outcome: 'authorize' | 'fail'): Promise<void> {
  await phone.page.frameLocator('iframe[name="stripe-challenge-frame"]').locator(`#test-source-${outcome}-3ds`).click()
}
