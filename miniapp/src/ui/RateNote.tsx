import type { OfferedMethod } from 'shared/checkout.schema'
import { symbolOf } from 'shared/currencies'
import type { AppliedRate } from 'shared/payments'
import { useFormat } from '../lib/format.ts'
import { useT } from '../lib/i18n.tsx'
import { shownRate } from '../lib/own-price.ts'
import { useOwnCurrency, useShop } from '../lib/session.tsx'

const names: Record<string, string> = { frankfurter: 'Frankfurter', coinbase: 'Coinbase', kraken: 'Kraken' }
/** As the source calls itself. */
export const sourceName = (source: string): string => names[source] ?? (source === 'exchange-rate-api' ? 'ExchangeRate-API' : source)

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })

/** By which rate an amount came of the price, until when it holds, and who tells it. */
export function RateNote({ rate }: { rate: NonNullable<OfferedMethod['rate']> }) {
  const t = useT()
  const format = useFormat()
  return (
    <>
      {t('payments.rate', { rate: equation(rate), time: format.time(rate.goodUntil) })} <Sources of={rate.sources} />
    </>
  )
}

/** By which rate prices are shown in the customer's own currency, of which day it is, and who tells it. */
export function OwnPriceNote() {
  const t = useT()
  const format = useFormat()
  const shop = useShop()
  const to = useOwnCurrency()
  const shown = shownRate(shop, to)
  if (!shop || !to || !shown) return null
  // The day as the source names it, wherever it is read.
  const date = format.date(`${shown.asOf.slice(0, 10)}T12:00:00Z`)
  return (
    <>
      {t('payments.ownPrice', { rate: equation({ from: shop.currency, to, rate: shown.rate }), date })} <Sources of={shown.sources} />
    </>
  )
}

/** In one piece and from left to right. */
const equation = ({ from, to, rate }: Pick<AppliedRate, 'from' | 'to' | 'rate'>) =>
  `\u20661 ${from} = ${digits.format(rate as `${number}`)} ${symbolOf(to)}\u2069`.replaceAll(' ', '\u00a0')

function Sources({ of: sources }: { of: readonly string[] }) {
  const told = sources.flatMap((source) => names[source] ?? [])
  return (
    <>
      {told.join(', ')}
      {sources.includes('exchange-rate-api') && (
        <>
          {told.length > 0 && ', '}
          {/* Their terms ask for these words and this link (exchangerate-api.com/docs/free). */}
          <a className="acc" dir="ltr" href="https://www.exchangerate-api.com" target="_blank" rel="noreferrer">
            Rates By Exchange Rate API
          </a>
        </>
      )}
    </>
  )
}
