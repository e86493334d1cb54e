import { useState } from 'react'
import { localText, type Language } from 'shared/locale'
import type { DeliveryOption, DeliveryZone } from 'shared/shipping.schema'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { useShop } from '../../../lib/session.tsx'
import { Chip, SwitchCell } from '../../../ui/choice.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { EditSheet } from './EditSheet.tsx'
import { NameFields } from '../NameFields.tsx'
import { asOptionForm, asOptionInput, emptyOption, type OptionField, type OptionForm } from './shipping-form.ts'
import { useSave, type Editing } from './use-save.ts'

type Props = { zone: DeliveryZone; option: DeliveryOption | undefined } & Editing

const kinds = ['courier', 'pickup'] as const

/** One way to deliver to a zone: what it is called, costs and takes. */
export function OptionSheet({ zone, option, ...editing }: Props) {
  const t = useT()
  const language = useLanguage()
  const currency = useShop()?.currency ?? 'USD'
  const { save, remove, busy } = useSave(editing)
  const [form, setForm] = useState(() => (option ? asOptionForm(option, currency) : emptyOption(zone.options.length)))
  const [tried, setTried] = useState(false)
  const set = (part: Partial<OptionForm>) => setForm((before) => ({ ...before, ...part }))
  const result = asOptionInput(form, currency)
  const wrong = (field: OptionField) => tried && Boolean(result.errors?.has(field))
  const figures = (text: string) => text.replace(/\D/g, '').slice(0, 4)
  const submit = () => {
    setTried(true)
    if (!result.errors) save({ change: 'option', zoneId: zone.id, id: option?.id, input: result.input })
  }
  return (
    <EditSheet
      title={option ? localText(option.name, language) : t('admin.delivery.addOption')}
      isStale={editing.isStale}
      busy={busy}
      onClose={editing.onClose}
      onSave={submit}
      onRemove={
        option &&
        (() =>
          void remove(
            { change: 'remove-option', id: option.id },
            { title: localText(option.name, language), message: t('admin.delivery.removeOption') },
          ))
      }
    >
      <Section header={t('admin.product.name')} footer={t('admin.product.fallback')}>
        <NameFields name={form.name} onChange={(name) => set({ name })} error={wrong('name') ? t('admin.product.needed') : undefined} />
      </Section>
      <Section>
        {/* keys: admin.deliveryKind.* */}
        <Select
          label={t('admin.product.kind')}
          value={form.kind}
          onChange={(kind) => set({ kind: kind as OptionForm['kind'] })}
          options={kinds.map((kind) => ({ value: kind, label: t(`admin.deliveryKind.${kind}`) }))}
        />
      </Section>
      {form.kind === 'pickup' && (
        <Section header={t('admin.delivery.place')} footer={t('admin.delivery.placeHint')}>
          <NameFields
            name={form.place ?? { en: '' }}
            onChange={(place) => set({ place })}
            maxLength={200}
            error={wrong('place') ? t('admin.product.needed') : undefined}
          />
        </Section>
      )}
      <Section>
        <TextField
          label={t('admin.variant.price', { currency })}
          value={form.price}
          onChange={(price) => set({ price })}
          inputMode="decimal"
          dir="ltr"
          hint={t('admin.delivery.priceHint')}
          error={wrong('price') ? t('admin.variant.badPrice') : undefined}
        />
        <TextField
          label={t('admin.delivery.freeFrom', { currency })}
          value={form.freeFrom}
          onChange={(freeFrom) => set({ freeFrom })}
          inputMode="decimal"
          dir="ltr"
          hint={t('admin.delivery.freeFromHint')}
          error={wrong('freeFrom') ? t('admin.variant.badPrice') : undefined}
        />
      </Section>
      <Section footer={t('admin.delivery.hoursHint')}>
        <TextField
          label={t('admin.delivery.minHours')}
          value={form.minHours}
          onChange={(text) => set({ minHours: figures(text) })}
          inputMode="numeric"
          dir="ltr"
        />
        <TextField
          label={t('admin.delivery.maxHours')}
          value={form.maxHours}
          onChange={(text) => set({ maxHours: figures(text) })}
          inputMode="numeric"
          dir="ltr"
          error={wrong('hours') ? t('admin.delivery.badHours') : undefined}
        />
      </Section>
      <Section header={t('admin.delivery.days')}>
        <div className="row on-sec flex-wrap">
          {weekdays(language).map(([day, name]) => (
            <Chip
              key={day}
              state={form.days.includes(day) ? 'sel' : undefined}
              onClick={() => set({ days: withOrWithout(form.days, day) })}
            >
              {name}
            </Chip>
          ))}
        </div>
        <TextField
          label={t('admin.delivery.opens')}
          value={form.opens}
          onChange={(text) => set({ opens: figures(text) })}
          inputMode="numeric"
          dir="ltr"
        />
        <TextField
          label={t('admin.delivery.closes')}
          value={form.closes}
          onChange={(text) => set({ closes: figures(text) })}
          inputMode="numeric"
          dir="ltr"
          error={wrong('work') ? t('admin.delivery.badWork') : undefined}
        />
      </Section>
      <Section>
        <SwitchCell title={t('admin.delivery.cash')} on={form.cashOnDelivery} onChange={(cashOnDelivery) => set({ cashOnDelivery })} />
        <SwitchCell title={t('admin.delivery.offered')} on={form.isActive} onChange={(isActive) => set({ isActive })} />
        <TextField
          label={t('admin.categories.position')}
          value={String(form.position)}
          onChange={(position) => set({ position: Number(figures(position).slice(0, 3)) })}
          inputMode="numeric"
          dir="ltr"
        />
      </Section>
    </EditSheet>
  )
}

/** The days of the week from Monday on, with their short names. */
function weekdays(language: Language): [number, string][] {
  const name = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map((day) => [day, name.format(Date.UTC(2024, 0, day))])
}

function withOrWithout(days: number[], day: number): number[] {
  return days.includes(day) ? days.filter((each) => each !== day) : [...days, day].toSorted((a, b) => a - b)
}
