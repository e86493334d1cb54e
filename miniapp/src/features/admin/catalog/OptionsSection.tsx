import { useState } from 'react'
import { localText } from 'shared/locale'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Section } from '../../../ui/Section.tsx'
import { OptionEditor } from './OptionEditor.tsx'
import { asOption, type OptionForm, type ProductForm } from './product-form.ts'

type Props = { form: ProductForm; change: (part: Partial<ProductForm>) => void }

/** What a variant can differ in: at most three options, such as size and grind. */
export function OptionsSection({ form, change }: Props) {
  const t = useT()
  const language = useLanguage()
  const [edited, setEdited] = useState<number>()
  const save = (index: number, option: OptionForm) => {
    change({ options: form.options.toSpliced(index, 1, asOption(option, index)) })
    setEdited(undefined)
  }
  const remove = (index: number) => {
    const gone = form.options[index]?.key ?? ''
    change({
      options: form.options.toSpliced(index, 1),
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
          onClick={() => setEdited(index)}
        />
      ))}
      {form.options.length < 3 && <Cell look="act" title={t('admin.options.add')} onClick={() => setEdited(form.options.length)} />}
      {edited !== undefined && (
        <OptionEditor
          option={form.options[edited]}
          onSave={(option) => save(edited, option)}
          onRemove={() => remove(edited)}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  )
}
