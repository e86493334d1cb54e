import { expect, test } from 'vitest'
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { cardPaymentsOf, messagesTo } from '../support/sandbox.ts'
import { acceptTerms, chooseMethod, numberOf, typeCard } from '../support/steps.ts'

test('Amina finds coffee by a misspelt word and buys it by card', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({})
  const phone = await openPhone({ persona: 'Amina' })
  const { page } = phone
  await phone.sees(page.getByRole('link', { name: 'Beans', exact: true }))
  await phone.picture('buy-1-shop')

  await page.getByRole('link', { name: /Beans, brewers/ }).click()
  await page.getByRole('searchbox').fill('kilimanjro')
  const found = page.getByRole('link', { name: 'Kilimanjaro Peaberry' })
  await phone.sees(found)
  await phone.picture('buy-2-search')
  await found.click()

  await phone.comesTo(/^\/p\/kilimanjaro-peaberry$/)
  await page.getByRole('radio', { name: '500 g' }).click()
  await phone.picture('buy-3-product')
  await phone.pressMain(/^Add to cart/)
  await phone.sees('In your cart')
  await phone.pressMain(/^View cart · 1 item$/)

  await phone.comesTo(/^\/cart$/)
  await page.getByRole('button', { name: 'One more' }).click()
  await phone.sees('2 items')
  await phone.picture('buy-4-cart')
  await phone.pressMain(/^Check out/)

  await phone.comesTo(/^\/checkout$/)
  await phone.sees(/Riara Road 14/)
  await chooseMethod(phone, /^Card/)
  await acceptTerms(phone)
  await phone.picture('buy-5-checkout', true)
  await phone.pressMain(/^Pay \$/)

  await phone.comesTo(/^\/checkout\/pay\//)
  const number = numberOf(phone)
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.picture('buy-6-pay')
  await phone.pressMain(/^Pay \$/)

  await phone.comesTo(/\/thanks$/)
  await phone.sees('Thank you, Amina!')
  await phone.sees(`Order ${number}`)
  await phone.picture('buy-7-thanks')
  await phone.pressMain(/^Track order$/)
  await phone.comesTo(/^\/orders\/[^/]+$/)
  await phone.sees('Kilimanjaro Peaberry')
  await phone.picture('buy-8-order', true)

  const order = await amina.order(number)
  expect(order).toMatchObject({ state: 'payment_confirmed', payment: 'paid', itemCount: 2 })
  expect(order.paid).toEqual(order.total)
  await expect.poll(() => messagesTo('Amina', number), { timeout: 15_000 }).toEqual([expect.stringContaining('Payment received')])
  const charged = (await cardPaymentsOf(number)).filter((payment) => payment.captured > 0)
  expect(charged).toMatchObject([{ captured: Number(order.total.amount), charges: 1 }])

  await page.getByRole('link', { name: 'Receipt' }).click()
  await phone.comesTo(/\/receipt$/)
  await phone.sees('Kilimanjaro Peaberry')
  await phone.picture('buy-9-receipt', true)
  await phone.pressMain(/^Save as PDF$/)
  await expect.poll(() => phone.lastCall('web_app_request_file_download')).toBeDefined()
  const download = await phone.lastCall('web_app_request_file_download')
  const pdf = await fetch(String(download?.['url']))
  expect(pdf.headers.get('content-type')).toBe('application/pdf')
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  expect(phone.troubles).toEqual([])
})
