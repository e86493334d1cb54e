import { Link } from 'wouter'
import type { OrderCard } from 'shared/orders.schema'
import { paths } from '../../app/paths.ts'
import { useFormat, type Format } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import type { Translate } from 'shared/translate'
import { Icon } from '../../ui/Icon.tsx'
import { Steps, Thumb } from '../../ui/show.tsx'
import { useActiveOrders } from './active-orders.ts'

/** How many of the four steps (paid, packed, on its way, delivered) lie behind. */
const stepsDone = { pending_payment: 0, payment_confirmed: 1, processing: 1, shipped: 2 } as const

/** The order that moves now, on the shop's front; nothing when none does. */
export function OrderStrip() {
  const t = useT()
  const format = useFormat()
  const order = useActiveOrders()[0]
  if (!order || !(order.state in stepsDone)) return null
  const state = order.state as keyof typeof stepsDone
  const first = order.pictures[0]
  return (
    <section className="sec mb-3.5!">
      <Link href={paths.order(order.number)} className="box">
        <span className="cell pb-1.5!">
          {first && <Thumb picture={first.picture} hue={first.hue} size={44} radius={12} />}
          <span className="tx">
            <span className="row b">
              <i
                className="dot lg live"
                style={state === 'pending_payment' ? ({ '--c': 'var(--d-warn-solid)' } as React.CSSProperties) : undefined}
              />
              {/* keys: shop.order.* */}
              {t(`shop.order.${state}`)}
            </span>
            <small>{promiseOf(order, t, format)}</small>
          </span>
          <Icon name="chev" size={18} className="chv" />
        </span>
        <div className="px-4 pb-3.5">
          <Steps done={stepsDone[state]} moving label={t('shop.order.step', { step: stepsDone[state] + 1 })} />
        </div>
      </Link>
    </section>
  )
}

/** What is promised next: until when to pay, else when it arrives, else just which order it is. */
function promiseOf(order: OrderCard, t: Translate, format: Format): string {
  const { arrivesFrom: from, arrivesBy: by } = order
  if (order.state === 'pending_payment' && order.payBy) return t('shop.payBefore', { time: format.time(order.payBy) })
  if (!from || !by) return t('shop.orderNumber', { number: order.number })
  if (!format.isSameDay(from, by)) return t('shop.arrives', { when: format.span(from, by) })
  if (format.isSameDay(from, new Date())) return t('shop.arrivesToday', { time: format.span(from, by) })
  return t('shop.arrives', { when: `${format.day(from)}, ${format.span(from, by)}` })
}
