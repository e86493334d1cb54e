import { useRef, useState } from 'react'
import type { AdminOrder } from 'shared/orders.schema'
import { asDecimal, fromMoneyJson, parseDecimal } from 'shared/money'
import { refundReasons, type RefundReason } from 'shared/payments'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { confirm } from '../../../lib/telegram.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import type { OrderChange } from '../api.ts'

type Props = { order: AdminOrder; busy: boolean; onRefund: (change: OrderChange) => Promise<boolean>; onClose: () => void }

/** Gives money back: how much and why, then one question that names the sum. */
export function RefundSheet({ order, busy, onRefund, onClose }: Props) {
  const t = useT()
  const format = useFormat()
  const payable = order.payments.filter((payment) => payment.canRefund && BigInt(payment.refundable.amount) > 0n)
  const [paymentId, setPaymentId] = useState(payable[0]?.id ?? '')
  const payment = payable.find((each) => each.id === paymentId)
  const most = payment ? fromMoneyJson(payment.refundable) : undefined
  const [text, setText] = useState(most ? asDecimal(most) : '')
  const [reason, setReason] = useState<RefundReason>('requested_by_customer')
  const [note, setNote] = useState('')
  // One intention, one key: a second tap or a lost answer cannot give the money back twice.
  const key = useRef(crypto.randomUUID())

  if (!payment || !most) {
    return (
      <Sheet title={t('admin.refund.title')} onClose={onClose}>
        <EmptyState art="receipt" title={t('admin.refund.nothing')}>
          {t('admin.refund.nothingHint')}
        </EmptyState>
      </Sheet>
    )
  }
  const amount = payment.partialRefunds ? parseDecimal(text, most.currency) : most
  const wrong =
    !amount || amount.amount <= 0n
      ? t('admin.refund.badAmount')
      : amount.amount > most.amount
        ? t('admin.refund.tooMuch', { most: format.money(most) })
        : undefined
  const send = async () => {
    if (!amount || wrong) return
    const words = format.money(amount)
    const sure = await confirm({
      title: t('admin.refund.title'),
      message: t('admin.refund.question', { amount: words }),
      yes: t('admin.refund.act', { amount: words }),
      no: t('common.cancel'),
      destructive: true,
    })
    if (!sure) return
    await onRefund({
      move: 'refund',
      key: key.current,
      paymentId: payment.id,
      amount: amount.amount.toString(),
      currency: amount.currency,
      reason,
      note: note.trim(),
    })
  }
  return (
    <Sheet title={t('admin.refund.title')} onClose={onClose}>
      <Section footer={payment.partialRefunds ? t('admin.refund.upTo', { most: format.money(most) }) : t('admin.refund.wholeOnly')}>
        {payable.length > 1 && (
          <Select
            label={t('admin.refund.payment')}
            value={paymentId}
            onChange={(id) => {
              setPaymentId(id)
              const next = payable.find((each) => each.id === id)
              if (next) setText(asDecimal(fromMoneyJson(next.refundable)))
              key.current = crypto.randomUUID()
            }}
            // keys: payments.method.*
            options={payable.map((each) => ({
              value: each.id,
              label: `${t(`payments.method.${each.method}`)} · ${format.money(each.refundable)}`,
            }))}
          />
        )}
        <TextField
          label={t('admin.refund.amount', { currency: most.currency })}
          value={payment.partialRefunds ? text : asDecimal(most)}
          onChange={(next) => {
            setText(next)
            key.current = crypto.randomUUID()
          }}
          disabled={!payment.partialRefunds}
          inputMode="decimal"
          dir="ltr"
          error={wrong}
        />
        {/* keys: admin.reason.* */}
        <Select
          label={t('admin.refund.reason')}
          value={reason}
          onChange={(value) => setReason(value as RefundReason)}
          options={refundReasons.map((each) => ({ value: each, label: t(`admin.reason.${each}`) }))}
        />
        <TextField label={t('admin.refund.note')} value={note} onChange={setNote} maxLength={300} hint={t('admin.history.onlyTeam')} />
      </Section>
      <div className="px-4 pb-4">
        <Button look="danger" wide busy={busy} disabled={wrong !== undefined} onClick={() => void send()}>
          {amount && !wrong ? t('admin.refund.act', { amount: format.money(amount) }) : t('admin.order.refund')}
        </Button>
      </div>
    </Sheet>
  )
}
