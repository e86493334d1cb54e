import { useQuery } from '@tanstack/react-query'
import type { KeptMethods } from 'shared/payments.schema'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe } from '../../lib/session.tsx'
import { confirm, haptic } from '../../lib/telegram.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { keptMethodsQuery, useRemoveKept } from './api.ts'

/** The cards somebody agreed to have kept, and the way to have them forgotten. */
export function KeptMethodsPage() {
  const t = useT()
  const me = useMe()
  const query = useQuery({ ...keptMethodsQuery(), enabled: me !== undefined })
  const remove = useRemoveKept()
  const items = query.data?.items ?? []
  const ask = async (method: KeptMethods['items'][number]) => {
    const sure = await confirm({
      message: t('payments.kept.removeAsk', { card: method.label }),
      yes: t('payments.kept.remove'),
      no: t('common.cancel'),
      destructive: true,
    })
    if (sure) remove.mutate(method, { onSuccess: () => haptic('success'), onError: () => haptic('error') })
  }
  return (
    <>
      <PageTitle>{t('payments.kept.title')}</PageTitle>
      {query.isError && !query.data && (
        <ErrorState title={t('payments.kept.failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {!query.data && !query.isError && <SkeletonCells rows={2} />}
      {remove.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, remove.error)}</Note>
        </div>
      )}
      {query.data && items.length === 0 && (
        <EmptyState art="receipt" title={t('payments.kept.none')}>
          {t('payments.kept.noneHint')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <Section footer={t('payments.kept.hint')}>
          {items.map((method) => (
            <Cell
              key={method.id}
              leading={<Tile icon="card" color="blue" />}
              title={<bdi className="ltr">{method.label}</bdi>}
              {...(method.expires ? { subtitle: t('payments.kept.expires', { month: monthOf(method.expires) }) } : {})}
              trailing={
                <IconButton
                  look="f"
                  label={t('payments.kept.removeOne', { card: method.label })}
                  disabled={remove.isPending}
                  onClick={() => void ask(method)}
                >
                  <Icon name="trash" size={20} />
                </IconButton>
              }
            />
          ))}
        </Section>
      )}
    </>
  )
}

/** `2028-08` as it stands on the card: `08/28`, in one piece in Arabic, too. */
const monthOf = (expires: string) => `\u2066${expires.slice(5)}/${expires.slice(2, 4)}\u2069`
