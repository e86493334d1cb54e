import { useEffect, useRef } from 'react'
import { haptic } from '../lib/telegram.ts'
import { useLatest } from '../lib/use-latest.ts'
import { Icon } from './Icon.tsx'
import { toast } from './toast.tsx'

type StepperProps = {
  value: number
  onChange: (value: number) => void
  /** The most that can be had; the plus stops there. */ max?: number
  labels: { group: string; less: string; more: string; remove: string }
  /** Said when more is wanted than can be had. */ full?: string
}

/** Holding a button repeats it, slowly first. */
function useHold(act: () => void) {
  const latest = useLatest(act)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const stop = () => clearTimeout(timer.current)
  const start = () => {
    let pause = 380
    const again = () => {
      latest.current()
      pause = Math.max(70, pause * 0.8)
      timer.current = setTimeout(again, pause)
    }
    timer.current = setTimeout(again, 450)
  }
  return { onPointerDown: start, onPointerUp: stop, onPointerLeave: stop, onPointerCancel: stop, onClick: act }
}

/** How many. At one, minus becomes a bin; holding repeats. */
export function Stepper({ value, onChange, max = 99, labels, full }: StepperProps) {
  const change = (by: number) => {
    const next = Math.min(max, Math.max(0, value + by))
    // Holding minus stops at one: removing is a tap of its own.
    if (next === value) {
      if (by > 0 && full) toast({ text: full, icon: 'info' })
      return
    }
    haptic('selection')
    onChange(next)
  }
  const less = useHold(() => value > 1 && change(-1))
  const more = useHold(() => value < max && change(1))
  return (
    <span className="step" role="group" aria-label={labels.group}>
      <button
        type="button"
        aria-label={value > 1 ? labels.less : labels.remove}
        disabled={value === 0}
        {...less}
        onClick={() => change(-1)}
      >
        <Icon name={value === 1 ? 'trash' : 'minus'} size={18} />
      </button>
      <span aria-live="polite">{value}</span>
      <button
        type="button"
        aria-label={labels.more}
        disabled={value >= max && !full}
        aria-disabled={value >= max}
        {...more}
        onClick={() => change(1)}
      >
        <Icon name="plus" size={18} />
      </button>
    </span>
  )
}
