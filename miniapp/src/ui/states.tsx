import { useState, type CSSProperties, type ReactNode } from 'react'
import { useT } from '../lib/i18n.tsx'
import { useFormat } from '../lib/format.ts'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { problemText } from '../lib/problem-text.ts'
import { isUnreachable, Problem } from '../lib/request.ts'
import { useOffline } from '../lib/session.tsx'

export type ArtName =
  | 'beans'
  | 'bell'
  | 'bubble'
  | 'cart'
  | 'coffee'
  | 'gift'
  | 'key'
  | 'offline'
  | 'parcel'
  | 'party'
  | 'plug'
  | 'receipt'
  | 'scooter'
  | 'search'
  | 'shield'
  | 'sprout'
  | 'together'
  | 'wave'

export function Skeleton({
  width = '100%',
  height,
  radius = 6,
  style,
}: {
  width?: number | string
  height: number | string
  radius?: number
  style?: CSSProperties
}) {
  return <i className="sk" style={{ width, height, borderRadius: radius, ...style }} />
}

/** Rows of a list while it loads, in the geometry of cells. */
export function SkeletonCells({ rows = 4 }: { rows?: number }) {
  return (
    <div className="sec late" aria-busy="true">
      <div className="box">
        {Array.from({ length: rows }, (_, row) => (
          <div className="cell" key={row}>
            <Skeleton width={40} height={40} radius={12} />
            <span className="tx gap-2">
              <Skeleton width="60%" height={14} />
              <Skeleton width="40%" height={12} />
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Nothing here: a picture, why, and one way on. */
export function EmptyState({ art, title, children, action }: { art: ArtName; title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <img src={`/art/${art}.webp`} alt="" width={104} height={104} />
      <h2 className="t3h">{title}</h2>
      {children && <p className="sub">{children}</p>}
      {action}
    </div>
  )
}

/** What didn't load, whether anything is lost, and what can be done. Keep the screen's title above it. */
export function ErrorState({
  title,
  children,
  error,
  onRetry,
  more,
}: {
  title: ReactNode
  children?: ReactNode
  error: unknown
  onRetry?: () => void
  more?: ReactNode
}) {
  const t = useT()
  const format = useFormat()
  const [now] = useState(() => new Date())
  const offline = useOffline() || isUnreachable(error)
  const code = error instanceof Problem ? error.code : 'app/unexpected'
  const forbidden = error instanceof Problem && error.status === 403
  const tooMany = error instanceof Problem && error.status === 429
  return (
    <div className="empty" role="alert">
      {/* A picture would have to come over the network. */}
      {offline ? <Icon name="wifioff" size={72} className="t2" /> : <img src="/art/plug.webp" alt="" width={104} height={104} />}
      <h2 className="t3h">{title}</h2>
      <p className="sub">
        {offline
          ? t('common.offlineHint')
          : forbidden
            ? t('common.notAllowed')
            : tooMany
              ? problemText(t, error)
              : (children ?? t('common.loadFailedHint'))}
      </p>
      {onRetry && !forbidden && (
        <Button round onClick={onRetry}>
          <Icon name="refresh" size={20} />
          {t('common.tryAgain')}
        </Button>
      )}
      {more}
      <p className="foot mt-6">{t('common.errorCode', { code, time: format.time(now) })}</p>
    </div>
  )
}

/** A coloured note in the page: what to know before going on. */
export function Note({
  tone = 'warn',
  icon,
  children,
}: {
  tone?: 'ok' | 'warn' | 'danger' | 'info' | 'gold'
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <div className={`note is-${tone}`} role={tone === 'danger' ? 'alert' : 'note'}>
      {icon ?? <Icon name={tone === 'ok' ? 'check' : tone === 'warn' ? 'warn' : 'info'} size={20} />}
      <div className="grow min-w-0">{children}</div>
    </div>
  )
}
