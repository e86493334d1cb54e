import { useState } from 'react'
import { localText } from 'shared/locale'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { NameFields } from '../NameFields.tsx'
import type { OptionForm, ProductForm } from './product-form.ts'

type Props = {
  /** Undefined for a new one. */ option: ProductForm['options'][number] | undefined
  onSave: (option: OptionForm) => void
  onRemove: () => void
  onClose: () => void
}

const most = 30

/** An option and its values, each in every language. */
export function OptionEditor({ option, onSave, onRemove, onClose }: Props) {
  const t = useT()
  const language = useLanguage()
  const [form, setForm] = useState<OptionForm>(option ?? { name: { en: '' }, values: [{ name: { en: '' } }] })
  const setValues = (values: OptionForm['values']) => setForm({ ...form, values })
  const isWhole = form.name.en.trim() !== '' && form.values.some((value) => value.name.en.trim() !== '')
  return (
    <Sheet title={option ? localText(option.name, language) : t('admin.options.add')} onClose={onClose}>
      <Section header={t('admin.product.name')} footer={t('admin.product.fallback')}>
        <NameFields name={form.name} onChange={(name) => setForm({ ...form, name })} maxLength={40} />
      </Section>
      {form.values.map((value, index) => (
        <Section
          key={value.key ?? index}
          header={t('admin.options.value', { number: index + 1 })}
          action={
            form.values.length > 1 && (
              <button type="button" onClick={() => setValues(form.values.toSpliced(index, 1))}>
                {t('common.delete')}
              </button>
            )
          }
        >
          <NameFields
            name={value.name}
            onChange={(name) => setValues(form.values.toSpliced(index, 1, { ...value, name }))}
            maxLength={40}
          />
        </Section>
      ))}
      {form.values.length < most && (
        <Section>
          <Cell look="act" title={t('admin.options.addValue')} onClick={() => setValues([...form.values, { name: { en: '' } }])} />
        </Section>
      )}
      <div className="px-4 pb-4 grid gap-3">
        <Button wide disabled={!isWhole} onClick={() => onSave(form)}>
          {t('common.done')}
        </Button>
        {option && (
          <Button look="danger" wide onClick={onRemove}>
            {t('common.delete')}
          </Button>
        )}
      </div>
    </Sheet>
  )
}
