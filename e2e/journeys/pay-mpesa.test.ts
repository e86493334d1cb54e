import type { Quote } from 'shared/checkout.schema'
import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone, type Phone } from '../support/phone.ts'
import { control } from '../support/sandbox.ts'
import { checkOut, chooseMethod, numberOf, payByCardInstead } from '../support/steps.ts'

/** The person picks up the phone and answers: `0` is the PIN, `1032` no. */
const answer = (number: string, code: string) => control('POST', `/control/mpesa/pushes/${number}/answer`, { code })

const mainText = async (phone: Phone) => (await phone.mainButton())?.['text']

test('a question on the phone pays the order, also when the app was left meanwhile', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  // The first rates come moments after the shop has opened.
  const offered = async () => (await amina.ask<Quote>('POST', '/checkout/quote', {})).methods.find((each) => each.method === 'mpesa')
  await expect.poll(async () => (await offered())?.available, { timeout: 30_000 }).toBe(true)
  const phone = await openPhone({ persona: 'Amina', path: '/checkout' })
  await chooseMethod(phone, /^M-Pesa/)
  await phone.page.getByText('Number that pays').click()
  await phone.picture('mpesa-1-number')
  await phone.page.getByLabel('Phone number').fill('0712 345 999')
  await phone.pressMain(/^Save$/)
  await phone.sees('+254 712 ••• 999')
  await phone.picture('mpesa-2-checkout', true)
  // The total tells about what it is in her own currency: the very sum her phone will be asked for.
  await phone.sees(`≈\u00a0${String(await mainText(phone)).replace('Pay ', '')}`)
  const box = phone.page.getByRole('checkbox')
  if ((await box.count()) > 0) await box.check({ force: true })
  await phone.pressMain(/^Pay KES/)

  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await phone.sees('Check your phone')
  await phone.sees('+254 712 ••• 999')
  await phone.sees(/^\d:\d\d left$/)
  await phone.sees('Leaving this page is safe')
  await phone.picture('mpesa-3-question', true)
  await phone.page.goto('about:blank')

  const again = await openPhone({ persona: 'Amina', path: `/checkout/pay/${number}` })
  await again.sees(/^\d:\d\d left$/)
  await answer(number, '0')
  await again.comesTo(/\/thanks$/)
  expect(await amina.order(number)).toMatchObject({ payment: 'paid' })
  expect([...phone.troubles, ...again.troubles]).toEqual([])
})

test('a question that is refused charges nothing, and is asked again at the rate of now', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'paper-filters': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart', theme: 'dark' })
  const number = await checkOut(phone, /^M-Pesa/)
  await phone.sees('Check your phone')
  await phone.picture('mpesa-4-question-dark', true)
  await answer(number, '1032')
  await phone.sees('Not charged.')
  await phone.sees('You stopped this payment.')
  await phone.picture('mpesa-5-refused-dark')
  expect(await mainText(phone)).toBe('Try again')

  await phone.pressMain(/^Try again$/)
  await phone.sees(phone.page.getByRole('radio', { name: /^M-Pesa/, checked: true }))
  await phone.picture('mpesa-6-again-dark')
  await phone.pressMain(/^Continue$/)
  await phone.sees('Check your phone')
  await answer(`${number}2`, '0')
  await phone.comesTo(/\/thanks$/)
  expect((await amina.order(number)).payment).toBe('paid')
  expect(phone.troubles).toEqual([])
})

test('a wrong PIN charges nothing and says so, and a card pays instead', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'paper-filters': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^M-Pesa/)
  await phone.sees('Check your phone')
  await answer(number, '2001')
  await phone.sees('The PIN was wrong.')
  await phone.picture('mpesa-9-wrong-pin')
  await payByCardInstead(phone)
  expect(await amina.order(number)).toMatchObject({ payment: 'paid' })
  expect(phone.troubles).toEqual([])
})

test('a question is read from right to left, and so is why it failed', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  await amina.ask('PATCH', '/me', { language: 'ar' })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^M-Pesa/).finally(() => amina.ask('PATCH', '/me', { language: 'en' }))
  await phone.sees('انظر إلى هاتفك')
  await phone.picture('mpesa-7-question-arabic', true)
  await answer(number, '1')
  await phone.sees('لا يوجد مال كافٍ في حسابك')
  await phone.picture('mpesa-8-no-funds-arabic')
  expect(phone.troubles).toEqual([])
})
