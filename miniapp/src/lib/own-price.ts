import type { Currency } from 'shared/currencies'
import { fromMoneyJson, type MoneyJson } from 'shared/money'
import { approximate } from 'shared/rates'
import type { ShopInfo } from 'shared/shop.schema'
import { useFormat } from './format.ts'
import { useOwnCurrency, useShop } from './session.tsx'

/** The rate prices are shown by in this currency, while it is fresh; there is none for the shop's own. */
export function shownRate(shop: ShopInfo | undefined, currency: Currency | undefined, now = Date.now()) {
  const rates = shop?.rates
  return rates && currency && Date.parse(rates.goodUntil) > now ? rates.of[currency] : undefined
}

/**
 * Says a price of the shop's in the customer's own currency, about: `≈ KES 2,590`. Undefined where that is the shop's, or where
 * there is no fresh rate. To be read only: what is charged comes from the server. Where a way to pay asks for its sum in that
 * currency (`asked`), it is that sum, so that a screen never tells two.
 */
export function useOwnPrice(): (price: MoneyJson, asked?: MoneyJson) => string | undefined {
  const format = useFormat()
  const shop = useShop()
  const currency = useOwnCurrency()
  const rate = shownRate(shop, currency)?.rate
  return (price, asked) => {
    if (!currency || price.currency !== shop?.currency || currency === price.currency) return undefined
    if (asked?.currency === currency) return about(format.money(asked))
    return rate && about(format.money(approximate(fromMoneyJson(price), currency, rate)))
  }
}

/** In one piece and from left to right, whatever the words around it. */
export const about = (amount: string): string => `\u2066≈\u00a0${amount}\u2069`
