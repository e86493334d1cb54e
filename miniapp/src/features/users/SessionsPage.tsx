import { useQuery } from '@tanstack/react-query'
import type { SessionInfo } from 'shared/users.schema'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe } from '../../lib/session.tsx'
import { confirm, haptic } from '../../lib/telegram.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { sessionsQuery, useEndSessions } from './api.ts'

/** Where the account is signed in, and the way out elsewhere. */
export function SessionsPage() {
  const t = useT()
  const me = useMe()
  const query = useQuery({ ...sessionsQuery(), enabled: me !== undefined })
  const end = useEndSessions()
  const items = query.data?.items ?? []
  const others = items.filter((session) => !session.current)
  const endAll = async () => {
    const sure = await confirm({
      message: t('you.session.endAsk'),
      yes: t('you.session.endOthers'),
      no: t('common.cancel'),
      destructive: true,
    })
    if (sure)
      end.mutate(
        others.map((session) => session.id),
        { onSuccess: () => haptic('success'), onError: () => haptic('error') },
      )
  }
  return (
    <>
      <PageTitle>{t('you.sessions')}</PageTitle>
      {query.isError && !query.data && (
        <ErrorState title={t('you.sessionsFailed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {!query.data && !query.isError && <SkeletonCells rows={3} />}
      {end.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, end.error)}</Note>
        </div>
      )}
      {items
        .filter((session) => session.current)
        .map((session) => (
          <Section key={session.id} header={t('you.session.here')}>
            <SessionRow session={session} />
          </Section>
        ))}
      {others.length > 0 && (
        <>
          <Section header={t('you.session.elsewhere')} footer={t('you.session.hint')}>
            {others.map((session) => (
              <SessionRow key={session.id} session={session} busy={end.isPending} onEnd={() => end.mutate([session.id])} />
            ))}
          </Section>
          <div className="sec">
            <Button look="danger" wide busy={end.isPending} onClick={() => void endAll()}>
              {t('you.session.endOthers')}
            </Button>
          </div>
        </>
      )}
      {query.data && others.length === 0 && <p className="sec foot t2">{t('you.session.only')}</p>}
    </>
  )
}

function SessionRow({ session, busy, onEnd }: { session: SessionInfo; busy?: boolean; onEnd?: () => void }) {
  const t = useT()
  const format = useFormat()
  return (
    <Cell
      inset={68}
      leading={
        <span className="disc">
          <Icon name="mobile" size={22} />
        </span>
      }
      title={session.device ?? session.platform ?? t('you.session.unknown')}
      subtitle={session.current ? t('you.session.now') : t('you.session.last', { at: format.dateTime(session.lastSeenAt) })}
      trailing={
        onEnd && (
          <IconButton look="f" label={t('you.session.end')} disabled={busy} onClick={onEnd}>
            <Icon name="logout" size={20} />
          </IconButton>
        )
      }
    />
  )
}
