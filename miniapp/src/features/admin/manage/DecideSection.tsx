import { useState } from 'react'
import type { PaymentCase } from 'shared/payments.schema'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { Button } from '../../../ui/Button.tsx'
import { SegmentedControl } from '../../../ui/choice.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { toast } from '../../../ui/toast.tsx'
import { useDecidePayment } from '../api.ts'

const outcomes = ['paid', 'notPaid'] as const

/** Whether a payment was paid whose gateway will not say: looked up in its own books by a person. */
export function DecideSection({ one, onDone }: { one: PaymentCase; onDone: () => void }) {
  const t = useT()
  const decide = useDecidePayment()
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>('paid')
  const [reference, setReference] = useState('')
  const [text, setText] = useState('')
  const reason = text.trim()
  const isPaid = outcome === 'paid'
  const isReady = reason !== '' && (!isPaid || reference.trim() !== '')
  const save = () =>
    decide.mutate(
      { id: one.id, decision: isPaid ? { outcome: 'paid', reference: reference.trim(), reason } : { outcome: 'not_paid', reason } },
      {
        onSuccess: () => toast({ text: t('admin.cases.decided') }),
        onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }),
        onSettled: onDone,
      },
    )
  return (
    <>
      <Section footer={t('admin.cases.decideHint')}>
        <div className="pad">
          <SegmentedControl
            label={t('admin.cases.decide')}
            // keys: admin.cases.paid, admin.cases.notPaid
            options={outcomes.map((value) => ({ value, label: t(`admin.cases.${value}`) }))}
            value={outcome}
            onChange={setOutcome}
          />
        </div>
        {isPaid && (
          <TextField
            label={t('admin.cases.reference')}
            hint={t('admin.cases.referenceHint')}
            value={reference}
            onChange={setReference}
            maxLength={100}
          />
        )}
        <TextField label={t('admin.cases.reason')} value={text} onChange={setText} maxLength={300} />
      </Section>
      <div className="px-4 pb-4">
        <Button wide busy={decide.isPending} disabled={!isReady} onClick={save}>
          {t(`admin.cases.${outcome}`)}
        </Button>
      </div>
    </>
  )
}
