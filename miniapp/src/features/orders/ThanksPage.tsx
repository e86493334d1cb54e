import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Order } from 'shared/orders.schema'
import { Link, useLocation, useParams } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useMainButton, useSecondaryButton } from '../../lib/buttons.ts'
import { useFormat, useShopFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useMe, useShop } from '../../lib/session.tsx'
import { haptic, inTelegram, requestWriteAccess, share } from '../../lib/telegram.ts'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Money, StatusPill } from '../../ui/show.tsx'
import { ErrorState, Skeleton, SkeletonCells } from '../../ui/states.tsx'
import { useCart } from '../cart/api.ts'
import { useChangeProfile } from '../users/api.ts'
import { orderQuery } from './api.ts'
import { Pictures } from './Pictures.tsx'
import { arrivalWords, statusOf, toneOf } from './promise.ts'
import './orders.css'

/** Joy, proof, next step. There is no way back into paying from here. */
export function ThanksPage() {
  const { number = '' } = useParams()
  const t = useT()
  const me = useMe()
  const [, navigate] = useLocation()
  const query = useQuery({ ...orderQuery(number), enabled: me !== undefined })
  const waits = query.data && statusOf(query.data) === 'pending_payment'
  useEffect(() => {
    if (waits) navigate(paths.pay(number), { replace: true })
  }, [waits, navigate, number])
  if (query.isError && !query.data)
    return <ErrorState title={t('orders.oneFailed')} error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data || waits) return <ThanksSkeleton />
  return <Thanks order={query.data} firstName={me?.firstName ?? ''} />
}

function Thanks({ order, firstName }: { order: Order; firstName: string }) {
  const t = useT()
  const format = useFormat()
  const shop = useShop()
  const [, navigate] = useLocation()
  const first = useFirstTime(order.number)
  useMainButton({
    text: order.goods === 'digital' ? t('orders.open') : t('orders.trackOrder'),
    onPress: () => navigate(paths.order(order.number), { replace: true }),
  })
  useSecondaryButton({ text: t('orders.keepShopping'), onPress: () => navigate(paths.shop(), { replace: true }) })
  const payment = order.currentPayment
  // A card says itself what it is: "Card: Visa ·· 3184".
  const card = payment?.method === 'card' && payment.reference
  const paid = order.payment !== 'unpaid' && order.payment !== 'on_delivery'
  return (
    <>
      <div className="o-thanks">
        <Confetti falls={first} />
        <span className={`o-tick ${first ? 'draws' : ''}`}>
          <svg
            width="46"
            height="46"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d="m5 12.5 4.5 4.5L19 7.5" />
          </svg>
        </span>
        <h1 className="t1">{t('orders.thanks.title', { name: firstName })}</h1>
        <p className="t2">{useNextWords(order)}</p>
      </div>
      <section className="sec torn">
        <div className="top row flex-wrap">
          <Pictures pictures={order.pictures} size={44} stacked />
          <span className="grow min-w-0">
            <b className="block">
              {t('orders.orderNumber')} <bdi className="num whitespace-nowrap">{order.number}</bdi>
            </b>
            <span className="t2 sub">{t('orders.items', { count: order.itemCount })}</span>
          </span>
          <StatusPill tone={toneOf[paid ? 'payment_confirmed' : statusOf(order)]}>
            {t(`orders.state.${paid ? 'payment_confirmed' : statusOf(order)}`) /* keys: orders.state.* */}
          </StatusPill>
        </div>
        <div className="cut" />
        <div className="end">
          <dl className="sum">
            {payment && (
              <div>
                <dt>{card ? t('payments.method.card') : paid ? t('orders.paidWith') : t('orders.payWith')}</dt>
                <dd>{card ? <bdi>{card}</bdi> : t(`payments.method.${payment.method}`) /* keys: payments.method.* */}</dd>
              </div>
            )}
            {payment?.reference && !card && (
              <div>
                <dt>{t('orders.reference')}</dt>
                <dd>
                  <bdi>{payment.reference}</bdi>
                </dd>
              </div>
            )}
            <div>
              <dt>{t('orders.date')}</dt>
              <dd>{format.dateTime(order.placedAt)}</dd>
            </div>
            <div className="tot">
              <dt>{t('orders.total')}</dt>
              <dd>
                <Money value={payment?.amount ?? order.total} />
              </dd>
            </div>
          </dl>
          <div className="torn-acts">
            <Link href={paid ? paths.receipt(order.number) : paths.order(order.number)}>
              <Icon name="receipt" size={20} />
              {paid ? t('orders.receipt') : t('orders.seeOrder')}
            </Link>
            {shop && (
              <button type="button" onClick={() => share(shop.link, t('orders.thanks.share', { shop: shop.name }))}>
                <Icon name="share" size={20} />
                {t('orders.share')}
              </button>
            )}
          </div>
        </div>
      </section>
      <RestOfCart />
      <UpdatesOffer />
    </>
  )
}

