import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { AdminOrder } from 'shared/orders.schema'
import { useMainButton } from '../../../lib/buttons.ts'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { confirm, haptic, openTelegramLink } from '../../../lib/telegram.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { AmountSummary, Avatar, Money, StatusPill, Thumb } from '../../../ui/show.tsx'
import { ErrorState, Note, Skeleton, SkeletonCells } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { useCopy } from '../../../ui/use-copy.ts'
import { orderQuery, useChangeOrder, type OrderChange } from '../api.ts'
import { CancelSheet } from './CancelSheet.tsx'
import { HistorySection } from './HistorySection.tsx'
import { hueOf, paymentTone, saysMore, stateTone, stateWords } from './order-words.ts'
import { PaymentSection } from './PaymentSection.tsx'
import { RefundSheet } from './RefundSheet.tsx'
import { ShipSheet } from './ShipSheet.tsx'

/** State and money on top, then who, what to pack, how it was paid, and all that happened. */
export function OrderPage({ number }: { number: string }) {
  const t = useT()
  const order = useQuery(orderQuery(number))
  if (order.data) return <Known order={order.data} />
  return (
    <>
      <PageTitle>
        <bdi className="num">{number}</bdi>
      </PageTitle>
      {order.isPending ? (
        <>
          <div className="sec late">
            <Skeleton height={64} radius={16} />
          </div>
          <SkeletonCells rows={5} />
        </>
      ) : (
        <ErrorState title={t('admin.order.failed')} error={order.error} onRetry={() => void order.refetch()} />
      )}
    </>
  )
}

/** What the customer comes for has no carrier and nothing to track. */
const notSent: OrderChange = { move: 'ship', carrier: '', trackingNumber: '', trackingUrl: '' }

/** What a step is called where the customer comes for it. */
const collecting = (move: OrderChange['move']) => (move === 'ship' ? 'ready' : move === 'deliver' ? 'collected' : move)

type OpenSheet = 'ship' | 'refund' | 'cancel' | undefined

function Known({ order }: { order: AdminOrder }) {
  const t = useT()
  const format = useFormat()
  const change = useChangeOrder(order)
  const [sheet, setSheet] = useState<OpenSheet>()

  /** @returns whether it was done, so that a sheet knows to close */
  const make = async (wanted: OrderChange): Promise<boolean> => {
    try {
      await change.mutateAsync(wanted)
      haptic('success')
      toast({ text: t(`admin.done.${order.isPickup ? collecting(wanted.move) : wanted.move}`) }) // keys: admin.done.*
      setSheet(undefined)
      return true
    } catch (error) {
      haptic('error')
      toast({ icon: 'warn', text: problemText(t, error) })
      return false
    }
  }
  useNextStep(order, change.isPending, (next) =>
    next === 'ship' && !order.isPickup ? setSheet('ship') : void make(next === 'ship' ? notSent : { move: next }),
  )

  const can = (move: AdminOrder['moves'][number]) => order.moves.includes(move)
  const { username } = order.customer
  return (
    <>
      <div className="head">
        <div className="grow min-w-0">
          <span className="row flex-wrap gap-1.5">
            {/* keys: admin.summary.* */}
            <StatusPill tone={stateTone[order.state]}>{stateWords(t, order)}</StatusPill>
            {saysMore(order) && <StatusPill tone={paymentTone[order.payment]}>{t(`admin.summary.${order.payment}`)}</StatusPill>}
          </span>
          <h1 className="t1 num mt-1.5">
            <bdi>{order.number}</bdi>
          </h1>
        </div>
        <div className="ms-auto text-end">
          <b className="t2h">
            <Money value={order.total} />
          </b>
          <span className="foot t2 block">{format.dateTime(order.placedAt)}</span>
        </div>
      </div>
      <nav className="acts" aria-label={t('admin.order.actions')}>
        {username && (
          <button type="button" onClick={() => openTelegramLink(`https://t.me/${username}`)}>
            <Icon name="chat" size={23} />
            {t('admin.order.message')}
          </button>
        )}
        {can('cancel') && (
          <button type="button" onClick={() => setSheet('cancel')}>
            <Icon name="x" size={23} />
            {t('admin.order.cancel')}
          </button>
        )}
        {can('refund') && (
          <button type="button" className="dng" onClick={() => setSheet('refund')}>
            <Icon name="undo" size={23} />
            {t('admin.order.refund')}
          </button>
        )}
      </nav>
      {order.state === 'pending_payment' && order.payment === 'on_delivery' && (
        <div className="px-4 pb-4">
          <Note tone="gold">{t('admin.order.cashHint')}</Note>
        </div>
      )}
      {order.customer.writeAccess === 'blocked' && (
        <div className="px-4 pb-4">
          <Note tone="warn">{t('admin.order.unreachable')}</Note>
        </div>
      )}
      <Who order={order} />
      <Section
        header={
          ['pending_payment', 'payment_confirmed', 'processing'].includes(order.state)
            ? t('admin.order.toPack', { count: order.itemCount })
            : t('admin.order.goodsList')
        }
      >
        {order.lines.map((line) => (
          <Cell
            key={line.id}
            leading={<Thumb picture={line.picture} hue={line.hue} size={44} radius={12} />}
            inset={72}
            title={
              <b className="sub">
                <bdi>{line.name}</bdi> <bdi className="num">×{line.quantity}</bdi>
              </b>
            }
            subtitle={
              <>
                {line.title && (
                  <>
                    <bdi>{line.title}</bdi> ·{' '}
                  </>
                )}
                <bdi className="num">{line.sku}</bdi>
                {line.refundedQuantity > 0 && <span className="block">{t('admin.order.givenBack', { count: line.refundedQuantity })}</span>}
              </>
            }
            trailing={
              <b className="sub">
                <Money value={line.total} />
              </b>
            }
          />
        ))}
        <Totals order={order} />
      </Section>
      {order.note && (
        <Section header={t('admin.order.customerNote')}>
          <p className="pad sub">{order.note}</p>
        </Section>
      )}
      {order.payments.map((payment) => (
        <PaymentSection key={payment.id} order={order} payment={payment} busy={change.isPending} onChange={make} />
      ))}
      <HistorySection order={order} busy={change.isPending} onNote={(note) => make({ move: 'note', note })} />
      {sheet === 'ship' && <ShipSheet order={order} busy={change.isPending} onShip={make} onClose={() => setSheet(undefined)} />}
      {sheet === 'refund' && <RefundSheet order={order} busy={change.isPending} onRefund={make} onClose={() => setSheet(undefined)} />}
      {sheet === 'cancel' && <CancelSheet order={order} busy={change.isPending} onCancel={make} onClose={() => setSheet(undefined)} />}
    </>
  )
}

