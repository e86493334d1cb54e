import { useState } from 'react'
import type { RefundInfo } from 'shared/orders.schema'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { confirm } from '../../../lib/telegram.ts'
import { Button } from '../../../ui/Button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Note } from '../../../ui/states.tsx'
import type { OrderChange } from '../api.ts'

type Props = { refund: RefundInfo; busy: boolean; onChange: (change: OrderChange) => Promise<boolean>; onClose: () => void }

/** Money no gateway can send: a person sends it, and writes down here that it went, or that it does not go after all. */
export function SentSheet({ refund, busy, onChange, onClose }: Props) {
  const t = useT()
  const format = useFormat()
  const [evidence, setEvidence] = useState('')
  const amount = format.money(refund.amount)
  const change = async (wanted: OrderChange) => {
    if (await onChange(wanted)) onClose()
  }
  const callOff = async () => {
    const sure = await confirm({
      title: t('admin.refund.callOff'),
      message: t('admin.refund.callOffQuestion', { amount }),
      yes: t('admin.refund.callOff'),
      no: t('common.cancel'),
      destructive: true,
    })
    if (sure) await change({ move: 'refund-off', refundId: refund.id })
  }
  return (
    <Sheet title={t('admin.refund.sendYourself')} onClose={onClose}>
      <div className="px-4 pb-4">
        <Note tone="gold">
          <b className="num">{amount}</b> · {t('admin.caseAbout.refund_by_hand')}
        </Note>
      </div>
      <Section>
        <TextField
          label={t('admin.refund.evidence')}
          value={evidence}
          onChange={setEvidence}
          maxLength={200}
          dir="auto"
          hint={t('admin.refund.evidenceHint')}
        />
      </Section>
      <div className="px-4 pb-2">
        <Button
          wide
          busy={busy}
          disabled={evidence.trim() === ''}
          onClick={() => void change({ move: 'refund-sent', refundId: refund.id, evidence: evidence.trim() })}
        >
          {t('admin.refund.sent')}
        </Button>
      </div>
      <div className="px-4 pb-4">
        <Button look="plain" wide disabled={busy} onClick={() => void callOff()}>
          {t('admin.refund.callOff')}
        </Button>
      </div>
    </Sheet>
  )
}
