import type { OfferedMethod } from 'shared/checkout.schema'
import { symbolOf } from 'shared/currencies'
import { useFormat } from '../lib/format.ts'
import { useT } from '../lib/i18n.tsx'

const names: Record<string, string> = { frankfurter: 'Frankfurter', coinbase: 'Coinbase', kraken: 'Kraken' }
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })

/** By which rate an amount came of the price, until when it holds, and who tells it. */
export function RateNote({ rate }: { rate: NonNullable<OfferedMethod['rate']> }) {
  const t = useT()
  const format = useFormat()
  const equation = `\u20661 ${rate.from} = ${digits.format(rate.rate as `${number}`)} ${symbolOf(rate.to)}\u2069`
  const told = rate.sources.flatMap((source) => names[source] ?? [])
  return (
    <>
      {t('payments.rate', { rate: equation, time: format.time(rate.goodUntil) })} {told.join(', ')}
      {rate.sources.includes('exchange-rate-api') && (
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