/** The MainButton is the order's next step; handing over a paid-on-delivery order asks for the cash first. */
function useNextStep(order: AdminOrder, busy: boolean, go: (next: 'accept' | 'process' | 'ship' | 'deliver') => void) {
  const t = useT()
  const format = useFormat()
  const next = (['accept', 'process', 'ship', 'deliver'] as const).find((move) => order.moves.includes(move))
  const press = async () => {
    if (!next) return
    if (next === 'deliver' && order.payment === 'on_delivery') {
      const amount = format.money(order.total)
      const collected = await confirm({
        title: t('admin.order.cashTitle'),
        message: t('admin.order.cashQuestion', { amount }),
        yes: t('admin.order.cashYes', { amount }),
        no: t('common.cancel'),
      })
      if (!collected) return
    }
    go(next)
  }
  // keys: admin.next.*
  useMainButton(next ? { text: t(`admin.next.${order.isPickup ? collecting(next) : next}`), busy, onPress: () => void press() } : undefined)
}

function Who({ order }: { order: AdminOrder }) {
  const t = useT()
  const { customer, address, tracking } = order
  const place =
    address && [address.line1, address.line2, address.city, address.region, address.postalCode, address.country].filter(Boolean).join(', ')
  const copy = useCopy()
  const copyButton = (text: string) => (
    <IconButton label={t('admin.copy')} onClick={() => copy(text)}>
      <Icon name="copy" size={20} />
    </IconButton>
  )
  return (
    <Section>
      <Cell
        leading={<Avatar name={customer.name} hue={hueOf(customer.name)} />}
        inset={72}
        title={<b>{customer.name}</b>}
        subtitle={
          <>
            {t('admin.order.ofCustomer', { count: customer.orders })} · <Money value={customer.spent} />
          </>
        }
      />
      {address && place && (
        <Cell
          leading={
            <span className="disc">
              <Icon name="pin" size={21} />
            </span>
          }
          inset={72}
          title={address.recipient}
          subtitle={
            <>
              <bdi>{place}</bdi>
              {address.instructions && <span className="block">{address.instructions}</span>}
            </>
          }
          trailing={copyButton(`${address.recipient}, ${place}`)}
        />
      )}
      {(address?.phone ?? order.contact.phone) && (
        <Cell
          leading={
            <span className="disc">
              <Icon name="phone" size={21} />
            </span>
          }
          inset={72}
          title={
            <a href={`tel:${address?.phone ?? order.contact.phone}`} className="ltr num">
              {address?.phone ?? order.contact.phone}
            </a>
          }
          trailing={copyButton(address?.phone ?? order.contact.phone ?? '')}
        />
      )}
      {order.delivery && (
        <Cell
          leading={
            <span className="disc">
              <Icon name={order.delivery.kind === 'pickup' ? 'store' : 'truck'} size={21} />
            </span>
          }
          inset={72}
          title={order.delivery.name}
          subtitle={order.delivery.place}
        />
      )}
      {tracking && (
        <Cell
          leading={
            <span className="disc">
              <Icon name="box" size={21} />
            </span>
          }
          inset={72}
          title={<bdi className="num">{tracking.number || t('admin.order.noTracking')}</bdi>}
          subtitle={tracking.carrier}
          {...(tracking.number ? { trailing: copyButton(tracking.number) } : {})}
        />
      )}
    </Section>
  )
}

function Totals({ order: { totals } }: { order: AdminOrder }) {
  const t = useT()
  const lines = [
    { key: 'goods', label: t('admin.order.goods'), value: <Money value={totals.subtotal} /> },
    ...(totals.delivery.amount === '0'
      ? []
      : [{ key: 'delivery', label: t('admin.order.delivery'), value: <Money value={totals.delivery} /> }]),
    ...(totals.tax.amount === '0'
      ? []
      : [
          {
            key: 'tax',
            label: t(totals.taxIncluded ? 'admin.order.taxIncluded' : 'admin.order.tax', {
              name: totals.taxName === 'VAT' ? t('orders.vat') : `\u2068${totals.taxName}\u2069`,
              percent: totals.taxRateBps / 100,
            }),
            value: <Money value={totals.tax} />,
          },
        ]),
  ]
  return <AmountSummary lines={lines} total={{ label: t('admin.order.total'), value: <Money value={totals.total} /> }} />
}
