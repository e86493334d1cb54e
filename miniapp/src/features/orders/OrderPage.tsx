import { useQuery } from '@tanstack/react-query'
import { orderIsOver } from 'shared/orders'
import type { Order } from 'shared/orders.schema'
import { useLocation, useParams } from 'wouter'
import { paths } from '../../app/paths.ts'
import { isUnreachable, Problem } from '../../lib/api-client.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat, useShopFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useLive } from '../../lib/live.ts'
import { useMe } from '../../lib/session.tsx'
import { useNow } from '../../lib/use-now.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { StatusPill } from '../../ui/show.tsx'
import { EmptyState, ErrorState, Note, Skeleton, SkeletonCells } from '../../ui/states.tsx'
import { orderQuery } from './api.ts'
import { OrderLines } from './OrderLines.tsx'
import { DeliverySection, HelpSection, Hero, PaymentSection, WaySection } from './OrderSections.tsx'
import { promiseOf, statusOf, toneOf } from './promise.ts'
import './orders.css'

/** One order: what is promised, where it is, what is in it, and what can still be done. */
export function OrderPage() {
  const { number = '' } = useParams()
  const t = useT()
  const me = useMe()
  const live = useLive()
  const query = useQuery({
    ...orderQuery(number),
    enabled: me !== undefined,
    // Without the live connection the screen asks by itself now and then.
    refetchInterval: ({ state }) => (live || !state.data || orderIsOver(state.data.state) ? false : 15_000),
  })
  if (query.error instanceof Problem && query.error.status === 404) return <NotYours />
  if (query.isError && !query.data) {
    return <ErrorState title={t('orders.oneFailed')} error={query.error} onRetry={() => void query.refetch()} />
  }
  if (!query.data) return <OrderSkeleton />
  return <OrderView order={query.data} offline={isUnreachable(query.error)} />
}

function OrderView({ order, offline }: { order: Order; offline: boolean }) {
  const t = useT()
  const format = useFormat()
  const shopFormat = useShopFormat()
  const [, navigate] = useLocation()
  const unpaid = order.canRetryPayment && statusOf(order) === 'pending_payment'
  const now = useNow(unpaid ? 1000 : 60_000)
  const status = statusOf(order)
  // What is asked on a phone, or sent from a wallet, is paid there: to offer to pay here would read like paying twice.
  const asked = questionOf(order)
  useMainButton(
    unpaid
      ? {
          text: order.awaits
            ? t('orders.seePayment')
            : t('orders.pay', { amount: format.money(order.currentPayment?.amount ?? order.total) }),
          onPress: () => navigate(paths.pay(order.number)),
        }
      : undefined,
  )
  return (
    <>
      <div className="head o-head">
        <div className="grow min-w-0">
          <span className="row">
            <span role="status">
              <StatusPill tone={toneOf[status]}>
                <span className="sr">{t('orders.statusLabel')} </span>
                {/* keys: orders.state.* */}
                {t(`orders.state.${status}`)}
              </StatusPill>
            </span>
            <span className="foot t2 num ltr">{order.number}</span>
          </span>
          <h1 className="t1">
            {asked && !stands(asked, now) ? t('orders.awaits.confirmation') : promiseOf(t, shopFormat, order, now, 'title')}
          </h1>
        </div>
      </div>
      {offline && (
        <div className="sec">
          <Note tone="info" icon={<Icon name="wifioff" size={20} />}>
            <b>{t('common.offline')}</b> {t('orders.offlineHint')}
          </Note>
        </div>
      )}
      <MoneyNote order={order} now={now} />
      <Hero order={order} />
      <WaySection order={order} />
      <OrderLines order={order} />
      <DeliverySection order={order} />
      <PaymentSection order={order} />
      <HelpSection order={order} />
    </>
  )
}

/** The question that waits on the customer’s phone, if paying this order waits for that. */
function questionOf({ state, currentPayment }: Order) {
  const action = currentPayment?.nextAction
  return state === 'pending_payment' && action?.type === 'await_push' ? action : undefined
}

const stands = (question: { asksUntil: string }, now: Date): boolean => new Date(question.asksUntil) > now

/** What to know about the money before anything else: still to pay, still being checked, on its way back. */
function MoneyNote({ order, now }: { order: Order; now: Date }) {
  const t = useT()
  const format = useFormat()
  const payment = order.currentPayment
  const asked = questionOf(order)
  const text = () => {
    // What was answered is asked for a while longer than the question stands.
    if (asked && !stands(asked, now)) return t('orders.note.checking')
    if (order.state === 'pending_payment' && (payment?.state === 'processing' || payment?.state === 'unknown'))
      return t('orders.note.checking')
    if (order.state === 'pending_payment' && order.payment === 'unpaid' && order.awaits !== 'confirmation' && order.payBy) {
      return t('orders.note.payBy', { left: timeLeft(order.payBy, now), time: format.time(order.payBy) })
    }
    if (order.state === 'cancelled' && order.payment === 'unpaid') return t('orders.note.notCharged')
    if (order.state === 'cancelled' && order.payment === 'paid') return t('orders.note.refundComing', { amount: format.money(order.paid) })
    return undefined
  }
  const words = text()
  if (!words) return null
  return (
    <div className="sec">
      <Note
        tone={order.state === 'pending_payment' ? 'warn' : 'info'}
        icon={<Icon name={order.state === 'pending_payment' ? 'clock' : 'info'} size={20} />}
      >
        {words}
      </Note>
    </div>
  )
}

/** `29:05`, kept in its order in right-to-left words; never less than nothing. */
function timeLeft(until: string, now: Date): string {
  const seconds = Math.max(0, Math.round((new Date(until).getTime() - now.getTime()) / 1000))
  const hours = Math.floor(seconds / 3600)
  const rest = `${String(Math.floor((seconds % 3600) / 60)).padStart(hours ? 2 : 1, '0')}:${String(seconds % 60).padStart(2, '0')}`
  return `\u2066${hours ? `${hours}:` : ''}${rest}\u2069`
}

function NotYours() {
  const t = useT()
  return (
    <EmptyState
      art="parcel"
      title={t('orders.notYours')}
      action={
        <ButtonLink round to={paths.orders()}>
          {t('orders.seeMine')}
        </ButtonLink>
      }
    >
      {t('orders.notYoursHint')}
    </EmptyState>
  )
}

function OrderSkeleton() {
  return (
    <div className="late" aria-busy="true">
      <div className="head">
        <div className="grow">
          <Skeleton width={140} height={22} radius={11} />
          <Skeleton width="80%" height={30} style={{ marginTop: 10 }} />
        </div>
      </div>
      <Section>
        <Skeleton height={148} radius={0} />
      </Section>
      <SkeletonCells rows={4} />
    </div>
  )
}
