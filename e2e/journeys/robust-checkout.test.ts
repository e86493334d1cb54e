import { afterEach, beforeEach, expect, test } from 'vitest'
import { signIn, type Account } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { cardPaymentsOf, control } from '../support/sandbox.ts'
import { acceptTerms, checkOut, chooseMethod, numberOf, typeCard } from '../support/steps.ts'

let amina: Account
let before: string[]
const newOrders = async () => (await amina.orders()).map((order) => order.number).filter((number) => !before.includes(number))

beforeEach(async () => {
  amina = await signIn('Amina')
  await amina.fillCart({ 'paper-filters': 2 })
  before = (await amina.orders()).map((order) => order.number)
})
afterEach(() => control('POST', '/control/calm'))

test('two taps on Pay are one order and one payment', async () => {
  const phone = await openPhone({ persona: 'Amina', path: '/checkout' })
  await chooseMethod(phone, /^Card/)
  await acceptTerms(phone)
  await phone.pressMain(/^Pay \$/, 2)
  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.pressMain(/^Pay \$/, 2)
  await phone.comesTo(/\/thanks$/)
  expect(await newOrders()).toEqual([number])
  expect((await cardPaymentsOf(number)).map((payment) => payment.charges)).toEqual([1])
  expect(phone.troubles).toEqual([])
})

test('a reload while the order is being placed finishes the same order', async () => {
  const phone = await openPhone({ persona: 'Amina', path: '/checkout' })
  await chooseMethod(phone, /^Card/)
  await acceptTerms(phone)
  let placed: string | undefined
  // The order is placed, but its answer never reaches the phone.
  await phone.page.route('**/api/v1/checkout', async (route) => {
    if (placed) return route.continue()
    const answer = await route.fetch()
    placed = ((await answer.json()) as { order: { number: string } }).order.number
  })
  await phone.pressMain(/^Pay \$/)
  await expect.poll(() => placed).toBeDefined()
  await phone.page.reload()
  await phone.comesTo(/^\/checkout\/pay\//)
  expect(numberOf(phone)).toBe(placed)
  expect(await newOrders()).toEqual([placed])

  // And once more with the card already typed.
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.page.reload()
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
  expect(await newOrders()).toEqual([placed])
  expect(await amina.order(placed ?? '')).toMatchObject({ payment: 'paid' })
  expect(phone.troubles).toEqual([])
})

test('two tabs that show the same price place one order', async () => {
  const first = await openPhone({ persona: 'Amina', path: '/checkout' })
  await chooseMethod(first, /^Cash on delivery/)
  await acceptTerms(first)
  const second = await openPhone({ persona: 'Amina', path: '/checkout', beside: first })
  await chooseMethod(second, /^Cash on delivery/)
  await acceptTerms(second)
  await Promise.all([first.pressMain(/pay on delivery/), second.pressMain(/pay on delivery/)])
  await Promise.all([first.comesTo(/\/thanks$/), second.comesTo(/\/thanks$/)])
  expect(await newOrders()).toEqual([numberOf(first)])
  expect(numberOf(second)).toBe(numberOf(first))
  expect(first.troubles).toEqual([])
  expect(second.troubles).toEqual([])
})

test('with Stripe’s webhooks switched off a payment still comes to its end', async () => {
  await control('PATCH', '/control/stripe/webhooks', { off: true })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^Card/)
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
  await expect.poll(async () => (await amina.order(number)).state).toBe('payment_confirmed')
  expect(phone.troubles).toEqual([])
})
