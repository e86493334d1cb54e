import type { ProductKind } from 'shared/catalog'
import type { OfferedMethod } from 'shared/checkout.schema'
import { asMoneyJson, type Money } from 'shared/money'
import { paymentMethods, type PaymentMethod, type UnavailableReason } from 'shared/payments'
import type { Context } from '../../context.ts'
import { breakerOf } from './breaker.ts'
import type { GatewayDescriptor } from './gateways/gateway.ts'
import { lastMethodOf } from './queries.ts'

export type OfferQuestion = {
  goods: ProductKind | 'mixed'
  /** Where it goes; null when not known yet or nothing is sent. */
  country: string | null
  totals: { total: Money }
  /** The whole in Stars; null when a line has no price in Stars. */
  stars: Money | null
  /** Whether the way of delivery takes money at the door. */
  cashAllowed: boolean
  /** Whose last way to pay is told; null when nobody looks. */
  userId: string | null
}

/** Ways to pay, the ones that can be used first and of those the last one used first, each with the reason when it cannot. */
export async function offeredMethods(ctx: Context, question: OfferQuestion): Promise<OfferedMethod[]> {
  const last = question.userId === null ? undefined : await lastMethodOf(ctx.db, question.userId)
  const now = ctx.clock.now()
  const offers = [...ctx.gateways.values()].map((gateway) => offer(gateway.descriptor, question, breakerOf(gateway).isOpen(now), last))
  return offers.filter((each) => each !== undefined).toSorted(byUsefulness)
}

/** Pure. Undefined when there is nothing to ask for in this way, such as Stars where no price is in Stars. */
export function offer(
  descriptor: GatewayDescriptor,
  question: OfferQuestion,
  isDown: boolean,
  last?: PaymentMethod,
): OfferedMethod | undefined {
  const { method } = descriptor
  const amount = method === 'stars' ? question.stars : question.totals.total
  if (!amount) return undefined
  const reason = whyNot(descriptor, question, amount, isDown)
  return { method, amount: asMoneyJson(amount), available: reason === null, reason, lastUsed: method === last }
}

// Digital goods are sold for Stars only, and nothing else is: Telegram's terms for developers, 6.1 and 6.2.
function whyNot(
  descriptor: GatewayDescriptor,
  { goods, country, cashAllowed }: OfferQuestion,
  amount: Money,
  isDown: boolean,
): UnavailableReason | null {
  if (goods === 'mixed') return 'mixed_cart'
  if (!descriptor.goods.includes(goods)) return goods === 'digital' ? 'digital_needs_stars' : 'physical_not_stars'
  if (descriptor.currencies && !descriptor.currencies.includes(amount.currency)) return 'amount'
  if (country && descriptor.countries && !descriptor.countries.includes(country)) return 'country'
  if (descriptor.method === 'cash_on_delivery' && !cashAllowed) return 'country'
  const { min, max } = descriptor.limits(amount.currency)
  if (amount.amount < min || amount.amount > max) return 'amount'
  return isDown ? 'down' : null
}

function byUsefulness(a: OfferedMethod, b: OfferedMethod): number {
  if (a.available !== b.available) return a.available ? -1 : 1
  if (a.lastUsed !== b.lastUsed) return a.lastUsed ? -1 : 1
  return paymentMethods.indexOf(a.method) - paymentMethods.indexOf(b.method)
}
