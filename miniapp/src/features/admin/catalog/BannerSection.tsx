import { languageNames, languages, type Language } from 'shared/locale'
import { useState } from 'react'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { SegmentedControl, SwitchCell } from '../../../ui/choice.tsx'
import { TextArea, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import type { FormErrors, ProductForm } from './product-form.ts'

type Props = { form: ProductForm; change: (part: Partial<ProductForm>) => void; errors: FormErrors }

/** The large card on the front that leads to this product, and what it says in each language. */
export function BannerSection({ form, change, errors }: Props) {
  const t = useT()
  const [language, setLanguage] = useState<Language>(useLanguage())
  const { banner } = form
  const switchOn = (on: boolean) => change({ banner: on ? { eyebrow: { en: '' }, title: form.name, body: form.subtitle } : null })
  const field = (name: 'eyebrow' | 'title' | 'body', maxLength: number) => ({
    value: banner?.[name][language] ?? '',
    onChange: (text: string) => banner && change({ banner: { ...banner, [name]: { ...banner[name], [language]: text } } }),
    maxLength,
    lang: language,
    dir: language === 'ar' ? 'rtl' : 'ltr',
    ...(language === 'en' ? {} : { placeholder: banner?.[name].en }),
  })
  return (
    <>
      {banner && (
        <div className="px-4 pb-3">
          <SegmentedControl
            label={t('admin.product.language')}
            value={language}
            onChange={setLanguage}
            options={languages.map((each) => ({ value: each, label: languageNames[each] }))}
          />
        </div>
      )}
      <Section header={t('admin.banner.title')} footer={t('admin.banner.footer')}>
        <SwitchCell title={t('admin.banner.show')} on={Boolean(banner)} onChange={switchOn} />
        {banner && (
          <>
            <TextField label={t('admin.banner.eyebrow')} {...field('eyebrow', 30)} />
            <TextField
              label={t('admin.banner.headline')}
              {...field('title', 80)}
              error={errors.has('banner') && language === 'en' ? t('admin.product.needed') : undefined}
            />
            <TextArea label={t('admin.banner.body')} {...field('body', 140)} />
          </>
        )}
      </Section>
    </>
  )
}
