import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react'
import { Icon } from './Icon.tsx'

type Base = { label: string; error?: string | undefined; hint?: ReactNode }

/** The frame of a form field: label above the value, what is wrong under it in words. Stack them inside one Section. */
export function Field({ label, error, hint, id, children }: Base & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && !error && <small className="foot t2">{hint}</small>}
      {error && (
        <small className="fielderr foot" id={`${id}-error`} role="alert">
          <Icon name="warn" size={15} />
          {error}
        </small>
      )}
    </div>
  )
}

const described = (id: string, error: string | undefined) => ({
  id,
  'aria-invalid': error ? true : undefined,
  'aria-describedby': error ? `${id}-error` : undefined,
})

export function TextField({
  label,
  error,
  hint,
  onChange,
  ...rest
}: Base & { value: string; onChange: (value: string) => void } & Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'>) {
  const id = useId()
  return (
    <Field label={label} error={error} hint={hint} id={id}>
      <input {...described(id, error)} {...rest} onChange={(event) => onChange(event.target.value)} />
    </Field>
  )
}

export function TextArea({
  label,
  error,
  hint,
  onChange,
  ...rest
}: Base & { value: string; onChange: (value: string) => void } & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value'>) {
  const id = useId()
  return (
    <Field label={label} error={error} hint={hint} id={id}>
      <textarea rows={3} {...described(id, error)} {...rest} onChange={(event) => onChange(event.target.value)} />
    </Field>
  )
}

export function Select({
  label,
  error,
  hint,
  options,
  onChange,
  ...rest
}: Base & { value: string; onChange: (value: string) => void; options: readonly { value: string; label: string }[] } & Omit<
    SelectHTMLAttributes<HTMLSelectElement>,
    'onChange' | 'value'
  >) {
  const id = useId()
  return (
    <Field label={label} error={error} hint={hint} id={id}>
      <select {...described(id, error)} {...rest} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

type SearchFieldProps = {
  value: string
  onChange: (value: string) => void
  placeholder: string
  clearLabel: string
  autoFocus?: boolean
  onSubmit?: () => void
}

export function SearchField({ value, onChange, placeholder, clearLabel, autoFocus, onSubmit }: SearchFieldProps) {
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        ;(document.activeElement as HTMLElement | null)?.blur()
        onSubmit?.()
      }}
    >
      <Icon name="search" size={20} />
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a search screen is opened to type */}
      <input
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        autoFocus={autoFocus}
        aria-label={placeholder}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {value && (
        <button type="button" className="xb" style={{ width: 22, height: 22 }} aria-label={clearLabel} onClick={() => onChange('')}>
          <Icon name="x" size={13} />
        </button>
      )}
    </form>
  )
}
