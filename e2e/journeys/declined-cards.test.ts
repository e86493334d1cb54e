import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { cardPaymentsOf } from '../support/sandbox.ts'
import { answerBank, checkOut, typeCard } from '../support/steps.ts'

// The browser itself writes down every answer that is not 2xx; a declined card is 402 at Stripe.
const declined = /status of 402 .*\/stripe\/v1\/payment_intents/

test('a declined card charges nothing, and another card pays the same order', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^Card/)
  await typeCard(phone, '4000 0000 0000 0002')
  await phone.pressMain(/^Pay \$/)
  await phone.sees(phone.page.getByRole('alert').filter({ hasText: 'Not charged. Your bank said no.' }))
  await phone.picture('declined-1-not-charged')
  expect((await amina.order(number)).paid.amount).toBe('0')

  await typeCard(phone, '4242 4242 4242 4242')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
  await expect.poll(async () => (await amina.order(number)).payment).toBe('paid')
  expect((await cardPaymentsOf(number)).filter((payment) => payment.captured > 0)).toHaveLength(1)
  expect(phone.troublesBesides(declined)).toEqual([])
})

test('the bank asks: saying yes pays, saying no charges nothing', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'paper-filters': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^Card/)
  await typeCard(phone, '4000 0025 0000 3155')
  await phone.pressMain(/^Pay \$/)
  await phone.sees(phone.page.locator('iframe[name="stripe-challenge-frame"]'))
  await phone.picture('3ds-1-question')
  await answerBank(phone, 'fail')
  await phone.sees(phone.page.getByRole('alert').filter({ hasText: 'Not charged. Your bank could not confirm it was you.' }))
  await phone.picture('3ds-2-not-charged')
  expect((await amina.order(number)).paid.amount).toBe('0')

  await phone.pressMain(/^Pay \$/)
  await answerBank(phone, 'authorize')
  await phone.comesTo(/\/thanks$/)
  await phone.sees('Thank you, Amina!')
  await expect.poll(async () => (await amina.order(number)).payment).toBe('paid')
  expect(phone.troubles).toEqual([])
})

test('a reload while the bank asks comes back to its question, not to an empty card form', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'paper-filters': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^Card/)
  await typeCard(phone, '4000 0027 6000 3184')
  await phone.pressMain(/^Pay \$/)
  const question = phone.page.locator('iframe[name="stripe-challenge-frame"]')
  await phone.sees(question)

  await phone.page.reload()
  await phone.sees(question)
  await phone.sees('We are checking with your bank')
  await phone.picture('3ds-3-asked-again')
  expect(await phone.page.locator('iframe[name^="__privateStripeFrame"]').count()).toBe(0)
  await answerBank(phone, 'fail')
  await phone.sees(phone.page.getByRole('alert').filter({ hasText: 'Not charged. Your bank could not confirm it was you.' }))
  expect((await amina.order(number)).paid.amount).toBe('0')

  await typeCard(phone, '4000 0027 6000 3184')
  await phone.pressMain(/^Pay \$/)
  await phone.sees(question)
  await phone.page.reload()
  await answerBank(phone, 'authorize')
  await phone.comesTo(/\/thanks$/)
  await expect.poll(async () => (await amina.order(number)).payment).toBe('paid')
  expect((await cardPaymentsOf(number)).map((payment) => payment.charges)).toEqual([1])
  expect(phone.troubles).toEqual([])
})
