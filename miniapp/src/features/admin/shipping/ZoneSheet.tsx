import { useState } from 'react'
import { countryCodes } from 'shared/countries'
import { localText } from 'shared/locale'
import type { AdminShipping, DeliveryZone } from 'shared/shipping.schema'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { useShop } from '../../../lib/session.tsx'
import { IconButton } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { SwitchCell } from '../../../ui/choice.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Section } from '../../../ui/Section.tsx'
import { EditSheet } from './EditSheet.tsx'
import { NameFields } from '../NameFields.tsx'
import { tidyWords } from '../tidy-words.ts'
import { asCities, freeDestinations, homeZone, widerZone } from './shipping-form.ts'
import { useDestinations } from './use-destinations.ts'
import { useSave, type Editing } from './use-save.ts'

type Props = { all: AdminShipping; zone: DeliveryZone | undefined } & Editing

/** A zone: what it is called and which countries are in it. The shop's own country is the first one proposed. */
export function ZoneSheet({ all, zone, ...editing }: Props) {
  const t = useT()
  const language = useLanguage()
  const home = useShop()?.country
  const nameOf = useDestinations()
  const { save, remove, busy } = useSave(editing)
  const free = freeDestinations(all, zone?.id)
  const [form, setForm] = useState(() => {
    if (zone) {
      const { id: _id, options: _options, ...was } = zone
      return { ...was, countries: was.countries as string[], cities: was.cities.join(', ') }
    }
    const start = home && free.includes(home) ? homeZone(home) : { name: { en: '' }, countries: [] }
    return { ...start, cities: '', alsoWider: false, position: all.zones.length }
  })
  const [tried, setTried] = useState(false)
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))
  const ofOneCountry = form.countries.length === 1 && form.countries[0] !== '*'
  const cities = ofOneCountry ? asCities(form.cities) : []
  const [country = ''] = form.countries
  const wider = widerZone(all, country, zone?.id)
  const rest = wider
    ? t('admin.delivery.restWider', { country: nameOf(country), zone: localText(wider.name, language) })
    : t('admin.delivery.restNone', { country: nameOf(country) })
  // A zone for some cities may lie inside one for their country.
  const left = ['*', ...countryCodes]
    .filter((code) => code !== '*' || free.includes(code))
    .filter((code) => !form.countries.includes(code))
    .map((value) => ({ value, label: nameOf(value) }))
    .toSorted((a, b) => Number(b.value === '*') - Number(a.value === '*') || a.label.localeCompare(b.label, language))
  const submit = () => {
    setTried(true)
    if (form.name.en.trim() === '' || form.countries.length === 0) return
    save({
      change: 'zone',
      id: zone?.id,
      input: {
        ...form,
        name: tidyWords(form.name),
        countries: form.countries as DeliveryZone['countries'],
        cities,
        alsoWider: cities.length > 0 && form.alsoWider,
      },
    })
  }
  return (
    <EditSheet
      title={zone ? localText(zone.name, language) : t('admin.delivery.addZone')}
      isStale={editing.isStale}
      busy={busy}
      onClose={editing.onClose}
      onSave={submit}
      onRemove={
        zone &&
        (() =>
          void remove(
            { change: 'remove-zone', id: zone.id },
            { title: localText(zone.name, language), message: t('admin.delivery.removeZone') },
          ))
      }
    >
      <Section header={t('admin.delivery.countries')}>
        {form.countries.map((code) => (
          <Cell
            key={code}
            title={nameOf(code)}
            trailing={
              <IconButton
                label={t('admin.delivery.leaveOut', { country: nameOf(code) })}
                onClick={() => set({ countries: form.countries.filter((each) => each !== code) })}
              >
                <Icon name="x" size={18} />
              </IconButton>
            }
          />
        ))}
        <Select
          label={t('admin.delivery.addCountry')}
          value=""
          onChange={(code) => code && set({ countries: [...form.countries, code] })}
          options={[{ value: '', label: t('admin.variant.choose') }, ...left]}
          error={tried && form.countries.length === 0 ? t('admin.product.needed') : undefined}
        />
      </Section>
      {ofOneCountry && (
        <Section footer={cities.length > 0 ? rest : t('admin.delivery.citiesHint')}>
          <TextField label={t('admin.delivery.cities')} value={form.cities} onChange={(text) => set({ cities: text })} maxLength={2000} />
          {cities.length > 0 && (
            <SwitchCell title={t('admin.delivery.alsoWider')} on={form.alsoWider} onChange={(alsoWider) => set({ alsoWider })} />
          )}
        </Section>
      )}
      <Section header={t('admin.product.name')}>
        <NameFields
          name={form.name}
          onChange={(name) => set({ name })}
          error={tried && form.name.en.trim() === '' ? t('admin.product.needed') : undefined}
        />
      </Section>
      <Section>
        <TextField
          label={t('admin.categories.position')}
          value={String(form.position)}
          onChange={(position) => set({ position: Number(position.replace(/\D/g, '').slice(0, 3)) })}
          inputMode="numeric"
          dir="ltr"
        />
      </Section>
    </EditSheet>
  )
}
