import { useInfiniteQuery } from '@tanstack/react-query'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { auditQuery } from '../api.ts'

/** Who changed what, newest first. The names of actions are the code's own: they are what a developer searches for. */
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
              title={
                <span className="sub">
                  <b>{entry.actor}</b> <bdi className="num">{entry.action}</bdi>
                </span>
              }
              subtitle={
                <>
                  {format.dateTime(entry.at)} · <bdi className="num break-all">{entry.subject}</bdi>
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
