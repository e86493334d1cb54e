import { useState } from 'react'
import { countryCodes } from 'shared/countries'
import type { AdminShipping, TaxRule } from 'shared/shipping.schema'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { useShop } from '../../../lib/session.tsx'
import { SwitchCell } from '../../../ui/choice.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { EditSheet } from './EditSheet.tsx'
import { asTaxForm, asTaxInput, type TaxForm } from './shipping-form.ts'
import { useDestinations } from './use-destinations.ts'
import { useSave, type Editing } from './use-save.ts'

type Props = { taxes: AdminShipping['taxes']; rule: TaxRule | undefined } & Editing

/** How goods for one country are taxed. */
export function TaxSheet({ taxes, rule, ...editing }: Props) {
  const t = useT()
  const language = useLanguage()
  const home = useShop()?.country
  const nameOf = useDestinations()
  const { save, remove, busy } = useSave(editing)
  const free = ['*', ...countryCodes].filter((code) => !taxes.some((each) => each.country === code))
  const [country, setCountry] = useState<string>(rule?.country ?? (home && free.includes(home) ? home : ''))
  const [form, setForm] = useState<TaxForm>(rule ? asTaxForm(rule) : { name: '', percent: '', inclusive: true, onDelivery: true })
  const [tried, setTried] = useState(false)
  const set = (part: Partial<TaxForm>) => setForm((before) => ({ ...before, ...part }))
  const input = asTaxInput(form)
  const isNameless = form.name.trim() === '' && asTaxInput({ ...form, name: '-' }) !== undefined
  const submit = () => {
    setTried(true)
    if (input && country) save({ change: 'tax', country, input })
  }
  const options = free
    .map((value) => ({ value, label: nameOf(value) }))
    .toSorted((a, b) => Number(b.value === '*') - Number(a.value === '*') || a.label.localeCompare(b.label, language))
  return (
    <EditSheet
      title={rule ? nameOf(rule.country) : t('admin.tax.add')}
      isStale={editing.isStale}
      busy={busy}
      onClose={editing.onClose}
      onSave={submit}
      onRemove={
        rule &&
        (() =>
          void remove({ change: 'remove-tax', country: rule.country }, { title: nameOf(rule.country), message: t('admin.tax.remove') }))
      }
    >
      <Section>
        {!rule && (
          <Select
            label={t('admin.tax.country')}
            value={country}
            onChange={setCountry}
            options={[{ value: '', label: t('admin.variant.choose') }, ...options]}
            error={tried && !country ? t('admin.product.needed') : undefined}
          />
        )}
        <TextField
          label={t('admin.tax.rate')}
          value={form.percent}
          onChange={(percent) => set({ percent })}
          inputMode="decimal"
          dir="ltr"
          error={tried && !input && !isNameless ? t('admin.tax.badRate') : undefined}
        />
        <TextField
          label={t('admin.product.name')}
          value={form.name}
          onChange={(name) => set({ name })}
          maxLength={40}
          hint={t('admin.tax.nameHint')}
          error={tried && isNameless && !input ? t('admin.product.needed') : undefined}
        />
      </Section>
      <Section>
        <SwitchCell title={t('admin.tax.inclusive')} on={form.inclusive} onChange={(inclusive) => set({ inclusive })} />
        <SwitchCell title={t('admin.tax.onDelivery')} on={form.onDelivery} onChange={(onDelivery) => set({ onDelivery })} />
      </Section>
    </EditSheet>
  )
}
