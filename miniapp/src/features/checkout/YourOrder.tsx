import type { OfferedMethod, Quote } from 'shared/checkout.schema'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { about, useOwnPrice } from '../../lib/own-price.ts'
import { Cell } from '../../ui/Cell.tsx'
import { OwnPriceNote } from '../../ui/RateNote.tsx'
import { Section } from '../../ui/Section.tsx'
import { AmountSummary, Money, Thumb } from '../../ui/show.tsx'
import { useTotalLines } from '../../ui/totals.tsx'
import { starsOf } from '../cart/api.ts'

/** What is bought and what it comes to. `offered`: the way to pay that is chosen. */
export function YourOrder({ quote, offered }: { quote: Quote; offered: OfferedMethod | undefined }) {
  const t = useT()
  const format = useFormat()
  const count = quote.lines.reduce((all, line) => all + line.quantity, 0)
  const totals = useTotalLines(quote.totals, count, quote.goods)
  const { total } = quote.totals
  const own = useOwnPrice()(total, offered?.amount)
  // What is asked in another currency has a note of its own, beside the ways to pay.
  const isNoted = own !== undefined && !offered?.rate
  return (
    <Section
      header={t('checkout.yourOrder')}
      footer={isNoted && <OwnPriceNote />}
      action={
        <Link href={paths.cart()} className="hit">
          {t('checkout.edit')}
        </Link>
      }
    >
      {quote.lines.map((line) => (
        <Cell
          key={line.variantId}
          leading={<Thumb picture={line.picture} hue={line.hue} size={40} radius={11} />}
          inset={68}
          title={<bdi className="sub b">{line.name}</bdi>}
          subtitle={
            <>
              {line.title && `\u2068${line.title}\u2069 · `}
              <bdi className="num whitespace-nowrap">
                {line.quantity} × {format.money(starsOf({ ...line, quantity: 1 }) ?? line.unitPrice)}
              </bdi>
            </>
          }
        />
      ))}
      <div className="c-sum">
        <AmountSummary
          lines={totals}
          total={{ label: t('orders.total'), value: <Money value={quote.stars ?? total} /> }}
          second={own ?? (quote.stars && about(format.money(total)))}
        />
      </div>
    </Section>
  )
}
