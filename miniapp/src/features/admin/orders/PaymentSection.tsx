import type { AdminPayment } from 'shared/orders.schema'
import type { PaymentState } from 'shared/payments'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Cell, Tile } from '../../../ui/Cell.tsx'
import { Section } from '../../../ui/Section.tsx'
import { AmountSummary, Money, StatusPill, type Tone } from '../../../ui/show.tsx'

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

/** One attempt to pay: what moved and what can go back. */
export function PaymentSection({ payment }: { payment: AdminPayment }) {
  const t = useT()
  const format = useFormat()
  const icon = payment.method === 'card' ? 'card' : payment.method === 'stars' ? 'star' : 'wallet'
  const money = payment.movements.map((movement) => ({
    key: movement.id,
    // keys: admin.movement.*
    label: `${t(`admin.movement.${movement.kind}`)}, ${format.dateTime(movement.at)}`,
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
        <Cell
          key={refund.id}
          // keys: admin.refundState.*, admin.reason.*
          title={
            <span className="sub">
              {t(`admin.refundState.${refund.state}`)} · <Money value={refund.amount} />
            </span>
          }
          subtitle={[t(`admin.reason.${refund.reason}`), refund.note, refund.by, format.dateTime(refund.at)].filter(Boolean).join(' · ')}
        />
      ))}
    </Section>
  )
}
