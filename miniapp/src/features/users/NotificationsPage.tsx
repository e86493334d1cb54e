import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe } from '../../lib/session.tsx'
import { inTelegram, requestWriteAccess } from '../../lib/telegram.ts'
import { SwitchCell } from '../../ui/choice.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Note, SkeletonCells } from '../../ui/states.tsx'
import { useChangeProfile } from './api.ts'

/** What the bot may write about. It can only write at all to those who said yes in Telegram. */
export function NotificationsPage() {
  const t = useT()
  const me = useMe()
  const change = useChangeProfile()
  if (!me) return <SkeletonCells rows={2} />
  const { notifications } = change.isPending ? { notifications: { ...me.notifications, ...change.variables?.notifications } } : me
  const set = async (on: boolean) => {
    const asks = on && inTelegram && me.writeAccess !== 'allowed'
    const allowed = asks ? await requestWriteAccess() : false
    change.mutate({ notifications: { orders: on }, ...(allowed && { writeAccess: 'allowed' as const }) })
  }
  return (
    <>
      <PageTitle>{t('you.notifications')}</PageTitle>
      {change.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, change.error)}</Note>
        </div>
      )}
      {me.writeAccess === 'blocked' && (
        <div className="sec">
          <Note tone="warn">{t('you.notify.blocked')}</Note>
        </div>
      )}
      <Section footer={t('you.notify.hint')}>
        <SwitchCell
          title={t('you.notify.orders')}
          subtitle={t('you.notify.ordersHint')}
          on={notifications.orders}
          onChange={(on) => void set(on)}
        />
      </Section>
    </>
  )
}
