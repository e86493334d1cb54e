import { expect, test } from 'vitest'
import type { Quote } from 'shared/checkout.schema'
import type { PaymentMethod } from 'shared/payments'
import { signIn, type Account } from '../support/account.ts'
import { openPhone, type Phone } from '../support/phone.ts'
import { control } from '../support/sandbox.ts'
import { checkOut } from '../support/steps.ts'

/** What TON Connect does to the page's body, and the page's policy does not let run: nothing depends on it. */
const known = /inline event handler/

/** Rates are known some seconds after the shop's first start. */
const isOffered = async (account: Account, method: PaymentMethod) =>
  (await account.ask<Quote>('POST', '/checkout/quote', {})).methods.some((each) => each.method === method && each.available)

const memoOf = (phone: Phone) => phone.page.locator('.p-code').last().innerText()

test('USDT on TON is paid from a connected wallet, and is there in seconds', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  await expect.poll(() => isOffered(amina, 'usdt_ton'), { timeout: 40_000 }).toBe(true)
  const phone = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(phone, /^USDT on TON/)
  await phone.sees('Only USDT, only on TON.')
  await phone.sees(phone.page.getByRole('img', { name: 'QR code for your wallet' }))
  await phone.picture('ton-1-pay', true)

  await phone.pressMain(/^Open Wallet/)
  // The wallet opens in a tab of its own.
  const opened = phone.context.waitForEvent('page')
  await phone.page.getByText('Sandbox').last().click()
  const wallet = await opened
  await wallet.getByRole('button', { name: /^Connect to/ }).click()
  await phone.sees('Connected wallet')
  await phone.picture('ton-2-connected', true)

  await phone.pressMain(/^Pay .*USDT/)
  await wallet.getByRole('button', { name: 'Refuse' }).click()
  await phone.sees('You stopped it in your wallet.')
  await phone.pressMain(/^Pay .*USDT/)
  await wallet.getByRole('button', { name: 'Confirm' }).click()
  await phone.comesTo(/\/thanks$/)
  await phone.picture('ton-3-thanks')
  expect(await amina.order(number)).toMatchObject({ payment: 'paid', state: 'payment_confirmed' })
  expect(phone.troublesBesides(known)).toEqual([])
})

test('TON is sent by hand in two parts, and what is missing is told meanwhile', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  await expect.poll(() => isOffered(amina, 'ton'), { timeout: 40_000 }).toBe(true)
  const phone = await openPhone({ persona: 'Amina', path: '/cart', theme: 'dark' })
  const number = await checkOut(phone, /^TON/)
  await phone.sees('Only TON, only on TON.')
  const memo = await memoOf(phone)
  await phone.picture('ton-4-dark', true)
  const pay = (amount: bigint, how = 'right') =>
    control('POST', '/control/ton/pay', { person: 'Amina', coin: 'ton', amount: String(amount), memo, how })
  const due = BigInt((await amina.order(number)).currentPayment?.amount.amount ?? '0')

  // What only looks like money changes nothing.
  await pay(due, 'forged')
  await pay(due / 4n)
  await phone.sees('missing.')
  await phone.picture('ton-5-missing', true)
  expect(await amina.order(number)).toMatchObject({ payment: 'unpaid', currentPayment: { state: 'processing' } })
  await pay(due - due / 4n)
  await phone.comesTo(/\/thanks$/)
  expect(await amina.order(number)).toMatchObject({ payment: 'paid' })
  expect(phone.troublesBesides(known)).toEqual([])
})

test('Layla is told in Arabic where her coins go', async () => {
  const layla = await signIn('Layla')
  await layla.fillCart({ 'market-tote': 1 })
  await expect.poll(() => isOffered(layla, 'ton'), { timeout: 40_000 }).toBe(true)
  const phone = await openPhone({ persona: 'Layla', path: '/cart' })
  const number = await checkOut(phone, /^TON/)
  await phone.sees('TON فقط')
  await phone.picture('ton-6-arabic', true)
  const { currentPayment } = await layla.order(number)
  expect(currentPayment?.nextAction).toMatchObject({ type: 'transfer', network: 'ton', memo: await memoOf(phone) })
  expect(phone.troublesBesides(known)).toEqual([])
})
