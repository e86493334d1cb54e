import type { OrderCard } from 'shared/orders.schema'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useFormat, useShopFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useNow } from '../../lib/use-now.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Money, StatusPill, Steps } from '../../ui/show.tsx'
import { Pictures } from './Pictures.tsx'
import { promiseDetail, promiseOf, statusOf, stepsOf, toneOf } from './promise.ts'

/** An order that still moves: its promise, how far it is, what is in it. */
export function ActiveOrder({ order }: { order: OrderCard }) {
  const t = useT()
  const format = useShopFormat()
  const now = useNow()
  const status = statusOf(order)
  const steps = stepsOf[status]
  const unpaid = status === 'pending_payment'
  return (
    <section className="sec o-card">
      <div className="box">
        <Link href={paths.order(order.number)} className="o-link">
          <span className="row">
            <StatusPill tone={toneOf[status]}>{t(`orders.state.${status}`) /* keys: orders.state.* */}</StatusPill>
            <span className="o-end foot t2 num ltr">{order.number}</span>
          </span>
          <span className="o-promise">{promiseOf(t, format, order, now, 'card')}</span>
          <span className="t2 sub">{promiseDetail(t, order, now)}</span>
          <span className={toneOf[status] === 'ok' ? '' : 'o-info'}>
            <Steps {...steps} label={t('orders.stepsLabel', { done: steps.done })} />
          </span>
          <span className="row o-foot">
            <Pictures pictures={order.pictures} size={48} />
            <b className="o-end">
              <Money value={order.total} />
            </b>
          </span>
        </Link>
        <div className="o-acts">
          <ButtonLink
            small
            look={unpaid && !order.awaits ? undefined : 'soft'}
            to={unpaid ? paths.pay(order.number) : paths.order(order.number)}
          >
            <Icon name={order.awaits ? 'clock' : unpaid ? 'card' : 'pin'} size={18} />
            {order.awaits ? t('orders.seePayment') : unpaid ? t('orders.payNow') : t(order.isPickup ? 'orders.seeOrder' : 'orders.track')}
          </ButtonLink>
          <ButtonLink small look="fill" to={paths.support()}>
            <Icon name="chat" size={18} />
            {t('orders.help')}
          </ButtonLink>
        </div>
      </div>
    </section>
  )
}

/** An order that is over, in one row. */
export function PastOrder({ order }: { order: OrderCard }) {
  const t = useT()
  const format = useFormat()
  const status = statusOf(order)
  return (
    <Cell
      to={paths.order(order.number)}
      inset={88}
      leading={<Pictures pictures={order.pictures} size={44} stacked />}
      title={
        <span className="row o-wrap">
          <span className="b num ltr">{order.number}</span>
          <StatusPill tone={toneOf[status]}>{t(`orders.state.${status}`) /* keys: orders.state.* */}</StatusPill>
        </span>
      }
      subtitle={t('orders.pastLine', { date: format.day(order.placedAt), items: t('orders.items', { count: order.itemCount }) })}
      value={<Money value={order.total} />}
    />
  )
}
