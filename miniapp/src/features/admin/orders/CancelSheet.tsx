import { useState } from 'react'
import type { AdminOrder } from 'shared/orders.schema'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { SwitchCell } from '../../../ui/choice.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import type { OrderChange } from '../api.ts'

type Props = { order: AdminOrder; busy: boolean; onCancel: (change: OrderChange) => Promise<boolean>; onClose: () => void }

/** Calls an order off. What was paid goes back by itself; the sheet says how much. */
export function CancelSheet({ order, busy, onCancel, onClose }: Props) {
  const t = useT()
  const format = useFormat()
  const [reason, setReason] = useState('')
  const [restock, setRestock] = useState(true)
  const back = BigInt(order.paid.amount) - BigInt(order.refunded.amount)
  return (
    <Sheet title={t('admin.cancel.title')} onClose={onClose}>
      <Section
        footer={
          back > 0n
            ? t('admin.cancel.moneyBack', { amount: format.money({ amount: back, currency: order.paid.currency }) })
            : t('admin.cancel.nothingPaid')
        }
      >
        <TextField
          label={t('admin.cancel.reason')}
          value={reason}
          onChange={setReason}
          maxLength={300}
          hint={t('admin.history.onlyTeam')}
        />
        <SwitchCell title={t('admin.cancel.restock')} on={restock} onChange={setRestock} />
      </Section>
      <div className="px-4 pb-4">
        <Button look="danger" wide busy={busy} onClick={() => void onCancel({ move: 'cancel', reason: reason.trim(), restock })}>
          {t('admin.cancel.act')}
        </Button>
      </div>
    </Sheet>
  )
}
