import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PaymentCase } from 'shared/payments.schema'
import { paths } from '../../../app/paths.ts'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { TextField } from '../../../ui/field.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Money, StatusPill } from '../../../ui/show.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { casesQuery, useResolveCase } from '../api.ts'
import { useMayI } from '../may-i.ts'
import { sayCase, settledBy } from './case-words.ts'
import { DecideSection } from './DecideSection.tsx'

/** Money that needs a person: late, too much, too little, twice, or not ours. */
export function CasesPage() {
  const t = useT()
  const format = useFormat()
  const cases = useQuery(casesQuery())
  const [opened, setOpened] = useState<PaymentCase>()
  return (
    <>
      <PageTitle>{t('admin.cases.title')}</PageTitle>
      {cases.isPending && <SkeletonCells rows={4} />}
      {cases.isError && !cases.data && (
        <ErrorState title={t('admin.cases.failed')} error={cases.error} onRetry={() => void cases.refetch()} />
      )}
      {cases.data?.items.length === 0 && (
        <EmptyState art="sprout" title={t('admin.cases.none')}>
          {t('admin.cases.noneHint')}
        </EmptyState>
      )}
      {cases.data && cases.data.items.length > 0 && (
        <Section>
          {cases.data.items.map((one) => (
            <Cell
              key={one.id}
              // keys: admin.case.*
              title={t(`admin.case.${one.kind}`)}
              subtitle={[one.orderNumber, format.dateTime(one.createdAt)].filter(Boolean).join(' · ')}
              {...(one.amount ? { value: <Money value={one.amount} /> } : {})}
              trailing={
                <StatusPill tone={one.resolvedAt ? 'ok' : 'warn'}>
                  {one.resolvedAt ? t('admin.cases.settled') : t('admin.cases.open')}
                </StatusPill>
              }
              onClick={() => setOpened(one)}
            />
          ))}
        </Section>
      )}
      {opened && <CaseSheet one={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

function CaseSheet({ one, onClose }: { one: PaymentCase; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  const mayResolve = useMayI()('payments.resolve') && !one.resolvedAt
  const resolve = useResolveCase()
  const [text, setText] = useState('')
  const save = () =>
    resolve.mutate(
      { id: one.id, resolution: text.trim() },
      {
        onSuccess: () => {
          toast({ text: t('admin.cases.settled') })
          onClose()
        },
        onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }),
      },
    )
  return (
    <Sheet title={t(`admin.case.${one.kind}`)} onClose={onClose}>
      <Section footer={settledBy(t, one) ?? t(`admin.caseAbout.${one.kind}`) /* keys: admin.caseAbout.* */}>
        {one.code ? <p className="pad sub">{sayCase(t, format, one.code, one.facts)}</p> : <p className="pad sub ltr">{one.detail}</p>}
        {one.orderNumber && <Cell title={one.orderNumber} to={paths.adminOrder(one.orderNumber)} />}
      </Section>
      {mayResolve && one.kind === 'unknown_outcome' && <DecideSection one={one} onDone={onClose} />}
      {mayResolve && one.kind !== 'unknown_outcome' && (
        <>
          <Section>
            <TextField label={t('admin.cases.resolution')} value={text} onChange={setText} maxLength={300} />
          </Section>
          <div className="px-4 pb-4">
            <Button wide busy={resolve.isPending} disabled={text.trim() === ''} onClick={save}>
              {t('admin.cases.settle')}
            </Button>
          </div>
        </>
      )}
    </Sheet>
  )
}
