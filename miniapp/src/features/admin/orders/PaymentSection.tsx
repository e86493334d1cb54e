import { Fragment, useState } from 'react'
import type { AdminOrder, AdminPayment, RefundInfo } from 'shared/orders.schema'
import type { PaymentState } from 'shared/payments'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Cell, Tile } from '../../../ui/Cell.tsx'
import { Section } from '../../../ui/Section.tsx'
import { AmountSummary, Money, StatusPill, type Tone } from '../../../ui/show.tsx'
import type { OrderChange } from '../api.ts'
import { useMayI } from '../may-i.ts'
import { SentSheet } from './SentSheet.tsx'

const tones: Record<PaymentState, Tone> = {
  starting: 'info',
  requires_action: 'warn',
  unknown: 'danger',
  processing: 'info',
  authorized: 'gold',
  expired: 'neutral',
  failed: 'danger',
  cancelled: 'neutral',
  conflicted: 'danger',
  succeeded: 'ok',
}

type Props = { order: AdminOrder; payment: AdminPayment; busy: boolean; onChange: (change: OrderChange) => Promise<boolean> }

/** One attempt to pay: what moved and what can go back. */
export function PaymentSection({ order, payment, busy, onChange }: Props) {
  const t = useT()
  const format = useFormat()
  const mayI = useMayI()
  const [sending, setSending] = useState<RefundInfo>()
  const icon = payment.method === 'card' ? 'card' : payment.method === 'stars' ? 'star' : 'wallet'
  const money = payment.movements.map((movement) => ({
    key: movement.id,
    // keys: admin.movement.*
    label: [
      `${t(`admin.movement.${movement.kind}`)}, ${format.dateTime(movement.at)}`,
      movement.paidUntil && t('admin.payment.paidUntil', { day: format.date(movement.paidUntil) }),
    ]
      .filter(Boolean)
      .join(' · '),
    value: <Money value={movement.amount} />,
  }))
  return (
    <Section header={t('admin.payment.title', { attempt: payment.attempt })}>
      <Cell
        leading={<Tile icon={icon} color={payment.method === 'stars' ? 'orange' : 'indigo'} />}
        // keys: payments.method.*
        title={t(`payments.method.${payment.method}`)}
        subtitle={
          <>
            {payment.failure && (
              <span className="block">
                {t(`payments.failure.${payment.failure}`)}
                {/* keys: payments.failure.* */}
              </span>
            )}
            <bdi className="num break-all">
              {payment.reference ?? (payment.method === 'cash_on_delivery' ? '' : payment.gatewayReference)}
            </bdi>
          </>
        }
        // keys: admin.paymentState.*
        trailing={<StatusPill tone={tones[payment.state]}>{t(`admin.paymentState.${payment.state}`)}</StatusPill>}
      />
      {money.length > 0 && (
        <AmountSummary
          lines={money}
          total={{
            label: t('admin.payment.kept'),
            value: (
              <Money
                value={{
                  amount: (BigInt(payment.captured.amount) - BigInt(payment.refunded.amount)).toString(),
                  currency: payment.captured.currency,
                }}
              />
            ),
          }}
        />
      )}
      {payment.refunds.map((refund) => (
        <Fragment key={refund.id}>
          <Cell
            // keys: admin.refundState.*, admin.reason.*
            title={
              <span className="sub">
                {t(`admin.refundState.${refund.state}`)} · <Money value={refund.amount} />
              </span>
            }
            subtitle={[
              wordsOf(order, refund),
              t(`admin.reason.${refund.reason}`),
              refund.note,
              refund.evidence && `\u2068${refund.evidence}\u2069`,
              refund.by,
              format.dateTime(refund.at),
            ]
              .filter(Boolean)
              .join(' · ')}
          />
          {isToSend(refund) && mayI('orders.refund') && (
            <Cell look="act" title={t('admin.refund.sendYourself')} onClick={() => setSending(refund)} />
          )}
        </Fragment>
      ))}
      {sending && <SentSheet refund={sending} busy={busy} onChange={onChange} onClose={() => setSending(undefined)} />}
    </Section>
  )
}

/** Waits for a person, because no gateway can send it. */
const isToSend = (refund: RefundInfo) => refund.byHand && refund.state === 'requested'

/** `1 × Nyeri AA`: which goods it is for. */
function wordsOf(order: AdminOrder, refund: RefundInfo): string {
  const names = refund.lines.map(({ lineId, quantity }) => {
    const line = order.lines.find((each) => each.id === lineId)
    return `\u2068${quantity} × ${line?.name ?? ''}\u2069`
  })
  return names.join(', ')
}
