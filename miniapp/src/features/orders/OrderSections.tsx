import { useLocation } from 'wouter'
import type { Currency } from 'shared/currencies'
import type { Order } from 'shared/orders.schema'
import { orderIsOver } from 'shared/orders'
import type { Translate } from 'shared/translate'
import { paths } from '../../app/paths.ts'
import { useFormat, type Format } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useNow } from '../../lib/use-now.ts'
import { confirm, haptic, openLink } from '../../lib/telegram.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Money, Timeline } from '../../ui/show.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { quantityOf, useCart, useSetQuantity } from '../cart/api.ts'
import { useCancelOrder } from './api.ts'
import { CreditNoteCells } from './Paper.tsx'
import { wayOf } from './way.ts'

/** The parcel, or the rider once it is on its way, with what the carrier calls it. */
export function Hero({ order }: { order: Order }) {
  const t = useT()
  const copy = useCopy()
  if (order.goods === 'digital' || orderIsOver(order.state)) return null
  const { tracking } = order
  return (
    <Section>
      <div className="o-hero">
        <img src={`/art/${order.state === 'shipped' && !order.isPickup ? 'scooter' : 'parcel'}.webp`} alt="" width={104} height={104} />
      </div>
      {tracking && (tracking.number || tracking.carrier) && (
        <Cell
          className="sepd"
          inset={0}
          title={tracking.carrier || t('orders.parcel')}
          subtitle={tracking.number && <bdi className="num">{tracking.number}</bdi>}
          trailing={
            <>
              {tracking.number && (
                <IconButton look="f" label={t('orders.copyTracking')} onClick={() => copy(tracking.number)}>
                  <Icon name="copy" size={20} />
                </IconButton>
              )}
              {tracking.url && (
                <IconButton look="f" label={t('orders.openTracking')} onClick={() => openLink(tracking.url ?? '')}>
                  <Icon name="ne" size={20} />
                </IconButton>
              )}
            </>
          }
        />
      )}
    </Section>
  )
}

const moneyOf = (facts: Record<string, string> = {}, format: Format) =>
  format.money({ amount: facts['amount'] ?? '0', currency: facts['currency'] as Currency })

/** `1 × Nyeri AA refunded, $18.00`; only the sum where it is for no goods in particular. */
function refundWords(t: Translate, format: Format, facts: Record<string, string> = {}): string {
  const amount = moneyOf(facts, format)
  return facts['what'] ? t('orders.way.refundOf', { what: `\u2068${facts['what']}\u2069`, amount }) : t('orders.way.refund', { amount })
}

export function WaySection({ order }: { order: Order }) {
  const t = useT()
  const format = useFormat()
  const now = useNow()
  const items = wayOf(order).map((step) => ({
    key: step.key,
    state: step.state,
    title: step.key.startsWith('refund-') ? refundWords(t, format, step.facts) : t(`orders.way.${step.word}`), // keys: orders.way.*
    ...(step.key === 'pending_payment' &&
      step.state === 'now' && {
        subtitle: t(order.payment === 'on_delivery' ? 'orders.detail.on_delivery' : 'orders.detail.pending_payment'),
      }),
    ...(step.key === 'shipped' && order.tracking?.carrier && { subtitle: order.tracking.carrier }),
    ...(step.facts?.['reason'] && { subtitle: step.facts['reason'] }),
    ...(step.at && { time: format.isSameDay(step.at, now) ? format.time(step.at) : format.dateTime(step.at) }),
  }))
  return (
    <Section>
      <Timeline items={items} />
    </Section>
  )
}

export function DeliverySection({ order }: { order: Order }) {
  const t = useT()
  const { address, delivery } = order
  if (!address && !delivery && !order.note) return null
  return (
    <Section header={t('orders.delivery')}>
      {address && (
        <Cell
          leading={
            <span className="disc">
              <Icon name="pin" size={22} />
            </span>
          }
          inset={68}
          title={<b>{address.recipient}</b>}
          subtitle={
            <>
              <bdi>
                {[address.line1, address.line2, address.city, address.region, address.postalCode].filter(Boolean).join(t('checkout.comma'))}
              </bdi>
              <br />
              <span className="num ltr">{address.phone}</span>
              {address.instructions && (
                <>
                  <br />
                  {address.instructions}
                </>
              )}
            </>
          }
        />
      )}
      {delivery && (
        <Cell
          leading={<Glyph icon={delivery.kind === 'pickup' ? 'store' : 'truck'} />}
          inset={68}
          title={delivery.name}
          subtitle={delivery.place}
        />
      )}
      {order.note && <Cell leading={<Glyph icon="note" />} inset={68} title={t('orders.note.yours')} subtitle={order.note} />}
    </Section>
  )
}

