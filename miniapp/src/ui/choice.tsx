import { useId, type KeyboardEvent, type ReactNode } from 'react'
import { haptic } from '../lib/telegram.ts'
import { Cell } from './Cell.tsx'
import { Icon } from './Icon.tsx'

/** Moves between the options of a radio group by arrow keys, as people who use a keyboard expect. */
function onArrow(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const options = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role=radio]:not(:disabled)')]
  const next = options[(options.indexOf(document.activeElement as HTMLButtonElement) + step + options.length) % options.length]
  next?.focus()
  next?.click()
}

type ChipProps = {
  /** `on` for a filter that is set, `sel` for the chosen option. */ state?: 'on' | 'sel' | undefined
  onClick?: () => void
  disabled?: boolean
  role?: 'radio'
  children: ReactNode
}

export function Chip({ state, onClick, disabled, role, children }: ChipProps) {
  const press = () => {
    haptic('selection')
    onClick?.()
  }
  return (
    <button
      type="button"
      className={`chip ${state ?? ''}`}
      onClick={press}
      disabled={disabled}
      role={role}
      {...(role ? { 'aria-checked': Boolean(state) } : { 'aria-pressed': Boolean(state) })}
    >
      {children}
    </button>
  )
}

export type Option<Value extends string> = { value: Value; label: ReactNode; disabled?: boolean }
type ChoiceProps<Value extends string> = {
  label: string
  options: readonly Option<Value>[]
  value: Value | undefined
  onChange: (value: Value) => void
}

/** Two to four equal words side by side. Not for going between screens. */
export function SegmentedControl<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  return (
    <div className="seg" role="radiogroup" aria-label={label} onKeyDown={onArrow}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          disabled={option.disabled}
          className={option.value === value ? 'on' : ''}
          onClick={() => {
            if (option.value === value) return
            haptic('selection')
            onChange(option.value)
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}

/** One of several chips. */
export function ChipGroup<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  return (
    <div className="row on-sec flex-wrap" role="radiogroup" aria-label={label} onKeyDown={onArrow}>
      {options.map((option) => (
        <Chip
          key={option.value}
          role="radio"
          state={option.value === value ? 'sel' : undefined}
          disabled={option.disabled}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </Chip>
      ))}
    </div>
  )
}

export function Radio({ on, square = false }: { on: boolean; square?: boolean }) {
  return (
    <span className={`radio ${on ? 'on' : ''} ${square ? 'sq' : ''}`} aria-hidden="true">
      <Icon name="check" size={15} />
    </span>
  )
}

type RadioCellProps = {
  checked: boolean
  onSelect: () => void
  title: ReactNode
  subtitle?: ReactNode
  value?: ReactNode
  disabled?: boolean
  leading?: ReactNode
}

/** One choice among cells; put them in a Section inside a `role="radiogroup"`. */
export function RadioCell({ checked, onSelect, disabled, leading, value, ...rest }: RadioCellProps) {
  const select = () => {
    haptic('selection')
    onSelect()
  }
  return (
    <Cell
      {...rest}
      role="radio"
      checked={checked}
      disabled={disabled}
      look={disabled ? 'dim' : undefined}
      onClick={select}
      leading={leading ?? <Radio on={checked} />}
      inset={leading ? 66 : 52}
      trailing={
        <>
          {value !== undefined && <span className="price sub">{value}</span>}
          {leading ? <Radio on={checked} /> : null}
        </>
      }
    />
  )
}

/** On or off, at once, without a save button. */
export function SwitchCell({
  title,
  subtitle,
  on,
  onChange,
  leading,
  disabled,
}: {
  title: ReactNode
  subtitle?: ReactNode
  on: boolean
  onChange: (on: boolean) => void
  leading?: ReactNode
  disabled?: boolean
}) {
  const change = () => {
    haptic('selection')
    onChange(!on)
  }
  return (
    <Cell
      title={title}
      subtitle={subtitle}
      leading={leading}
      role="switch"
      checked={on}
      disabled={disabled}
      onClick={change}
      trailing={<span className={`sw ${on ? 'on' : ''}`} aria-hidden="true" />}
    />
  )
}

/** A box to tick, such as consent to the terms. */
export function CheckCell({ title, on, onChange }: { title: ReactNode; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId()
  return (
    <label className="cell" htmlFor={id}>
      <input id={id} type="checkbox" className="sr" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <Radio on={on} square />
      <span className="tx sub">{title}</span>
    </label>
  )
}
