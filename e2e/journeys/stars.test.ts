import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { messagesTo } from '../support/sandbox.ts'
import { acceptTerms, checkOut, numberOf, typeCard } from '../support/steps.ts'

test('a digital thing is paid with Stars and is there at once', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'brew-guide': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  await phone.sees('Digital items are paid with Telegram Stars.')
  await phone.picture('stars-1-cart')
  await phone.pressMain(/^Check out/)

  await phone.comesTo(/^\/checkout$/)
  await phone.sees('Digital goods are paid with Telegram Stars')
  expect(await phone.page.getByRole('radio').count()).toBe(1)
  expect(await phone.page.getByRole('radio', { name: /^Telegram Stars/ }).getAttribute('aria-checked')).toBe('true')
  await acceptTerms(phone)
  await phone.picture('stars-2-checkout')
  await phone.pressMain(/^Pay /)

  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await phone.picture('stars-3-pay')
  await phone.pressMain(/^Pay /)
  await phone.comesTo(/\/thanks$/)
  expect(await phone.lastCall('web_app_open_invoice')).toBeDefined()
  await phone.picture('stars-4-thanks')
  await phone.pressMain(/^Open it$/)

  await phone.comesTo(/^\/orders\/[^/]+$/)
  const order = await amina.order(number)
  expect(order).toMatchObject({ state: 'delivered', payment: 'paid' })
  const content = order.lines[0]?.digitalContent ?? ''
  expect(content).not.toBe('')
  await phone.sees(phone.page.getByText(content))
  await phone.picture('stars-5-order', true)
  await expect.poll(() => messagesTo('Amina', number), { timeout: 15_000 }).toContainEqual(expect.stringContaining('is ready'))
  expect(phone.troubles).toEqual([])
})

test('closing Telegram’s sheet takes no Stars, and the order waits until it is opened again', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'brew-guide': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart', theme: 'dark' })
  const number = await checkOut(phone, /^Telegram Stars/)
  await phone.closeNextInvoice()
  await phone.pressMain(/^Pay /)
  await phone.sees(phone.page.getByRole('alert').filter({ hasText: 'Not charged. You closed the payment.' }))
  await phone.picture('stars-6-closed-dark')
  expect(await amina.order(number)).toMatchObject({ state: 'pending_payment', payment: 'unpaid' })

  await phone.pressMain(/^Pay /)
  await phone.comesTo(/\/thanks$/)
  expect(await amina.order(number)).toMatchObject({ state: 'delivered', payment: 'paid' })
  expect(phone.troubles).toEqual([])
})

test('a mixed cart is explained and bought as two orders', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1, 'gift-card': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  await phone.sees('Two payments.')
  await phone.picture('mixed-1-cart', true)
  const first = await checkOut(phone, /^Card/)
  await typeCard(phone, '5555 5555 5555 4444')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
  await phone.picture('mixed-2-thanks', true)
  await phone.page.getByRole('link', { name: /The rest of your cart is waiting/ }).click()

  await phone.comesTo(/^\/checkout$/)
  await phone.sees(phone.page.getByRole('radio', { name: /^Telegram Stars/, checked: true }))
  await phone.picture('mixed-3-second-checkout')
  await phone.pressMain(/^Pay /)
  await phone.comesTo(/^\/checkout\/pay\//)
  const second = numberOf(phone)
  await phone.pressMain(/^Pay /)
  await phone.comesTo(/\/thanks$/)

  // The newest two are these, and no third.
  expect((await amina.orders()).slice(0, 2).map((order) => order.number)).toEqual([second, first])
  expect(await amina.order(first)).toMatchObject({ goods: 'physical', payment: 'paid' })
  expect(await amina.order(second)).toMatchObject({ goods: 'digital', payment: 'paid', state: 'delivered' })
  expect(phone.troubles).toEqual([])
})
