import { useState } from 'react'
import { localText } from 'shared/locale'
import type { AdminShipping, DeliveryZone } from 'shared/shipping.schema'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { useShop } from '../../../lib/session.tsx'
import { IconButton } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Section } from '../../../ui/Section.tsx'
import { EditSheet } from './EditSheet.tsx'
import { NameFields } from './NameFields.tsx'
import { freeDestinations, homeZone, tidyWords } from './shipping-form.ts'
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
    if (zone) return { name: zone.name, countries: zone.countries as string[], position: zone.position, version: zone.version }
    const start = home && free.includes(home) ? homeZone(home) : { name: { en: '' }, countries: [] }
    return { ...start, position: all.zones.length }
  })
  const [tried, setTried] = useState(false)
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))
  const left = free
    .filter((code) => !form.countries.includes(code))
    .map((value) => ({ value, label: nameOf(value) }))
    .toSorted((a, b) => Number(b.value === '*') - Number(a.value === '*') || a.label.localeCompare(b.label, language))
  const submit = () => {
    setTried(true)
    if (form.name.en.trim() === '' || form.countries.length === 0) return
    save({
      change: 'zone',
      id: zone?.id,
      input: { ...form, name: tidyWords(form.name), countries: form.countries as DeliveryZone['countries'] },
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
