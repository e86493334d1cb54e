import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Product, Variant } from 'shared/catalog.schema'
import { paths } from '../../app/paths.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { about, useOwnPrice } from '../../lib/own-price.ts'
import { haptic } from '../../lib/telegram.ts'
import { Cell } from '../../ui/Cell.tsx'
import { ChipGroup, SegmentedControl } from '../../ui/choice.tsx'
import { Section } from '../../ui/Section.tsx'
import { Price } from '../../ui/show.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { quantityOf, useCart, useSetQuantity, type LinePreview } from '../cart/api.ts'
import { choose, stateOf } from './choose-variant.ts'

export function Options({ product, variant, onPick }: { product: Product; variant: Variant; onPick: (variant: Variant) => void }) {
  if (product.options.length === 0) return null
  return (
    <Section>
      <div className="pad grid gap-4">
        {product.options.map((option) => {
          const choices = option.values
            .map((value) => ({ value: value.key, label: value.name, state: stateOf(product, variant, option.key, value.key) }))
            .filter((choice) => choice.state !== 'none')
            .map(({ state, ...choice }) => (state === 'sold_out' ? { ...choice, label: <s>{choice.label}</s> } : choice))
          const Group = choices.length <= 3 && option.values.every((value) => value.name.length <= 9) ? SegmentedControl : ChipGroup
          return (
            <div key={option.key} className="grid gap-2.5">
              <span className="b sub">{option.name}</span>
              <Group
                label={option.name}
                options={choices}
                value={variant.options[option.key]}
                onChange={(value) => onPick(choose(product, variant, option.key, value))}
              />
            </div>
          )
        })}
      </div>
    </Section>
  )
}

export function VariantPrice({ product, variant }: { product: Product; variant: Variant }) {
  const format = useFormat()
  const stars = product.kind === 'digital' ? variant.stars : null
  const own = useOwnPrice()(variant.price) ?? (stars && about(format.money(variant.price)))
  return (
    <span className="text-end">
      {stars ? (
        <Price value={stars} className="text-title2" />
      ) : (
        <Price value={variant.price} was={variant.compareAt} className="text-title2" />
      )}
      {own && <small className="foot t2 num block">{own}</small>}
    </span>
  )
}

/** The main button adds what is chosen, then leads to the cart. @returns the cell that counts what is in the cart. */
export function useAdding(product: Product, variant: Variant, canBuy: boolean) {
  const t = useT()
  const format = useFormat()
  const [, navigate] = useLocation()
  const { data: cart } = useCart()
  const setQuantity = useSetQuantity()
  const [added, setAdded] = useState<string>()
  const quantity = quantityOf(cart, variant.id)
  const amount = product.kind === 'digital' && variant.stars ? variant.stars : variant.price
  const preview: LinePreview = {
    variantId: variant.id,
    productId: product.id,
    slug: product.slug,
    name: product.name,
    title: variant.title,
    kind: product.kind,
    hue: product.hue,
    picture: variant.picture ?? product.picture,
    unitPrice: variant.price,
    stars: variant.stars,
    available: variant.available,
  }
  const add = () => {
    haptic('light')
    setQuantity(quantity + 1, preview)
    setAdded(variant.id)
  }
  const view = { text: `${t('cart.view')} · ${t('cart.items', { count: cart?.count ?? 0 })}`, onPress: () => navigate(paths.cart()) }
  const isFull = variant.available !== null && quantity >= variant.available
  useMainButton(
    (added === variant.id || isFull) && quantity > 0
      ? view
      : canBuy
        ? { text: `${t('product.add')} · ${format.money(amount)}`, onPress: add }
        : undefined,
  )
  if (quantity === 0) return null
  return (
    <Section {...(isFull && { footer: t('product.onlyLeft', { count: variant.available ?? 0 }) })}>
      <Cell
        title={t('product.inCart')}
        trailing={
          <Stepper
            value={quantity}
            onChange={(next) => setQuantity(next, preview)}
            max={variant.available ?? 99}
            labels={{
              group: t('cart.quantityOf', { name: product.name }),
              less: t('cart.lessOf', { name: product.name }),
              more: t('cart.moreOf', { name: product.name }),
              remove: t('cart.removeOf', { name: product.name }),
            }}
          />
        }
      />
    </Section>
  )
}
