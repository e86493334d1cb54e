import type { Currency } from 'shared/currencies'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'

const width = 340
const height = 96

/** The day's takings hour by hour: bars from zero, the hour that runs in full colour. Time runs left to right in every language. */
export function HoursChart({ hours, currency, hour }: { hours: readonly bigint[]; currency: Currency; hour: number }) {
  const t = useT()
  const format = useFormat()
  const most = hours.reduce((a, b) => (b > a ? b : a), 0n)
  const best = hours.indexOf(most)
  const step = width / 24
  const label =
    most === 0n
      ? t('admin.today.nothingYet')
      : t('admin.today.bestHour', { hour: `${best}:00`, amount: format.money({ amount: most, currency }) })
  return (
    <figure className="mt-3">
      <svg
        viewBox={`0 0 ${width} ${height + 20}`}
        role="img"
        aria-label={label}
        style={{ direction: 'ltr', width: '100%', height: 'auto', display: 'block' }}
      >
        {[0, 0.5, 1].map((share) => (
          <line key={share} x1="0" x2={width} y1={height * (1 - share) + 1} y2={height * (1 - share) + 1} stroke="var(--d-chart-grid)" />
        ))}
        {Array.from({ length: 24 }, (_, index) => {
          const value = hours[index] ?? 0n
          const tall = most === 0n ? 0 : Math.max(value > 0n ? 2 : 0, Number((value * BigInt(height)) / most))
          return (
            <rect
              key={index}
              x={index * step + 2}
              width={step - 4}
              y={height - tall + 1}
              height={tall}
              rx="2"
              fill="var(--d-chart-1)"
              opacity={index === hour ? 1 : 0.5}
            />
          )
        })}
        {[0, 6, 12, 18].map((at) => (
          <text key={at} x={at * step + 2} y={height + 16} fontSize="11" fill="var(--d-text-2)">
            {at}:00
          </text>
        ))}
      </svg>
      {most > 0n && <figcaption className="foot t2">{label}</figcaption>}
    </figure>
  )
}
