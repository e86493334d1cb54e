import { useInfiniteQuery } from '@tanstack/react-query'
import type { AuditEntry } from 'shared/admin.schema'
import type { Translate } from 'shared/translate'
import { paths } from '../../../app/paths.ts'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { auditQuery } from '../api.ts'

/** Who changed what, newest first. */
export function AuditPage() {
  const t = useT()
  const format = useFormat()
  const audit = useInfiniteQuery(auditQuery())
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageTitle>{t('admin.audit.title')}</PageTitle>
      {audit.isPending && <SkeletonCells rows={8} />}
      {audit.isError && !audit.data && (
        <ErrorState title={t('admin.audit.failed')} error={audit.error} onRetry={() => void audit.refetch()} />
      )}
      {audit.data && entries.length === 0 && <EmptyState art="shield" title={t('admin.audit.none')} />}
      {entries.length > 0 && (
        <Section footer={t('admin.history.footer')}>
          {entries.map((entry) => (
            <Cell
              key={entry.id}
              {...(entry.subject.startsWith('order:') ? { to: paths.adminOrder(orderOf(entry)) } : {})}
              title={
                <span className="sub">
                  <b>{entry.actor}</b> · {actionWords(t, entry.action)}
                </span>
              }
              subtitle={
                <>
                  {format.dateTime(entry.at)} ·{' '}
                  <bdi className="num inline-block break-words">{entry.subject.startsWith('order:') ? orderOf(entry) : entry.subject}</bdi>
                </>
              }
            />
          ))}
        </Section>
      )}
      {audit.hasNextPage && (
        <div className="px-4 pb-6">
          <Button look="soft" wide busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}

/** An action in words; one that has none yet by the code's own name, which is what a developer searches for. */
function actionWords(t: Translate, action: string): string {
  const key = `admin.audit.action.${action.replaceAll(/[.-]/g, '_')}` // keys: admin.audit.action.*
  const words = t(key)
  return words === key ? action : words
}

const orderOf = (entry: AuditEntry): string => entry.subject.slice('order:'.length)
