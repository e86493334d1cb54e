import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { cardPaymentsOf, messagesTo } from '../support/sandbox.ts'
import { checkOut, typeCard } from '../support/steps.ts'

test('paid at the door: staff accept, send and hand over, and the open screen follows each step', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'ceramic-dripper-set': 1 })
  const customer = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(customer, /^Cash on delivery/)
  await customer.comesTo(/\/thanks$/)
  await customer.picture('cash-1-thanks')
  await customer.pressMain(/^Track order$/)
  await customer.comesTo(/^\/orders\/[^/]+$/)
  const status = (words: string) => customer.sees(customer.page.getByRole('status').filter({ hasText: `Status: ${words}` }))
  await status('Ordered')
  await customer.picture('cash-2-ordered')
  // Whatever the screen shows from here on reached it without a reload.
  await customer.page.evaluate(() => Object.assign(window, { isSamePage: true }))

  const staff = await openPhone({ persona: 'Wanjiku', path: '/admin/orders?show=to_send' })
  await staff.page.getByRole('link', { name: number }).click()
  await staff.sees(/Pays on delivery\. Accept it/)
  await staff.picture('staff-1-to-accept', true)
  await staff.pressMain(/^Accept order$/)
  await staff.sees('Order accepted')
  await status('Packing')
  await customer.picture('cash-3-packing')

  await staff.pressMain(/^Mark as sent$/)
  const sheet = staff.page.getByRole('dialog', { name: 'How is it sent?' })
  await sheet.getByLabel('Carrier or rider').fill('Duka riders')
  await sheet.getByLabel('Tracking number').fill('DR-2048')
  await staff.picture('staff-2-ship')
  await sheet.getByRole('button', { name: 'Mark as sent' }).click()
  await staff.sees('Marked as sent')
  await status('On its way')
  await customer.sees('DR-2048')
  await customer.picture('cash-4-on-its-way', true)

  await staff.pressMain(/^Mark as delivered$/)
  const asked = await staff.lastCall('web_app_open_popup')
  expect(JSON.stringify(asked)).toContain('Cash collected?')
  await staff.sees('Marked as delivered')
  await staff.picture('staff-3-delivered', true)
  await status('Delivered')
  await customer.picture('cash-5-delivered', true)

  expect(await customer.page.evaluate(() => 'isSamePage' in window)).toBe(true)
  expect(await amina.order(number)).toMatchObject({ state: 'delivered', payment: 'paid' })
  const expected = ['is in', 'We are packing', 'is on its way', 'was delivered'].map((words) => expect.stringContaining(words) as unknown)
  await expect.poll(() => messagesTo('Amina', number), { timeout: 20_000 }).toEqual(expected)
  expect(await messagesTo('Amina', number)).toContainEqual(expect.stringContaining('DR-2048'))
  expect(customer.troubles).toEqual([])
  expect(staff.troubles).toEqual([])
})

test('a manager gives a part of the money back, then the rest', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'brew-scale': 1 })
  const customer = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(customer, /^Card/)
  await typeCard(customer, '4242 4242 4242 4242')
  await customer.pressMain(/^Pay \$/)
  await customer.comesTo(/\/thanks$/)
  await customer.pressMain(/^Track order$/)
  await customer.sees(customer.page.getByRole('status').filter({ hasText: 'Status: Paid' }))
  const total = Number((await amina.order(number)).total.amount)

  const brian = await openPhone({ persona: 'Brian', path: `/admin/orders/${number}` })
  const refunded = async () => (await cardPaymentsOf(number)).reduce((sum, payment) => sum + payment.refunded, 0)
  const refund = async (amount: string) => {
    await brian.page.getByRole('button', { name: 'Refund', exact: true }).click()
    const sheet = brian.page.getByRole('dialog', { name: 'Refund' })
    if (amount) await sheet.getByLabel('Amount, USD').fill(amount)
    await sheet.getByRole('button', { name: /^Refund \$/ }).click()
    await brian.sees('Refund is on its way')
    await sheet.waitFor({ state: 'hidden' })
  }
  await refund('10.50')
  await expect.poll(refunded, { timeout: 15_000 }).toBe(1050)
  await brian.sees(/^Partly/i)
  await brian.picture('refund-1-part', true)
  await expect.poll(async () => (await amina.order(number)).payment).toBe('partially_refunded')

  await refund('')
  await expect.poll(refunded, { timeout: 15_000 }).toBe(total)
  await expect.poll(async () => (await amina.order(number)).payment).toBe('refunded')
  await brian.picture('refund-2-whole', true)
  await customer.sees('Returned in full')
  await customer.picture('refund-3-customer', true)
  await expect
    .poll(async () => (await messagesTo('Amina', number)).filter((text) => text.includes('Money back')).length, { timeout: 20_000 })
    .toBe(2)
  expect(customer.troubles).toEqual([])
  expect(brian.troubles).toEqual([])
})
