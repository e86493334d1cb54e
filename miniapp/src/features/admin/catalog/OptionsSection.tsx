import { useState } from 'react'
import { localText } from 'shared/locale'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { slugOf, type ProductForm } from './product-form.ts'

type Props = { form: ProductForm; change: (part: Partial<ProductForm>) => void }
type Edited = { index: number; name: string; values: string }

/** What a variant can differ in: at most three options, such as size and grind. */
export function OptionsSection({ form, change }: Props) {
  const t = useT()
  const language = useLanguage()
  const [edited, setEdited] = useState<Edited>()
  const save = () => {
    if (!edited) return
    const before = form.options[edited.index]
    const names = [
      ...new Set(
        edited.values
          .split(/[,،\n]/)
          .map((name) => name.trim())
          .filter(Boolean),
      ),
    ]
    // A value that keeps its name keeps its key and its other languages.
    const values = names.map(
      (name) =>
        before?.values.find((value) => value.name.en === name) ?? {
          key: slugOf(name) || `v${crypto.randomUUID().slice(0, 8)}`,
          name: { en: name },
        },
    )
    const option = {
      key: before?.key ?? (slugOf(edited.name).slice(0, 30) || `o${edited.index}`),
      name: { ...before?.name, en: edited.name.trim() },
      values,
    }
    change({ options: form.options.toSpliced(edited.index, 1, option) })
    setEdited(undefined)
  }
  const remove = () => {
    if (!edited) return
    const gone = form.options[edited.index]?.key ?? ''
    change({
      options: form.options.toSpliced(edited.index, 1),
      variants: form.variants.map((variant) => ({
        ...variant,
        options: Object.fromEntries(Object.entries(variant.options).filter(([key]) => key !== gone)),
      })),
    })
    setEdited(undefined)
  }
  return (
    <Section header={t('admin.options.title')} footer={t('admin.options.footer')}>
      {form.options.map((option, index) => (
        <Cell
          key={option.key}
          title={localText(option.name, language)}
          trailing={<Icon name="chev" size={18} className="chv" />}
          subtitle={option.values.map((value) => localText(value.name, language)).join(t('checkout.comma'))}
          onClick={() => setEdited({ index, name: option.name.en, values: option.values.map((value) => value.name.en).join(', ') })}
        />
      ))}
      {form.options.length < 3 && (
        <Cell look="act" title={t('admin.options.add')} onClick={() => setEdited({ index: form.options.length, name: '', values: '' })} />
      )}
      {edited && (
        <Sheet title={t('admin.options.title')} onClose={() => setEdited(undefined)}>
          <Section footer={t('admin.options.valuesHint')}>
            <TextField
              label={t('admin.options.name')}
              value={edited.name}
              onChange={(name) => setEdited({ ...edited, name })}
              maxLength={40}
            />
            <TextField label={t('admin.options.values')} value={edited.values} onChange={(values) => setEdited({ ...edited, values })} />
          </Section>
          <div className="px-4 pb-4 grid gap-3">
            <Button wide disabled={edited.name.trim() === '' || edited.values.trim() === ''} onClick={save}>
              {t('common.done')}
            </Button>
            {edited.index < form.options.length && (
              <Button look="danger" wide onClick={remove}>
                {t('common.delete')}
              </Button>
            )}
          </div>
        </Sheet>
      )}
    </Section>
  )
}
