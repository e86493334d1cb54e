import type { Quote } from 'shared/checkout.schema'
import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { chooseMethod } from '../support/steps.ts'

test('a sum in shillings tells its rate, and staff take a way to pay out of the checkout and back', async () => {
  const juma = await signIn('Juma')
  await juma.fillCart({ 'market-tote': 1 })
  const offer = async () => (await juma.ask<Quote>('POST', '/checkout/quote', {})).methods.find((each) => each.method === 'mpesa')
  // The first rates come moments after the shop has opened.
  await expect.poll(async () => (await offer())?.available, { timeout: 30_000 }).toBe(true)
  const phone = await openPhone({ persona: 'Juma', path: '/checkout' })
  await chooseMethod(phone, /^M-Pesa/)
  await phone.sees(/1\sUSD\s=\s130\.971\sKES/)
  await phone.picture('ways-1-rate', true)

  const staff = await openPhone({ persona: 'Wanjiku', path: '/admin/manage' })
  await staff.page.getByRole('link', { name: 'Ways to pay' }).click()
  const mpesa = staff.page.locator('section').filter({ hasText: 'M-Pesa' }).first()
  await mpesa.getByText('Healthy').waitFor()
  await staff.picture('ways-2-staff', true)
  const offered = mpesa.getByRole('switch', { name: 'Offer at checkout' })
  await offered.click()
  await mpesa.getByText('Paused', { exact: true }).waitFor()
  expect(await offer()).toMatchObject({ available: false, reason: 'down' })
  await staff.picture('ways-3-paused', true)
  await offered.click()
  await mpesa.getByText('Healthy').waitFor()
  expect(await offer()).toMatchObject({ available: true })

  await staff.page
    .getByRole('radio', { name: 'Digital goods' })
    .or(staff.page.getByRole('tab', { name: 'Digital goods' }))
    .first()
    .click()
  await mpesa.getByText('Digital goods are paid with Telegram Stars').waitFor()
  expect([...phone.troubles, ...staff.troubles]).toEqual([])
})