/** What happens now, in one sentence. */
function useNextWords(order: Order): string {
  const t = useT()
  const format = useShopFormat()
  const now = useNow()
  if (order.goods === 'digital') return t('orders.thanks.digital')
  if (!order.arrivesFrom || !order.arrivesBy) return t(order.isPickup ? 'orders.detail.toCollect' : 'orders.thanks.soon')
  const style = order.isPickup ? 'pickup' : 'arrives'
  return arrivalWords(t, format, { from: order.arrivesFrom, by: order.arrivesBy, now, style })
}

/** What stayed in the cart: the other half of a mixed one is an order of its own. */
function RestOfCart() {
  const t = useT()
  const { data: cart } = useCart()
  if (!cart || cart.count === 0) return null
  return (
    <Section>
      <Cell
        inset={68}
        to={paths.checkout()}
        leading={<img src="/art/cart.webp" alt="" width={40} height={40} />}
        title={<b>{t('orders.thanks.rest')}</b>}
        subtitle={t('orders.thanks.restHint')}
      />
    </Section>
  )
}

/** Offers messages about this order, to those the bot may not write to yet. */
function UpdatesOffer() {
  const t = useT()
  const me = useMe()
  const change = useChangeProfile()
  if (!inTelegram || !me || me.writeAccess === 'allowed') return null
  const ask = async () => {
    if (await requestWriteAccess()) change.mutate({ writeAccess: 'allowed', notifications: { orders: true } })
  }
  return (
    <Section>
      <Cell
        inset={68}
        leading={<img src="/art/bell.webp" alt="" width={40} height={40} />}
        title={<b>{t('orders.thanks.updates')}</b>}
        subtitle={t('orders.thanks.updatesHint')}
        trailing={
          <Button small round look="soft" busy={change.isPending} onClick={() => void ask()}>
            {t('orders.thanks.allow')}
          </Button>
        }
      />
    </Section>
  )
}

/** Whether this order is thanked for the first time: joy once, then still for ever. */
function useFirstTime(number: string): boolean {
  const key = `duka.thanked.${number}`
  const [first] = useState(() => sessionStorage.getItem(key) === null)
  useEffect(() => {
    if (!first) return
    sessionStorage.setItem(key, '1')
    haptic('success')
  }, [first, key])
  return first
}

// Where each piece comes to rest, as on the design's board: from the start and the top, its turn, its colour.
const pieces: [x: number, y: number, turn: number, color: string][] = [
  [6, 112, 50, 'blue'],
  [24, 24, -30, 'red'],
  [10, 58, 0, 'orange'],
  [36, 18, 15, 'green'],
  [92, 124, 12, 'orange'],
  [21, 102, 0, 'violet'],
  [77, 30, 40, 'green'],
  [78, 104, 64, 'red'],
  [88, 74, 0, 'blue'],
  [50, 8, 70, 'teal'],
  [95, 36, -20, 'violet'],
  [63, 12, 0, 'violet'],
]

function Confetti({ falls }: { falls: boolean }) {
  return (
    <div className={`o-confetti ${falls ? 'falls' : ''}`} aria-hidden="true">
      {document.documentElement.hasAttribute('data-lowpower')
        ? null
        : pieces.map(([x, y, turn, color], index) => (
            <i
              key={`${x} ${y}`}
              style={
                {
                  '--x': `${x}%`,
                  '--y': `${y}px`,
                  '--r': `${turn}deg`,
                  '--c': `var(--d-tile-${color})`,
                  '--n': index,
                } as React.CSSProperties
              }
            />
          ))}
    </div>
  )
}

function ThanksSkeleton() {
  return (
    <div className="late" aria-busy="true">
      <div className="o-thanks">
        <Skeleton width={84} height={84} radius={42} />
        <Skeleton width={220} height={30} style={{ marginTop: 24 }} />
      </div>
      <SkeletonCells rows={4} />
    </div>
  )
}
