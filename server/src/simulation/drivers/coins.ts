import { memoOf } from '../../modules/payments/gateways/ton/memo.ts'
import { referencesOf } from '../looking.ts'
import type { MethodDriver, Truth } from './driver.ts'

/** Coins are sent, or not: nobody declines them, and nothing calls us. */
const ways = ['pays', 'gives up half-way', 'pays another sum', 'pays twice'] as const

export const bitcoin: MethodDriver = {
  method: 'bitcoin',
  ways,
  refundsByHand: true,

  act(shop, { reference, amount }, way, chance) {
    const { bitcoin: chain } = shop.sandbox.gateways
    if (!reference || way === 'gives up half-way') return Promise.resolve()
    const asked = Number(amount)
    chain.pay(reference, way === 'pays another sum' ? chance.one([Math.floor(asked / 2), asked + 9_000]) : asked)
    if (way === 'pays twice') chain.pay(reference, asked)
    if (chance.happens(0.5)) chain.mine(chance.between(1, 6))
    return Promise.resolve()
  },

  async truth(shop) {
    const held = shop.sandbox.gateways.bitcoin.truth()
    return new Map(
      (await referencesOf(shop, 'bitcoin')).map(({ id, reference }) => [
        id,
        { captured: BigInt(held[reference]?.confirmed ?? 0), refunded: 0n },
      ]),
    )
  },

  mischief(shop, chance) {
    shop.sandbox.gateways.bitcoin.mine(chance.between(1, 3))
    return Promise.resolve()
  },
}

const onTon = (method: 'ton' | 'usdt_ton', coin: 'ton' | 'usdt'): MethodDriver => ({
  method,
  ways,
  refundsByHand: true,

  async act(shop, { id, amount, reference }, way, chance) {
    if (reference === null || way === 'gives up half-way') return
    const send = (sum: bigint) => shop.sandbox.gateways.ton.pay({ person: 'Amina', coin, amount: sum, memo: memoOf(id), how: 'right' })
    await send(way === 'pays another sum' ? chance.one([amount / 2n, amount + 1_000_000_000n]) : amount)
    if (way === 'pays twice') await send(amount)
  },

  async truth(shop) {
    const sums = new Map<string, Truth>()
    const paymentOf = new Map((await referencesOf(shop, method)).map(({ id }) => [memoOf(id), id]))
    for (const { coin: sent, memo, amount, arrived } of shop.sandbox.gateways.ton.truth().sent) {
      if (sent !== coin || arrived === '0' || memo === null) continue
      const id = paymentOf.get(memo) ?? memo
      const captured = (sums.get(id)?.captured ?? 0n) + BigInt(coin === 'ton' ? amount : arrived)
      sums.set(id, { captured, refunded: 0n })
    }
    return sums
  },
})

export const ton = onTon('ton', 'ton')
export const usdtOnTon = onTon('usdt_ton', 'usdt')
