import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { AdminProduct } from 'shared/catalog.schema'
import { languageNames, languages, localText, type Language } from 'shared/locale'
import { productStatuses, type ProductStatus } from 'shared/catalog'
import { paths } from '../../../app/paths.ts'
import { useBackButton, useClosingConfirmation, useMainButton } from '../../../lib/buttons.ts'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { useShop } from '../../../lib/session.tsx'
import { confirm, haptic } from '../../../lib/telegram.ts'
import { Cell } from '../../../ui/Cell.tsx'
import { SegmentedControl, SwitchCell } from '../../../ui/choice.tsx'
import { Select, TextArea, TextField } from '../../../ui/field.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { categoriesQuery, productQuery, useArchiveProduct, useSaveProduct } from '../api.ts'
import { useMayI } from '../may-i.ts'
import { BannerSection } from './BannerSection.tsx'
import { OptionsSection } from './OptionsSection.tsx'
import { PicturesSection } from './PicturesSection.tsx'
import { asForm, asInput, emptyForm, type FormErrors, type ProductForm } from './product-form.ts'
import { VariantsSection } from './VariantsSection.tsx'

/** One product: words in three languages, pictures, variants with price and stock. Without `id` a new one. */
export function ProductPage({ id }: { id?: string }) {
  const t = useT()
  const shop = useShop()
  const product = useQuery({ ...productQuery(id ?? ''), enabled: id !== undefined })
  if (!shop || (id && product.isPending)) {
    return (
      <>
        <PageTitle>{t('admin.product.title')}</PageTitle>
        <SkeletonCells rows={6} />
      </>
    )
  }
  if (id && !product.data) {
    return (
      <>
        <PageTitle>{t('admin.product.title')}</PageTitle>
        <ErrorState title={t('admin.product.failed')} error={product.error} onRetry={() => void product.refetch()} />
      </>
    )
  }
  // A version that somebody else saved begins the form anew.
  return <Editor key={product.data?.version ?? 'new'} product={product.data} />
}

function Editor({ product }: { product: AdminProduct | undefined }) {
  const t = useT()
  const language = useLanguage()
  const currency = useShop()!.currency
  const mayWrite = useMayI()('catalog.write')
  const [, navigate] = useLocation()
  const save = useSaveProduct(product?.id)
  const [start] = useState(() => (product ? asForm(product, currency) : emptyForm()))
  const [form, setForm] = useState(start)
  const [errors, setErrors] = useState<FormErrors>(new Set())
  const changed = form !== start
  const change = (part: Partial<ProductForm>) => setForm((before) => ({ ...before, ...part }))
  useClosingConfirmation(changed)
  useBackButton(
    changed
      ? () =>
          void confirm({
            title: t('admin.product.leaveTitle'),
            message: t('admin.product.leaveQuestion'),
            yes: t('admin.product.leave'),
            no: t('common.cancel'),
            destructive: true,
          }).then((sure) => sure && navigate(paths.adminProducts()))
      : undefined,
  )

  const submit = async () => {
    const made = asInput(form, currency)
    if (made.errors) {
      haptic('error')
      setErrors(made.errors)
      return toast({ icon: 'warn', text: t('admin.product.checkFields') })
    }
    setErrors(new Set())
    try {
      const saved = await save.mutateAsync(made.input)
      haptic('success')
      toast({ text: t('admin.product.saved') })
      if (!product) navigate(paths.adminProduct(saved.id), { replace: true })
    } catch (error) {
      haptic('error')
      toast({ icon: 'warn', text: problemText(t, error) })
    }
  }
  useMainButton(mayWrite && changed ? { text: t('common.save'), busy: save.isPending, onPress: () => void submit() } : undefined)

  return (
    <fieldset disabled={!mayWrite} className="contents">
      <PageTitle subtitle={mayWrite ? undefined : t('admin.product.readOnly')}>
        {product ? localText(form.name, language) || t('admin.product.title') : t('admin.product.new')}
      </PageTitle>
      {product ? <PicturesSection product={product} /> : <p className="px-4 pb-4 foot t2">{t('admin.product.picturesLater')}</p>}
      <Words form={form} change={change} errors={errors} />
      <Place form={form} change={change} errors={errors} isNew={!product} />
      <BannerSection form={form} change={change} errors={errors} />
      <OptionsSection form={form} change={change} />
      <VariantsSection
        form={form}
        change={change}
        errors={errors}
        currency={currency}
        product={product}
        canAdjust={Boolean(product) && !changed}
      />
      {product && mayWrite && product.status !== 'archived' && <Archive product={product} />}
    </fieldset>
  )
}

type PartProps = { form: ProductForm; change: (part: Partial<ProductForm>) => void; errors: FormErrors }

