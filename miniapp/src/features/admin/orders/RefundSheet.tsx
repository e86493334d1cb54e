import { useRef, useState } from 'react'
import type { AdminOrder } from 'shared/orders.schema'
import { symbolOf } from 'shared/currencies'
import { asDecimal, parseDecimal } from 'shared/money'
import { refundReasons, type RefundReason } from 'shared/payments'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { confirm } from '../../../lib/telegram.ts'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { SwitchCell } from '../../../ui/choice.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState, Note } from '../../../ui/states.tsx'
import { Stepper } from '../../../ui/Stepper.tsx'
import type { OrderChange } from '../api.ts'
import { chosenLines, mostOf, type Chosen } from './refund-form.ts'

type Props = { order: AdminOrder; busy: boolean; onRefund: (change: OrderChange) => Promise<boolean>; onClose: () => void }

/** Gives money back: for which goods, how much and why, then one question that names the sum. */
export function RefundSheet({ order, busy, onRefund, onClose }: Props) {
  const t = useT()
  const format = useFormat()
  const payable = order.payments.filter((payment) => payment.canRefund && BigInt(payment.refundable.amount) > 0n)
  const [paymentId, setPaymentId] = useState(payable[0]?.id ?? '')
  const payment = payable.find((each) => each.id === paymentId)
  const [chosen, setChosen] = useState<Chosen>({})
  const [withDelivery, setWithDelivery] = useState(false)
  const [restock, setRestock] = useState(true)
  /** What somebody wrote; until then all that can go back for what is chosen. */
  const [text, setText] = useState<string>()
  const [reason, setReason] = useState<RefundReason>('requested_by_customer')
  const [note, setNote] = useState('')
  // One intention, one key: a second tap or a lost answer cannot give the money back twice.
  const key = useRef(crypto.randomUUID())

  if (!payment) {
    return (
      <Sheet title={t('admin.refund.title')} onClose={onClose}>
        <EmptyState art="receipt" title={t('admin.refund.nothing')}>
          {t('admin.refund.nothingHint')}
        </EmptyState>
      </Sheet>
    )
  }
  const lines = chosenLines(chosen)
  const most = mostOf(order, payment, chosen, withDelivery)
  const written = text ?? asDecimal(most)
  const amount = payment.partialRefunds ? parseDecimal(written, most.currency) : most
  const wrong =
    !amount || amount.amount <= 0n
      ? t('admin.refund.badAmount')
      : amount.amount > most.amount
        ? t('admin.refund.tooMuch', { most: format.money(most) })
        : undefined
  const again = () => {
    key.current = crypto.randomUUID()
    setText(undefined)
  }
  const send = async () => {
    if (!amount || wrong) return
    const words = format.money(amount)
    const sure = await confirm({
      title: t('admin.refund.title'),
      message: payment.byHand ? t('admin.refund.byHandQuestion', { amount: words }) : t('admin.refund.question', { amount: words }),
      yes: payment.byHand ? t('admin.refund.grant', { amount: words }) : t('admin.refund.act', { amount: words }),
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
      lines,
      withDelivery: lines.length > 0 && withDelivery,
      restock: lines.length > 0 && restock,
      reason,
      note: note.trim(),
    })
  }
  const left = order.lines.filter((line) => line.quantity > line.refundedQuantity)
  const isPhysical = order.goods === 'physical'
  return (
    <Sheet title={t('admin.refund.title')} onClose={onClose}>
      {payment.byHand && (
        <div className="px-4 pb-4">
          <Note tone="gold">{t('admin.refund.byHand')}</Note>
        </div>
      )}
      {payment.partialRefunds && left.length > 0 && (
        <Section header={t('admin.refund.goods')} footer={t('admin.refund.goodsHint')}>
          {left.map((line) => {
            const most = line.quantity - line.refundedQuantity
            return (
              <Cell
                key={line.id}
                title={
                  <span className="sub">
                    <bdi>{line.name}</bdi>
                  </span>
                }
                subtitle={[line.title, t('admin.refund.left', { count: most, all: line.quantity })].filter(Boolean).join(' · ')}
                trailing={
                  <Stepper
                    value={chosen[line.id] ?? 0}
                    max={most}
                    onChange={(quantity) => {
                      setChosen({ ...chosen, [line.id]: quantity })
                      again()
                    }}
                    labels={{
                      group: t('admin.refund.howMany', { name: line.name }),
                      less: t('admin.refund.less', { name: line.name }),
                      more: t('admin.refund.add', { name: line.name }),
                      remove: t('admin.refund.none', { name: line.name }),
                    }}
                  />
                }
              />
            )
          })}
          {lines.length > 0 && isPhysical && order.totals.delivery.amount !== '0' && (
            <SwitchCell
              title={t('admin.refund.delivery')}
              on={withDelivery}
              onChange={(on) => {
                setWithDelivery(on)
                again()
              }}
            />
          )}
          {lines.length > 0 && isPhysical && (
            <SwitchCell
              title={t('admin.refund.restock')}
              on={restock}
              onChange={(on) => {
                key.current = crypto.randomUUID()
                setRestock(on)
              }}
            />
          )}
        </Section>
      )}
      <Section footer={payment.partialRefunds ? t('admin.refund.upTo', { most: format.money(most) }) : t('admin.refund.wholeOnly')}>
        {payable.length > 1 && (
          <Select
            label={t('admin.refund.payment')}
            value={paymentId}
            onChange={(id) => {
              setPaymentId(id)
              setChosen({})
              again()
            }}
            // keys: payments.method.*
            options={payable.map((each) => ({
              value: each.id,
              label: `${t(`payments.method.${each.method}`)} · ${format.money(each.refundable)}`,
            }))}
          />
        )}
        <TextField
          label={t('admin.refund.amount', { currency: symbolOf(most.currency) })}
          value={written}
          onChange={(next) => {
            key.current = crypto.randomUUID()
            setText(next)
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
          {amount && !wrong
            ? t(payment.byHand ? 'admin.refund.grant' : 'admin.refund.act', { amount: format.money(amount) })
            : t('admin.order.refund')}
        </Button>
      </div>
    </Sheet>
  )
}
