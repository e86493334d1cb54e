import { useRef, useState, type FormEvent } from 'react'
import type { AddressInput } from 'shared/users.schema'
import { useMainButton } from '../lib/buttons.ts'
import { useLanguage, useT } from '../lib/i18n.tsx'
import { asPhone } from '../lib/phone.ts'
import { problemText } from '../lib/problem-text.ts'
import { haptic } from '../lib/telegram.ts'
import { SwitchCell } from './choice.tsx'
import { Select, TextArea, TextField } from './field.tsx'
import { Section } from './Section.tsx'
import { Note } from './states.tsx'

type Values = Record<
  'label' | 'recipient' | 'phone' | 'line1' | 'line2' | 'city' | 'region' | 'postalCode' | 'country' | 'instructions',
  string
>

type AddressFormProps = {
  initial: Partial<Values> & { isDefault?: boolean }
  /** Where the shop delivers, ISO 3166-1 alpha-2. */ countries: readonly string[]
  busy: boolean
  error: unknown
  onSubmit: (input: AddressInput) => void
}

const required = ['label', 'recipient', 'phone', 'line1', 'city'] as const

/** An address as people write it down. It is checked when it is sent; what is wrong is said at its field. */
export function AddressForm({ initial, countries, busy, error, onSubmit }: AddressFormProps) {
  const t = useT()
  const language = useLanguage()
  const form = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState<Values>(() => ({
    recipient: '',
    phone: '',
    line1: '',
    line2: '',
    city: '',
    region: '',
    postalCode: '',
    country: countries[0] ?? '',
    instructions: '',
    ...initial,
    label: initial.label ?? t('you.address.home'),
  }))
  const [isDefault, setIsDefault] = useState(initial.isDefault ?? false)
  const [tried, setTried] = useState(false)
  const wrong = (name: keyof Values): string | undefined => {
    if ((required as readonly string[]).includes(name) && !values[name].trim()) return t('you.address.error.required')
    if (name === 'phone' && !asPhone(values.phone, values.country)) return t('you.address.error.phone')
    return undefined
  }
  const field = (name: keyof Values) => ({
    label: t(`you.address.${name}`), // keys: you.address.*
    value: values[name],
    error: tried ? wrong(name) : undefined,
    onChange: (value: string) => setValues((before) => ({ ...before, [name]: value })),
  })

  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    setTried(true)
    const phone = asPhone(values.phone, values.country)
    if (required.some((name) => wrong(name)) || !phone) {
      haptic('error')
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    const trimmed = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as Values
    onSubmit({ ...trimmed, phone, isDefault })
  }
  useMainButton({ text: t('you.address.save'), busy, onPress: submit })

  const names = new Intl.DisplayNames([language], { type: 'region' })
  const options = [...new Set([values.country, ...countries])]
    .filter(Boolean)
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))
  return (
    <form ref={form} onSubmit={submit} noValidate>
      {Boolean(error) && (
        <div className="sec">
          <Note tone="danger">{problemText(t, error)}</Note>
        </div>
      )}
      <Section>
        <TextField {...field('recipient')} autoComplete="name" maxLength={80} enterKeyHint="next" />
        <TextField
          {...field('phone')}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          dir="ltr"
          style={{ textAlign: 'match-parent' }}
          placeholder="+254 712 345 678"
          enterKeyHint="next"
        />
      </Section>
      <Section>
        <Select {...field('country')} autoComplete="country" options={options} />
        <TextField {...field('line1')} autoComplete="address-line1" maxLength={120} enterKeyHint="next" />
        <TextField {...field('line2')} autoComplete="address-line2" maxLength={120} enterKeyHint="next" />
        <TextField {...field('city')} autoComplete="address-level2" maxLength={80} enterKeyHint="next" />
        <TextField {...field('region')} autoComplete="address-level1" maxLength={80} enterKeyHint="next" />
        <TextField
          {...field('postalCode')}
          autoComplete="postal-code"
          maxLength={20}
          dir="ltr"
          style={{ textAlign: 'match-parent' }}
          enterKeyHint="next"
        />
        <TextArea
          {...field('instructions')}
          maxLength={300}
          rows={2}
          style={{ resize: 'none' }}
          autoComplete="off"
          placeholder={t('you.address.instructionsHint')}
        />
      </Section>
      <Section>
        <TextField {...field('label')} autoComplete="off" maxLength={40} enterKeyHint="done" />
        <SwitchCell title={t('you.address.makeDefault')} on={isDefault} onChange={setIsDefault} />
      </Section>
      <button type="submit" className="sr" tabIndex={-1} aria-hidden="true" />
    </form>
  )
}
