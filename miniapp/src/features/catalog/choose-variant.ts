import type { Product, Variant } from 'shared/catalog.schema'

export type Chosen = Record<string, string>

type Choice = Pick<Product, 'options' | 'variants'>

/** Whether it can be bought now: not counted means always. */
export const isAvailable = (variant: Pick<Variant, 'available'>): boolean => variant.available === null || variant.available > 0

/** The variant shown first: the cheapest that can be bought, else the first. */
export function firstVariant({ variants }: Choice): Variant {
  const cheapest = variants.filter(isAvailable).toSorted((a, b) => Number(BigInt(a.price.amount) - BigInt(b.price.amount)))
  return cheapest[0] ?? variants[0]!
}

export function variantFor({ variants, options }: Choice, chosen: Chosen): Variant | undefined {
  return variants.find((variant) => options.every((option) => variant.options[option.key] === chosen[option.key]))
}

/**
 * The variant after choosing one value: the other choices stay where such a variant exists; otherwise the nearest one
 * is taken, those that can be bought first, then those that keep most of what was chosen.
 */
export function choose(product: Choice, current: Variant, key: string, value: string): Variant {
  const exact = variantFor(product, { ...current.options, [key]: value })
  if (exact) return exact
  const kept = (variant: Variant) => product.options.filter((option) => variant.options[option.key] === current.options[option.key]).length
  const candidates = product.variants
    .filter((variant) => variant.options[key] === value)
    .toSorted((a, b) => Number(isAvailable(b)) - Number(isAvailable(a)) || kept(b) - kept(a))
  return candidates[0] ?? current
}

export type ValueState = 'free' | 'sold_out' | 'none'

/** What a value offers beside the other choices: can be bought, is sold out, or is not made at all in any combination. */
export function stateOf(product: Choice, current: Variant, key: string, value: string): ValueState {
  const having = product.variants.filter((variant) => variant.options[key] === value)
  if (having.length === 0) return 'none'
  const exact = variantFor(product, { ...current.options, [key]: value })
  if (exact) return isAvailable(exact) ? 'free' : 'sold_out'
  return having.some(isAvailable) ? 'free' : 'sold_out'
}
