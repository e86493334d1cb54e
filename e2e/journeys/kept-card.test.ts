import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { cardFrame, checkOut, typeCard } from '../support/steps.ts'

test('a card is kept by consent, pays again with its code alone, and is forgotten', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'paper-filters': 1 })
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const first = await checkOut(phone, /^Card/)
  await typeCard(phone, '4242 4242 4242 4242')
  await cardFrame(phone).getByLabel('Save this card for next time').check()
  await phone.picture('kept-1-consent')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
  await expect.poll(async () => (await amina.order(first)).payment).toBe('paid')

  await amina.fillCart({ 'paper-filters': 1 })
  const again = await openPhone({ persona: 'Amina', path: '/cart' })
  const second = await checkOut(again, /^Card/)
  await cardFrame(again)
    .getByRole('radio', { name: /Visa ·· 4242, expires 12\/34/, checked: true })
    .waitFor()
  await again.picture('kept-2-shown-first')
  // Without the code it is no payment.
  await again.pressMain(/^Pay \$/)
  await cardFrame(again).getByText('Your card’s security code is incomplete.').waitFor()
  expect((await amina.order(second)).paid.amount).toBe('0')
  await cardFrame(again).locator('#cvc').fill('123')
  await again.pressMain(/^Pay \$/)
  await again.comesTo(/\/thanks$/)
  await expect.poll(async () => (await amina.order(second)).payment).toBe('paid')

  const cards = await openPhone({ persona: 'Amina', path: '/you/payment-methods', theme: 'dark' })
  await cards.sees('Visa ·· 4242')
  await cards.picture('kept-3-cards')
  await cards.page.getByRole('button', { name: 'Remove Visa ·· 4242' }).click()
  await cards.sees('No saved cards')
  await cards.picture('kept-4-none')
  for (const each of [phone, again, cards]) expect(each.troubles).toEqual([])
})
