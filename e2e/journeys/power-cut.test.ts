import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPhone } from '../support/phone.ts'
import { startShop, type RunningShop } from '../support/shop.ts'
import { acceptTerms, chooseMethod, numberOf, typeCard } from '../support/steps.ts'

let shop: RunningShop
beforeAll(async () => {
  shop = await startShop({ bot: false })
})
afterAll(() => shop?.stop())

test('an order that was answered survives a power cut', async () => {
  const phone = await openPhone({ persona: 'Amina', path: '/p/market-tote', at: shop })
  await phone.pressMain(/^Add to cart/)
  await phone.pressMain(/^View cart/)
  await phone.pressMain(/^Check out/)
  await phone.comesTo(/^\/checkout$/)
  await chooseMethod(phone, /^Card/)
  await acceptTerms(phone)
  const answer = phone.page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v1/checkout')
  await phone.pressMain(/^Pay \$/)
  const { order } = (await (await answer).json()) as { order: { number: string } }
  await shop.kill()

  await shop.restart()
  await phone.page.goto(`${shop.shopUrl}/checkout/pay/${order.number}`)
  await typeCard(phone, '4242 4242 4242 4242')
  await phone.picture('power-cut-1-pay')
  await phone.pressMain(/^Pay \$/)
  await phone.comesTo(/\/thanks$/)
  expect(numberOf(phone)).toBe(order.number)
  await phone.sees('Thank you, Amina!')
  await phone.picture('power-cut-2-thanks')
  // While there was no server, what asked for it failed.
  expect(phone.troublesBesides(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket connection|Unable to preload|dynamically imported/)).toEqual([])
})
