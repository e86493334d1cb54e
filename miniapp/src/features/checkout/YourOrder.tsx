import type { Quote } from 'shared/checkout.schema'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { Section } from '../../ui/Section.tsx'
import { AmountSummary, Money, Thumb } from '../../ui/show.tsx'
import { useTotalLines } from '../../ui/totals.tsx'

/** What is bought and what it comes to. */
export function YourOrder({ quote }: { quote: Quote }) {
  const t = useT()
  const format = useFormat()
  const count = quote.lines.reduce((all, line) => all + line.quantity, 0)
  const totals = useTotalLines(quote.totals, count, quote.goods)
  return (
    <Section header={t('checkout.yourOrder')}>
      <div className="cell">
        <span className="c-thumbs">
          {quote.lines.slice(0, 2).map((line) => (
            <Thumb key={line.variantId} picture={line.picture} hue={line.hue} size={40} radius={11} />
          ))}
        </span>
        <span className="tx sub">
          <span>
            {quote.lines
              .map((line) => (line.quantity > 1 ? `\u2068${line.name}\u2069 ×${line.quantity}` : line.name))
              .join(t('checkout.comma'))}
          </span>
        </span>
        <Link href={paths.cart()} className="acc sub hit">
          {t('checkout.edit')}
        </Link>
      </div>
      <div className="c-sum">
        <AmountSummary
          lines={totals}
          total={{ label: t('orders.total'), value: <Money value={quote.stars ?? quote.totals.total} /> }}
          second={quote.stars && format.money(quote.totals.total)}
        />
      </div>
    </Section>
  )
}
