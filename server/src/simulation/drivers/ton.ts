import { memoOf } from '../../modules/payments/gateways/ton/memo.ts'
import { referencesOf } from '../looking.ts'
import { coinWays, payInCoins } from './coins.ts'
import type { MethodDriver, Truth } from './driver.ts'

const onTon = (method: 'ton' | 'usdt_ton', coin: 'ton' | 'usdt'): MethodDriver => ({
  method,
  ways: coinWays,
  refundsByHand: true,

  async act(shop, payment, way, chance) {
    if (payment.reference === null) return
    await payInCoins(shop, payment, way, chance, {
      send: (sum) => shop.sandbox.gateways.ton.pay({ person: 'Amina', coin, amount: sum, memo: memoOf(payment.id), how: 'right' }),
    })
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
