import { useState } from 'react'
import type { StockAdjustment } from 'shared/catalog.schema'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { haptic } from '../../../lib/telegram.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { toast } from '../../../ui/toast.tsx'
import { useAdjustStock } from '../api.ts'

const reasons = ['received', 'counted', 'damaged', 'returned', 'other'] as const satisfies readonly StockAdjustment['reason'][]

type Props = { variantId: string; title: string; onHand: number; reserved: number; onClose: () => void }

/** Sets how many there are. What is sent is the difference and its reason, so that two counts do not overwrite each other. */
export function StockSheet({ variantId, title, onHand, reserved, onClose }: Props) {
  const t = useT()
  const adjust = useAdjustStock()
  const [text, setText] = useState(String(onHand))
  const [reason, setReason] = useState<StockAdjustment['reason']>('counted')
  const [note, setNote] = useState('')
  const delta = Number(text) - onHand
  const tooFew = Number(text) < reserved
  const save = () =>
    adjust.mutate(
      { variantId, delta, reason, note: note.trim() },
      {
        onSuccess: () => {
          haptic('success')
          toast({ text: t('admin.stock.saved') })
          onClose()
        },
        onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }),
      },
    )
  return (
    <Sheet title={title} onClose={onClose}>
      <Section footer={t('admin.stock.promised', { count: reserved })}>
        <TextField
          label={t('admin.stock.onHand')}
          value={text}
          onChange={(next) => setText(next.replace(/\D/g, '').slice(0, 6))}
          inputMode="numeric"
          dir="ltr"
          error={tooFew ? t('admin.stock.tooFew', { count: reserved }) : undefined}
          hint={delta === 0 ? undefined : <bdi className="num">{delta > 0 ? `+${delta}` : delta}</bdi>}
        />
        {/* keys: admin.stockReason.* */}
        <Select
          label={t('admin.stock.reason')}
          value={reason}
          onChange={(value) => setReason(value as StockAdjustment['reason'])}
          options={reasons.map((each) => ({ value: each, label: t(`admin.stockReason.${each}`) }))}
        />
        <TextField label={t('admin.stock.note')} value={note} onChange={setNote} maxLength={200} />
      </Section>
      <div className="px-4 pb-4">
        <Button wide busy={adjust.isPending} disabled={delta === 0 || tooFew || text === ''} onClick={save}>
          {t('common.save')}
        </Button>
      </div>
    </Sheet>
  )
}
