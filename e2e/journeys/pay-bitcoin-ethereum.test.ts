import { expect, inject, test } from 'vitest'
import type { Quote } from 'shared/checkout.schema'
import type { PaymentMethod } from 'shared/payments'
import { signIn, type Account } from '../support/account.ts'
import { people, type PersonaName } from '../support/people.ts'
import { openPlainBrowser } from '../support/phone.ts'
import { control } from '../support/sandbox.ts'

/** Rates are known some seconds after the shop's first start; and Telegram's own app may not offer these coins. */
async function isForTheWebAlone(account: Account, method: PaymentMethod): Promise<boolean> {
  const { methods } = await account.ask<Quote>('POST', '/checkout/quote', {})
  return (
    methods.some((each) => each.method === 'ton' && each.available) && methods.find((each) => each.method === method)?.reason === 'surface'
  )
}

type Words = { way: RegExp; checkOut: RegExp; pay: RegExp; colorScheme?: 'dark' }

/** In a browser of their own, where Telegram's terms do not reach, to the screen that asks for coins. */
async function checkOutOnTheWeb(name: PersonaName, method: PaymentMethod, words: Words) {
  const account = await signIn(name)
  await account.fillCart({ 'market-tote': 1 })
  await expect.poll(() => isForTheWebAlone(account, method), { timeout: 40_000 }).toBe(true)
  const { page, picture, troubles } = await openPlainBrowser()
  await page.setViewportSize({ width: 390, height: 1_180 })
  await page.emulateMedia({ colorScheme: words.colorScheme ?? 'light' })
  await page.goto(`${inject('shopUrl')}/cart?surface=web&persona=${people[name]}`)
  await page.getByRole('button', { name: words.checkOut }).click()
  await page.getByRole('radio', { name: words.way }).click()
  const terms = page.getByRole('checkbox')
  if ((await terms.count()) > 0) await terms.check({ force: true })
  await page.waitForTimeout(600)
  await page.getByRole('button', { name: words.pay }).click()
  await page.waitForURL(/\/checkout\/pay\//, { timeout: 20_000 })
  const number = decodeURIComponent(/\/pay\/([^/?]+)/.exec(page.url())?.[1] ?? '')
  const transfer = async () => {
    const action = (await account.order(number)).currentPayment?.nextAction
    if (action?.type !== 'transfer') throw new Error('No coins are asked for')
    return action
  }
  return { account, page, picture, troubles, number, transfer }
}
const english = { checkOut: /^Check out/, pay: /^Pay/ }

test('bitcoin is paid on the web: seen at once, taken back, paid again, and there with its confirmation', async () => {
  const { account, page, picture, troubles, number, transfer } = await checkOutOnTheWeb('Amina', 'bitcoin', { ...english, way: /^Bitcoin/ })
  await page.getByText('Only BTC, only on Bitcoin.').waitFor()
  await page.getByRole('img', { name: 'QR code for your wallet' }).waitFor()
  expect((await transfer()).uri).toMatch(/^bitcoin:tb1q/)
  await picture('bitcoin-1-pay')

  const { uri } = await transfer()
  const { txid } = await control<{ txid: string }>('POST', '/control/bitcoin/pay', { uri })
  await page.getByText(/^We see .*BTC/).waitFor()
  await picture('bitcoin-2-seen')
  expect(await account.order(number)).toMatchObject({ payment: 'unpaid', currentPayment: { state: 'processing' } })
  await control('POST', '/control/bitcoin/replace', { txid })
  await page.getByText('Only BTC, only on Bitcoin.').waitFor()

  await page.getByRole('button', { name: 'Pay from a sandbox wallet' }).click()
  await page.getByText(/^We see .*BTC/).waitFor()
  await page.getByRole('button', { name: 'Let blocks pass' }).click()
  await page.waitForURL(/\/thanks$/, { timeout: 20_000 })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await picture('bitcoin-3-thanks')
  expect(await account.order(number)).toMatchObject({ payment: 'paid', state: 'payment_confirmed' })
  expect(troubles).toEqual([])
})

test('too little bitcoin pays nothing yet: what is missing is asked for, and makes it whole', async () => {
  const { account, page, picture, troubles, number, transfer } = await checkOutOnTheWeb('Amina', 'bitcoin', {
    ...english,
    way: /^Bitcoin/,
    colorScheme: 'dark',
  })
  await page.getByText('Only BTC, only on Bitcoin.').waitFor()
  const { to, due } = await transfer()
  const half = Math.floor(Number(due) / 2)
  await control('POST', '/control/bitcoin/pay', { address: to, sats: half })
  await control('POST', '/control/bitcoin/mine', { blocks: 6 })
  await page.getByText(/BTC missing\./).waitFor({ timeout: 20_000 })
  await picture('bitcoin-4-missing-dark')
  expect(await account.order(number)).toMatchObject({ payment: 'unpaid', currentPayment: { state: 'processing' } })
  const rest = await transfer()
  expect(rest.due).toBe(String(Number(due) - half))
  await control('POST', '/control/bitcoin/pay', { uri: rest.uri })
  await control('POST', '/control/bitcoin/mine', { blocks: 6 })
  await page.waitForURL(/\/thanks$/, { timeout: 20_000 })
  expect(await account.order(number)).toMatchObject({ payment: 'paid' })
  expect(troubles).toEqual([])
})

test('USDT on Ethereum is paid in two parts, counted by blocks until it is final', async () => {
  const { account, page, picture, troubles, number, transfer } = await checkOutOnTheWeb('Amina', 'usdt_ethereum', {
    ...english,
    way: /^USDT on Ethereum/,
    colorScheme: 'dark',
  })
  await page.getByText('Only USDT, only on Ethereum.').waitFor()
  await picture('ethereum-1-dark')
  const { to, token, due } = await transfer()
  const part = BigInt(due) / 4n
  const send = (amount: bigint) => control('POST', '/control/ethereum/pay', { to, token, amount: String(amount) })

  await send(part)
  await control('POST', '/control/ethereum/mine', { blocks: 70 })
  await page.getByText(/USDT missing\./).waitFor({ timeout: 20_000 })
  await picture('ethereum-2-missing')
  await send(BigInt(due) - part)
  await control('POST', '/control/ethereum/mine', { blocks: 12 })
  await page.getByText(/1[2-5] of 64/).waitFor({ timeout: 20_000 })
  await picture('ethereum-3-confirmations')
  expect(await account.order(number)).toMatchObject({ payment: 'unpaid' })
  await control('POST', '/control/ethereum/mine', { blocks: 70 })
  await page.waitForURL(/\/thanks$/, { timeout: 20_000 })
  expect(await account.order(number)).toMatchObject({ payment: 'paid' })
  expect(troubles).toEqual([])
})

test('ether is asked for in Arabic, with network and address to be read from left to right, again once another branch has won, and paid', async () => {
  const { account, page, picture, troubles, number, transfer } = await checkOutOnTheWeb('Layla', 'ethereum', {
    way: /^إيثيريوم/,
    checkOut: /الدفع|الطلب/,
    pay: /^ادفع/,
  })
  await page.getByText(/ETH/).first().waitFor()
  const { uri } = await transfer()
  expect(uri).toMatch(/^ethereum:0x[\da-fA-F]{40}@31337\?value=\d+$/)
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
  await picture('ethereum-4-arabic')

  const { hash } = await control<{ hash: string }>('POST', '/control/ethereum/pay', { uri })
  await control('POST', '/control/ethereum/mine', { blocks: 3 })
  await page
    .getByText(/^وصلنا|نرى/)
    .first()
    .waitFor({ timeout: 20_000 })
  await picture('ethereum-5-arabic-seen')
  await control('POST', '/control/ethereum/reorganise', { depth: 30, lost: [hash] })
  await page.getByRole('img').first().waitFor({ timeout: 20_000 })
  expect(await account.order(number)).toMatchObject({ payment: 'unpaid', currentPayment: { state: 'requires_action' } })

  await control('POST', '/control/ethereum/pay', { uri })
  await control('POST', '/control/ethereum/mine', { blocks: 70 })
  await page.waitForURL(/\/thanks$/, { timeout: 20_000 })
  expect(await account.order(number)).toMatchObject({ payment: 'paid' })
  expect(troubles).toEqual([])
})