function Words({ form, change, errors }: PartProps) {
  const t = useT()
  const [language, setLanguage] = useState<Language>(useLanguage())
  const inEnglish = language === 'en'
  const set = (field: 'name' | 'subtitle' | 'description') => (text: string) => change({ [field]: { ...form[field], [language]: text } })
  const shown = (field: 'name' | 'subtitle' | 'description') => form[field][language] ?? ''
  const more = { lang: language, dir: language === 'ar' ? 'rtl' : 'ltr' } as const
  return (
    <>
      <div className="px-4 pb-3">
        <SegmentedControl
          label={t('admin.product.language')}
          value={language}
          onChange={setLanguage}
          options={languages.map((each) => ({ value: each, label: languageNames[each] }))}
        />
      </div>
      <Section header={t('admin.product.words')} footer={inEnglish ? undefined : t('admin.product.fallback')}>
        <TextField
          label={t('admin.product.name')}
          value={shown('name')}
          onChange={set('name')}
          maxLength={80}
          error={errors.has('name') && inEnglish ? t('admin.product.needed') : undefined}
          {...(inEnglish ? {} : { placeholder: form.name.en })}
          {...more}
        />
        <TextField
          label={t('admin.product.subtitle')}
          value={shown('subtitle')}
          onChange={set('subtitle')}
          maxLength={80}
          hint={t('admin.product.subtitleHint')}
          {...(inEnglish ? {} : { placeholder: form.subtitle.en })}
          {...more}
        />
        <TextArea
          label={t('admin.product.description')}
          value={shown('description')}
          onChange={set('description')}
          maxLength={4000}
          rows={5}
          {...(inEnglish ? {} : { placeholder: form.description.en })}
          {...more}
        />
      </Section>
    </>
  )
}

function Place({ form, change, errors, isNew }: PartProps & { isNew: boolean }) {
  const t = useT()
  const language = useLanguage()
  const categories = useQuery(categoriesQuery())
  return (
    <Section header={t('admin.product.place')}>
      <Select
        label={t('admin.product.status')}
        value={form.status}
        onChange={(status) => change({ status: status as ProductStatus })}
        // keys: admin.productStatus.*
        options={productStatuses
          .filter((status) => status !== 'archived' || form.status === 'archived')
          .map((status) => ({ value: status, label: t(`admin.productStatus.${status}`) }))}
      />
      <Select
        label={t('admin.product.kind')}
        value={form.kind}
        onChange={(kind) => change({ kind: kind === 'digital' ? 'digital' : 'physical' })}
        disabled={!isNew}
        hint={form.kind === 'digital' ? t('admin.product.digitalHint') : undefined}
        options={[
          { value: 'physical', label: t('admin.product.physical') },
          { value: 'digital', label: t('admin.product.digital') },
        ]}
      />
      <Select
        label={t('admin.product.category')}
        value={form.categoryId ?? ''}
        onChange={(id) => change({ categoryId: id || null })}
        options={[
          { value: '', label: t('admin.product.noCategory') },
          ...(categories.data?.items ?? []).map((category) => ({ value: category.id, label: localText(category.name, language) })),
        ]}
      />
      <TextField
        label={t('admin.product.slug')}
        value={form.slug}
        onChange={(slug) => change({ slug: slug.toLowerCase() })}
        maxLength={60}
        dir="ltr"
        hint={t('admin.product.slugHint')}
        error={errors.has('slug') ? t('admin.product.badSlug') : undefined}
      />
      <TextField
        label={t('admin.product.hue')}
        type="range"
        min={0}
        max={360}
        value={String(form.hue)}
        onChange={(hue) => change({ hue: Number(hue) })}
      />
      {form.position !== undefined && (
        <TextField
          label={t('admin.categories.position')}
          value={String(form.position)}
          onChange={(text) => change({ position: Number(text.replace(/\D/g, '').slice(0, 5)) })}
          inputMode="numeric"
          dir="ltr"
        />
      )}
      <SwitchCell title={t('admin.product.featured')} on={form.featured ?? false} onChange={(featured) => change({ featured })} />
    </Section>
  )
}

function Archive({ product }: { product: AdminProduct }) {
  const t = useT()
  const [, navigate] = useLocation()
  const archive = useArchiveProduct(product.id)
  const press = async () => {
    if (
      !(await confirm({
        title: t('admin.product.archive'),
        message: t('admin.product.archiveQuestion'),
        yes: t('admin.product.archive'),
        no: t('common.cancel'),
        destructive: true,
      }))
    )
      return
    archive.mutate(undefined, {
      onSuccess: () => {
        toast({ text: t('admin.product.archived') })
        navigate(paths.adminProducts(), { replace: true })
      },
      onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }),
    })
  }
  return (
    <Section>
      <Cell look="del" title={t('admin.product.archive')} disabled={archive.isPending} onClick={() => void press()} />
    </Section>
  )
}