const Glyph = ({ icon }: { icon: IconName }) => (
  <span className="disc" style={{ '--bgc': 'var(--d-fill-1)', '--fgc': 'var(--d-text)' } as React.CSSProperties}>
    <Icon name={icon} size={21} />
  </span>
)

const methodIcon: Record<string, IconName> = { card: 'card', stars: 'star', cash_on_delivery: 'wallet' }

export function PaymentSection({ order }: { order: Order }) {
  const t = useT()
  const payment = order.currentPayment
  if (!payment) return null
  // Of an order that ended nothing is waited for any more.
  const state = order.payment === 'unpaid' && orderIsOver(order.state) ? 'never' : order.payment
  return (
    <Section header={t('orders.payment')}>
      <Cell
        leading={<Glyph icon={methodIcon[payment.method] ?? 'card'} />}
        inset={68}
        title={t(`payments.method.${payment.method}`)} // keys: payments.method.*
        subtitle={
          <>
            {t(`orders.paymentState.${state}`) /* keys: orders.paymentState.* */}
            {payment.reference && (
              <>
                <br />
                <bdi className="num">{payment.reference}</bdi>
              </>
            )}
          </>
        }
        value={<Money value={payment.amount} />}
      />
      {BigInt(order.refunded.amount) > 0n && (
        <Cell leading={<Glyph icon="undo" />} inset={68} title={t('orders.refunded')} value={<Money value={order.refunded} />} />
      )}
      <CreditNoteCells number={order.number} notes={order.creditNotes} />
    </Section>
  )
}

/** Puts the same things into the cart once more, at today's prices; what is no longer sold says so there. */
function BuyAgain({ order }: { order: Order }) {
  const t = useT()
  const [, navigate] = useLocation()
  const cart = useCart()
  const setQuantity = useSetQuantity()
  const lines = order.lines.flatMap(({ variantId, productId, slug, ...line }) =>
    variantId && productId && slug ? [{ ...line, variantId, productId, slug }] : [],
  )
  if (lines.length === 0) return null
  const again = () => {
    haptic('light')
    for (const { quantity, ...line } of lines)
      setQuantity(quantityOf(cart.data, line.variantId) + quantity, { ...line, stars: null, available: null })
    navigate(paths.cart())
  }
  return <Cell leading={<Tile icon="refresh" color="green" />} title={t('orders.buyAgain')} disabled={!cart.data} onClick={again} />
}

export function HelpSection({ order }: { order: Order }) {
  const t = useT()
  const cancel = useCancelOrder(order.number)
  const ask = async () => {
    const paid = order.payment === 'paid'
    const sure = await confirm({
      title: t('orders.cancel.title'),
      message: paid ? t('orders.cancel.paid') : t('orders.cancel.unpaid'),
      yes: t('orders.cancel.yes'),
      no: t('orders.cancel.no'),
      destructive: true,
    })
    if (!sure) return
    cancel.mutate(undefined, { onSuccess: () => haptic('success'), onError: () => haptic('error') })
  }
  return (
    <Section footer={cancel.isError ? <span className="dng">{problemText(t, cancel.error)}</span> : undefined}>
      <Cell leading={<Tile icon="chat" color="blue" />} title={t('orders.wrong')} to={paths.support()} />
      {orderIsOver(order.state) && <BuyAgain order={order} />}
      {order.canCancel && (
        <Cell
          leading={<Tile icon="x" color="red" />}
          look="del"
          title={cancel.isPending ? t('orders.cancel.busy') : t('orders.cancel.action')}
          disabled={cancel.isPending}
          onClick={() => void ask()}
        />
      )}
    </Section>
  )
}
