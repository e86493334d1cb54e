import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useShopFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Steps, Thumb } from '../../ui/show.tsx'
import { activeOrdersQuery } from './active-orders.ts'
import { arrivalWords, isLate, promiseDetail, statusOf, stepsOf } from './promise.ts'
import { hasStripRoom, rememberStrip, StripRoom } from './StripRoom.tsx'

/** The order that moves now, on the shop's front; nothing when none does. */
export function OrderStrip() {
  const t = useT()
  const format = useShopFormat()
  const active = useQuery(activeOrdersQuery())
  const box = useRef<HTMLElement>(null)
  const order = active.data?.items[0]
  const known = active.data !== undefined
  // Where no room was kept it comes over the shop's front, which must not move under a finger; next time it has its place. The
  // orders may be known by then: what shows them is fetched after the front.
  const [floats] = useState(!hasStripRoom())
  useEffect(() => {
    // Its margin is part of its room.
    if (known) rememberStrip(box.current ? box.current.offsetHeight + 14 : undefined)
  }, [known, order])
  if (!order) return active.isPending ? <StripRoom /> : null
  const now = new Date()
  const status = statusOf(order)
  const { done, moving } = stepsOf[status]
  const first = order.pictures[0]
  const { arrivesFrom: from, arrivesBy: by } = order
  const isPromised = status !== 'pending_payment' && status !== 'ready_to_collect' && from && by && !isLate(order, now)
  return (
    <section className={`sec mb-3.5! ${floats ? 'floating' : ''}`} ref={box}>
      <Link href={paths.order(order.number)} className="box">
        <span className="cell pb-1.5!">
          {first && <Thumb picture={first.picture} hue={first.hue} size={44} radius={12} />}
          <span className="tx">
            <span className="row b">
              <i
                className="dot lg live"
                style={status === 'pending_payment' ? ({ '--c': 'var(--d-warn-solid)' } as React.CSSProperties) : undefined}
              />
              {/* keys: orders.state.* */}
              {t(`orders.state.${status}`)}
            </span>
            <small>
              {order.awaits
                ? t(`orders.awaits.${order.awaits}`) /* keys: orders.awaits.* */
                : isPromised
                  ? arrivalWords(t, format, { from, by, now, style: order.isPickup ? 'pickup' : 'arriving' })
                  : promiseDetail(t, order, now)}
            </small>
          </span>
          <Icon name="chev" size={18} className="chv" />
        </span>
        <div className="px-4 pb-3.5">
          <Steps done={done} moving={moving} label={t('orders.stepsLabel', { done })} />
        </div>
      </Link>
    </section>
  )
}
