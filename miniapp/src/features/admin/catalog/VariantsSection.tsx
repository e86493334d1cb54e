import { useState } from 'react'
import type { AdminProduct } from 'shared/catalog.schema'
import type { Currency } from 'shared/currencies'
import { formatMoney, parseDecimal } from 'shared/money'
import { localText } from 'shared/locale'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { SwitchCell } from '../../../ui/choice.tsx'
import { Select, TextArea, TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { StatusPill } from '../../../ui/show.tsx'
import { emptyVariant, type FormErrors, type ProductForm, type VariantForm } from './product-form.ts'
import { StockSheet } from './StockSheet.tsx'

type Props = {
  form: ProductForm
  change: (part: Partial<ProductForm>) => void
  errors: FormErrors
  currency: Currency
  /** As the server has it: stock moves without the form. */ product: AdminProduct | undefined
  /** Stock moves at once, so only when nothing is unsaved. */ canAdjust: boolean
}

/** What can be bought: one row a variant, edited in a sheet. */
export function VariantsSection({ form, change, errors, currency, product, canAdjust }: Props) {
  const t = useT()
  const language = useLanguage()
  const [opened, setOpened] = useState<string>()
  const [counted, setCounted] = useState<VariantForm>()
  const edited = form.variants.find((variant) => variant.key === opened)
  const set = (part: Partial<VariantForm>) =>
    change({ variants: form.variants.map((variant) => (variant.key === opened ? { ...variant, ...part } : variant)) })
  const titleOf = (variant: VariantForm) =>
    form.options
      .flatMap((option) => option.values.find((value) => value.key === variant.options[option.key])?.name ?? [])
      .map((name) => localText(name, language))
      .join(', ') ||
    variant.sku ||
    t('admin.variant.new')
  const stockOf = (variant: VariantForm) => {
    const now = product?.variants.find(({ id }) => id === variant.id)
    return { onHand: String(now?.onHand ?? (variant.onHand || '0')), reserved: now?.reserved ?? variant.reserved }
  }
  const isWrong = (variant: VariantForm) => [...errors].some((error) => error.startsWith(`variants.${variant.key}.`))
  const price = (variant: VariantForm) => {
    const money = parseDecimal(variant.price, currency)
    return money ? formatMoney(money, language === 'ar' ? 'en' : language) : '–'
  }
  const add = () => {
    const variant = emptyVariant()
    change({ variants: [...form.variants, variant] })
    setOpened(variant.key)
  }
  return (
    <Section header={t('admin.variant.title')}>
      {form.variants.map((variant) => (
        <Cell
          key={variant.key}
          title={titleOf(variant)}
          subtitle={
            form.kind === 'digital'
              ? t('admin.variant.starsPrice', { stars: variant.stars || '–' })
              : t('admin.variant.stockLine', stockOf(variant))
          }
          value={<bdi>{price(variant)}</bdi>}
          {...(isWrong(variant)
            ? { trailing: <StatusPill tone="danger">{t('admin.variant.check')}</StatusPill> }
            : variant.isActive
              ? {}
              : { trailing: <StatusPill tone="neutral">{t('admin.variant.off')}</StatusPill> })}
          onClick={() => setOpened(variant.key)}
        />
      ))}
      {form.variants.length < 60 && <Cell look="act" title={t('admin.variant.add')} onClick={add} />}
      {edited && (
        <Sheet title={titleOf(edited)} onClose={() => setOpened(undefined)}>
          <VariantFields variant={edited} set={set} form={form} errors={errors} currency={currency} />
          <div className="px-4 pb-4 grid gap-3">
            <Button wide onClick={() => setOpened(undefined)}>
              {t('common.done')}
            </Button>
            {edited.id && form.kind === 'physical' && canAdjust && (
              <Button
                look="soft"
                wide
                onClick={() => {
                  setCounted({ ...edited, ...stockOf(edited) })
                  setOpened(undefined)
                }}
              >
                {t('admin.stock.adjust')}
              </Button>
            )}
            {form.variants.length > 1 && (
              <Button
                look="danger"
                wide
                onClick={() => {
                  change({ variants: form.variants.filter((variant) => variant.key !== edited.key) })
                  setOpened(undefined)
                }}
              >
                {t('admin.variant.remove')}
              </Button>
            )}
          </div>
        </Sheet>
      )}
      {counted?.id && (
        <StockSheet
          variantId={counted.id}
          title={titleOf(counted)}
          onHand={Number(counted.onHand)}
          reserved={counted.reserved}
          onClose={() => setCounted(undefined)}
        />
      )}
    </Section>
  )
}

function VariantFields({
  variant,
  set,
  form,
  errors,
  currency,
}: {
  variant: VariantForm
  set: (part: Partial<VariantForm>) => void
  form: ProductForm
  errors: FormErrors
  currency: Currency
}) {
  const t = useT()
  const language = useLanguage()
  const wrong = (field: string) => errors.has(`variants.${variant.key}.${field}`)
  const figures = (text: string) => text.replace(/\D/g, '')
  return (
    <>
      {form.options.length > 0 && (
        <Section>
          {form.options.map((option) => (
            <Select
              key={option.key}
              label={localText(option.name, language)}
              value={variant.options[option.key] ?? ''}
              onChange={(value) => set({ options: { ...variant.options, [option.key]: value } })}
              error={wrong('options') && !variant.options[option.key] ? t('admin.product.needed') : undefined}
              options={[
                { value: '', label: t('admin.variant.choose') },
                ...option.values.map((value) => ({ value: value.key, label: localText(value.name, language) })),
              ]}
            />
          ))}
        </Section>
      )}
      <Section>
        <TextField
          label={t('admin.variant.price', { currency })}
          value={variant.price}
          onChange={(price) => set({ price })}
          inputMode="decimal"
          dir="ltr"
          error={wrong('price') ? t('admin.variant.badPrice') : undefined}
        />
        <TextField
          label={t('admin.variant.compareAt', { currency })}
          value={variant.compareAt}
          onChange={(compareAt) => set({ compareAt })}
          inputMode="decimal"
          dir="ltr"
          hint={t('admin.variant.compareAtHint')}
          error={wrong('compareAt') ? t('admin.variant.badPrice') : undefined}
        />
        {form.kind === 'digital' && (
          <TextField
            label={t('admin.variant.stars')}
            value={variant.stars}
            onChange={(stars) => set({ stars: figures(stars) })}
            inputMode="numeric"
            dir="ltr"
            error={wrong('stars') ? t('admin.variant.badStars') : undefined}
          />
        )}
        <TextField
          label={t('admin.variant.sku')}
          value={variant.sku}
          onChange={(sku) => set({ sku })}
          maxLength={40}
          dir="ltr"
          autoCapitalize="characters"
          error={wrong('sku') ? t('admin.variant.badSku') : undefined}
        />
      </Section>
      {form.kind === 'digital' ? (
        <Section footer={t('admin.variant.digitalHint')}>
          <TextArea
            label={t('admin.variant.digital')}
            value={variant.digitalContent}
            onChange={(digitalContent) => set({ digitalContent })}
            maxLength={4000}
          />
        </Section>
      ) : (
        <Section>
          {variant.id ? null : (
            <TextField
              label={t('admin.variant.onHand')}
              value={variant.onHand}
              onChange={(onHand) => set({ onHand: figures(onHand) })}
              inputMode="numeric"
              dir="ltr"
              error={wrong('onHand') ? t('admin.variant.badCount') : undefined}
            />
          )}
          <TextField
            label={t('admin.variant.lowStockAt')}
            value={variant.lowStockAt}
            onChange={(lowStockAt) => set({ lowStockAt: figures(lowStockAt) })}
            inputMode="numeric"
            dir="ltr"
          />
          <TextField
            label={t('admin.variant.weight')}
            value={variant.weightGrams}
            onChange={(weightGrams) => set({ weightGrams: figures(weightGrams) })}
            inputMode="numeric"
            dir="ltr"
          />
        </Section>
      )}
      <Section>
        <SwitchCell title={t('admin.variant.onSale')} on={variant.isActive} onChange={(isActive) => set({ isActive })} />
      </Section>
    </>
  )
}
