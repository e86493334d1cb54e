import { afterEach, expect, test } from 'vitest'
import type { Address } from 'shared/users.schema'
import { signIn } from '../support/account.ts'
import { openPhone, type Phone } from '../support/phone.ts'
import { control } from '../support/sandbox.ts'
import { acceptTerms, chooseMethod, numberOf } from '../support/steps.ts'

/** The person picks up the phone and answers: null is the PIN. */
const answer = (number: string, reason: string | null) => control('POST', `/control/mtn-momo/requests/${number}/answer`, { reason })

const kampala = {
  label: 'Kampala',
  recipient: 'Grace Otieno',
  phone: '+256772000111',
  line1: 'Acacia Avenue 21',
  city: 'Kampala',
  country: 'UG',
}

/** The number as it is written in Uganda. */
async function chooseMomo(phone: Phone, digits: string): Promise<void> {
  await chooseMethod(phone, /^MTN MoMo/)
  await phone.page.getByText('Number that pays').click()
  await phone.page.getByLabel('Phone number').fill(`0772 000 ${digits}`)
  await phone.pressMain(/^Save$/)
  await phone.sees(`+256 772 ••• ${digits}`)
}

// Amina lives in Nairobi: for whoever comes next her book is as it was.
afterEach(async () => {
  const amina = await signIn('Amina')
  const { items } = await amina.ask<{ items: Address[] }>('GET', '/me/addresses')
  for (const { id } of items.filter(({ country }) => country === 'UG')) await amina.ask('DELETE', `/me/addresses/${id}`)
})

test('what goes to Kampala is paid from an MTN number there', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/checkout' })
  await phone.page.getByText('Home, Amina Otieno').click()
  await phone.page.getByText('Add address').click()
  await phone.page.getByLabel('Full name').fill(kampala.recipient)
  await phone.page.getByLabel('Phone').fill(kampala.phone)
  await phone.page.getByLabel('Country').selectOption(kampala.country)
  await phone.page.getByLabel('Street and house').fill(kampala.line1)
  await phone.page.getByLabel('City or town').fill(kampala.city)
  await phone.page.getByLabel('Name of this address').fill(kampala.label)
  await phone.picture('momo-1-address', true)
  await phone.pressMain(/^Save address$/)
  await phone.sees('Kampala, Grace Otieno')

  await chooseMomo(phone, '999')
  await phone.picture('momo-2-checkout', true)
  await acceptTerms(phone)
  await phone.pressMain(/^Pay UGX/)

  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await phone.sees('Enter your MoMo PIN')
  await phone.picture('momo-3-question', true)
  await answer(number, null)
  await phone.comesTo(/\/thanks$/)
  await phone.sees('Thank you, Amina!')
  await phone.picture('momo-4-thanks')
  expect(await amina.order(number)).toMatchObject({ payment: 'paid' })
  expect(phone.troubles).toEqual([])
})

test('MTN finds too little money: nothing is charged, and another number pays', async () => {
  const amina = await signIn('Amina')
  await amina.ask('POST', '/me/addresses', kampala)
  await amina.fillCart({ 'paper-filters': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/checkout', theme: 'dark' })
  await phone.page.getByText('Home, Amina Otieno').click()
  await phone.page.getByRole('radio', { name: /^Kampala/ }).click()
  await chooseMomo(phone, '999')
  await acceptTerms(phone)
  await phone.pressMain(/^Pay UGX/)
  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await phone.sees('Check your phone')
  await answer(number, 'NOT_ENOUGH_FUNDS')
  await phone.sees('There is not enough money in your account.')
  await phone.picture('momo-5-no-funds-dark')
  expect(await amina.order(number)).toMatchObject({ payment: 'unpaid' })

  await phone.pressMain(/^Try again$/)
  await chooseMomo(phone, '888')
  await phone.picture('momo-6-again-dark')
  await phone.pressMain(/^Continue$/)
  await phone.sees('Check your phone')
  await answer(number, null)
  await phone.comesTo(/\/thanks$/)
  expect(await amina.order(number)).toMatchObject({ payment: 'paid' })
  expect(phone.troubles).toEqual([])
})
