import { useState } from 'react'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useOffline } from '../../lib/session.tsx'
import { Icon } from '../../ui/Icon.tsx'

/** Says that what is shown is from before, and how old its prices are. */
export function OfflineNote({ since }: { since: number }) {
  const t = useT()
  const format = useFormat()
  const isOffline = useOffline()
  const [now] = useState(() => new Date())
  const seen = new Date(since)
  const time = format.isSameDay(seen, now) ? format.time(seen) : format.dateTime(seen)
  return (
    <div className="row sub box mx-4 mt-1 mb-3 gap-2.5 px-3.5 py-2.5" role="status">
      <Icon name="wifioff" size={21} />
      <span>
        <b>{isOffline ? t('common.offline') : t('shop.stale')}</b> <span className="t2">{t('shop.pricesFrom', { time })}</span>
      </span>
    </div>
  )
}
