import { useEffect, useEffectEvent } from 'react'
import { useT } from '../../lib/i18n.tsx'
import { useNow } from '../../lib/use-now.ts'
import { timeLeft } from './pay-state.ts'

/** A ring round all of it, drawn as one dash. */
const radius = 9
const round = 2 * Math.PI * radius

/** How long the amount is still good for. Told aloud at 60, at 20 and at its end only. */
export function Countdown({ until, since, onEnd }: { until: string; since: string; onEnd: () => void }) {
  const t = useT()
  const { seconds: left, share, text } = timeLeft(since, until, useNow(1000))
  const ended = useEffectEvent(onEnd)
  const isOver = left === 0
  useEffect(() => {
    if (isOver) ended()
  }, [isOver])

  const tone = left < 20 ? 'dng' : left < 60 ? 'wrn' : 'ok'
  return (
    <div className="p-clock sub t2">
      <svg width="20" height="20" viewBox="-12 -12 24 24" aria-hidden="true" className={tone}>
        <circle r={radius} className="under" />
        <circle r={radius} className="over" strokeDasharray={`${share * round} ${round}`} transform="rotate(-90)" />
      </svg>
      {t('payments.transfer.rateHeld')}
      <b className="num ltr" role="timer">
        {text}
      </b>
      <span className="sr" role="status">
        {left === 60 || left === 20
          ? t('payments.transfer.secondsLeft', { seconds: left })
          : left === 0
            ? t('payments.transfer.timeUp')
            : ''}
      </span>
    </div>
  )
}
