import type { MoneyJson } from 'shared/money'
import { orderIsOver } from 'shared/orders'
import type { Order, OrderLine } from 'shared/orders.schema'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { about, useOwnPrice } from '../../lib/own-price.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { AmountSummary, Money, Thumb } from '../../ui/show.tsx'
import { useTotalLines } from '../../ui/totals.tsx'
import { useCopy } from '../../ui/use-copy.ts'

/** What was ordered and what it came to. */
export function OrderLines({ order }: { order: Order }) {
  const t = useT()
  const format = useFormat()
  const totals = useTotalLines(order.totals, order.itemCount, order.goods)
  // What was really paid, where it is not the shop's currency.
  const stars = order.currentPayment?.method === 'stars' ? order.currentPayment.amount : undefined
  // Today's rates tell nothing about what an order of last month came to.
  const ownPrice = useOwnPrice()
  const own = orderIsOver(order.state) ? undefined : ownPrice(order.totals.total, order.currentPayment?.amount)
  const hasReceipt = order.payment !== 'unpaid' && order.payment !== 'on_delivery'
  return (
    <Section
      header={t('orders.items', { count: order.itemCount })}
      action={
        hasReceipt && (
          <Link href={paths.receipt(order.number)} className="hit">
            {t('orders.receipt')}
          </Link>
        )
      }
    >
      {order.lines.map((line) => (
        <LineRow key={line.id} line={line} stars={order.lines.length === 1 ? stars : undefined} />
      ))}
      <div className="o-line">
        <AmountSummary
          lines={totals}
          total={{ label: t('orders.total'), value: <Money value={stars ?? order.totals.total} /> }}
          second={own ?? (stars && about(format.money(order.totals.total)))}
        />
      </div>
    </Section>
  )
}

/** `stars`: what the line was paid with; of several lines only the sum is known. */
function LineRow({ line, stars }: { line: OrderLine; stars: MoneyJson | undefined }) {
  const t = useT()
  const copy = useCopy()
  return (
    <>
      <Cell
        {...(line.slug && { to: paths.product(line.slug) })}
        leading={<Thumb picture={line.picture} hue={line.hue} size={48} />}
        inset={76}
        title={
          <span className="sub b">
            <bdi>{line.name}</bdi>
            {line.quantity > 1 && <bdi className="num"> ×{line.quantity}</bdi>}
          </span>
        }
        subtitle={
          (line.title || line.refundedQuantity > 0) && (
            <span className="foot">
              {line.title}
              {line.refundedQuantity > 0 && <span className="block">{t('orders.lineBack', { count: line.refundedQuantity })}</span>}
            </span>
          )
        }
        trailing={
          <span className="price sub">
            <Money value={stars ?? line.total} />
          </span>
        }
      />
      {line.digitalContent && (
        <div className="o-gift">
          <code dir="auto">{line.digitalContent}</code>
          <IconButton label={t('orders.copyContent', { name: line.name })} onClick={() => copy(line.digitalContent ?? '')}>
            <Icon name="copy" size={20} />
          </IconButton>
        </div>
      )}
    </>
  )
}
