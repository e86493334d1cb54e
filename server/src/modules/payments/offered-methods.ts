import type { ProductKind } from 'shared/catalog'
import type { OfferedMethod } from 'shared/checkout.schema'
import type { Currency } from 'shared/currencies'
import { asMoneyJson, fromMoneyJson, type Money } from 'shared/money'
import type { AppliedRate, PaymentMethod, Surface, UnavailableReason } from 'shared/payments'
import { convert } from 'shared/rates'
import type { Context } from '../../context.ts'
import type { RatesTable } from '../fx/index.ts'
import { healthOf, type Health } from './breaker.ts'
import type { GatewayDescriptor } from './gateways/gateway.ts'
import { lastMethodOf } from './queries.ts'
import { placeOf } from './regional-preference.ts'

export type OfferQuestion = {
  goods: ProductKind | 'mixed'
  /** Where the shop is open for whoever asks. */
  surface: Surface
  /** Where it goes; null when not known yet or nothing is sent. */
  country: string | null
  totals: { total: Money }
  /** The whole in Stars; null when a line has no price in Stars. */
  stars: Money | null
  /** Whether the way of delivery takes money at the door. */
  cashAllowed: boolean
  /** Whose last way to pay is told; null when nobody looks. */
  userId: string | null
  /** The rates a customer was shown amounts by, and is charged by; null when they were shown none. Absent: today's. */
  rateTable?: string | null
}

/**
 * Ways to pay, the ones that can be used first: of those the last one used, then what is usual in the country. Each tells what
 * would be asked, by which rate, or the reason why it cannot be used. Decided here alone: the app only shows it.
 */
export async function offeredMethods(ctx: Context, question: OfferQuestion): Promise<OfferedMethod[]> {
  const [last, paused, table] = await Promise.all([
    question.userId === null ? undefined : lastMethodOf(ctx.db, question.userId),
    ctx.pauses.read(),
    ratesFor(ctx, question),
  ])
  const now = ctx.clock.now()
  const offers = [...ctx.gateways.values()].map((gateway) =>
    offer(gateway.descriptor, question, {
      table,
      health: paused.has(gateway.descriptor.method) ? 'down' : healthOf(gateway, now),
      refundable: gateway.refund !== undefined,
      last,
    }),
  )
  return offers.filter((each) => each !== undefined).toSorted((a, b) => byUsefulness(a, b, question.country))
}

/** Read only where somebody is asked in another currency. */
async function ratesFor({ gateways, rates }: Context, { country, totals, rateTable }: OfferQuestion): Promise<RatesTable | undefined> {
  const from = totals.total.currency
  const isNeeded = [...gateways.values()].some(({ descriptor }) => currencyFor(descriptor, from, country) !== from)
  if (!isNeeded || rateTable === null) return undefined
  return rateTable === undefined ? rates.newest() : rates.byId(rateTable)
}

/** What a gateway is asked in: the country's own where it has one, the order's where it takes it, else the first it takes. */
function currencyFor({ currencies, currencyOf }: GatewayDescriptor, currency: Currency, country: string | null): Currency {
  const own = country === null ? undefined : currencyOf?.[country]
  if (own) return own
  return !currencies || currencies.includes(currency) ? currency : (currencies[0] ?? currency)
}

type Standing = { table?: RatesTable | undefined; health: Health; refundable: boolean; last?: PaymentMethod | undefined }

/** Pure. Undefined when there is nothing to ask for in this way, such as Stars where no price is in Stars. */
export function offer(
  descriptor: GatewayDescriptor,
  question: OfferQuestion,
  { table, health, refundable, last }: Standing,
): OfferedMethod | undefined {
  const { method } = descriptor
  const wanted = method === 'stars' ? question.stars : question.totals.total
  if (!wanted) return undefined
  const { amount, rate } = priceIn(descriptor, question, wanted, table)
  const reason = whyNot(descriptor, question, amount) ?? (health === 'down' ? 'down' : null)
  return {
    method,
    amount: asMoneyJson(amount ?? wanted),
    rate: rate && table ? { ...rate, goodUntil: table.goodUntil.toISOString() } : null,
    available: reason === null,
    reason,
    health: health === 'slow' ? 'slow' : 'good',
    asks: descriptor.asks ?? null,
    lastUsed: method === last,
    refundable,
  }
}

/** What would be asked; undefined where no rate is known. */
function priceIn(
  descriptor: GatewayDescriptor,
  { country }: OfferQuestion,
  wanted: Money,
  table: RatesTable | undefined,
): { amount?: Money; rate?: AppliedRate } {
  const { method, stepOf } = descriptor
  const currency = method === 'stars' ? wanted.currency : currencyFor(descriptor, wanted.currency, country)
  const step = stepOf?.(currency) ?? 1n
  if (currency === wanted.currency) return { amount: convert(wanted, currency, '1', step) }
  const rate = table?.between(wanted.currency, currency)
  return rate ? { amount: convert(wanted, currency, rate.rate, step), rate } : {}
}

// Digital goods are sold for Stars only, and nothing else is: Telegram's terms for developers, 6.1 and 6.2.
function whyNot(
  descriptor: GatewayDescriptor,
  { goods, surface, country, cashAllowed }: OfferQuestion,
  amount: Money | undefined,
): UnavailableReason | null {
  if (goods === 'mixed') return 'mixed_cart'
  if (!descriptor.goods.includes(goods)) return goods === 'digital' ? 'digital_needs_stars' : 'physical_not_stars'
  if (descriptor.surfaces && !descriptor.surfaces.includes(surface)) return 'surface'
  if (country && descriptor.countries && !descriptor.countries.includes(country)) return 'country'
  if (descriptor.method === 'cash_on_delivery' && !cashAllowed) return 'country'
  if (!amount) return 'no_rate'
  const { min, max } = descriptor.limits(amount.currency)
  return amount.amount < min || amount.amount > max ? 'amount' : null
}

/** What a payment by this way is written down with. */
export function askedBy({ amount, rate }: OfferedMethod): { amount: Money; rate: AppliedRate | null } {
  if (!rate) return { amount: fromMoneyJson(amount), rate: null }
  const { goodUntil: _, ...applied } = rate
  return { amount: fromMoneyJson(amount), rate: applied }
}

function byUsefulness(a: OfferedMethod, b: OfferedMethod, country: string | null): number {
  if (a.available !== b.available) return a.available ? -1 : 1
  if (a.lastUsed !== b.lastUsed) return a.lastUsed ? -1 : 1
  return placeOf(a.method, country) - placeOf(b.method, country)
}
