import type { z } from 'zod'
import type { ProductInput } from 'shared/catalog.schema'

export type ProductEdit = z.output<typeof ProductInput>
export type Fault = { path: string; reason: string }

/** What a schema cannot say of a product: whether its parts fit each other. */
export function productFaults(product: ProductEdit): Fault[] {
  const faults: Fault[] = []
  const add = (path: string, reason: string) => void faults.push({ path, reason })

  const optionKeys = product.options.map((option) => option.key)
  if (new Set(optionKeys).size < optionKeys.length) add('options', 'has the same option twice')
  for (const [at, option] of product.options.entries()) {
    if (new Set(option.values.map((value) => value.key)).size < option.values.length)
      add(`options.${at}.values`, 'has the same value twice')
  }

  const skus = new Set<string>()
  const choices = new Set<string>()
  const ids = new Set<string>()
  for (const [at, variant] of product.variants.entries()) {
    const path = `variants.${at}`
    const chosen = product.options.map((option) =>
      option.values.some((value) => value.key === variant.options[option.key]) ? variant.options[option.key] : undefined,
    )
    if (chosen.includes(undefined) || Object.keys(variant.options).length !== optionKeys.length)
      add(`${path}.options`, 'does not choose one value of each option')
    if (variant.isActive) {
      const choice = chosen.join('\n')
      if (choices.has(choice)) add(`${path}.options`, 'is what another variant is already')
      choices.add(choice)
    }
    if (skus.has(variant.sku)) add(`${path}.sku`, 'is used twice')
    skus.add(variant.sku)
    if (variant.id && ids.has(variant.id)) add(`${path}.id`, 'is used twice')
    if (variant.id) ids.add(variant.id)

    if (BigInt(variant.price) === 0n) add(`${path}.price`, 'must be more than nothing')
    if (variant.compareAt !== null && BigInt(variant.compareAt) <= BigInt(variant.price))
      add(`${path}.compareAt`, 'must be more than the price')
    // Telegram: digital goods are sold for Stars only, physical goods never (core.telegram.org/bots/payments-stars).
    if (product.kind === 'digital' && variant.stars === null) add(`${path}.stars`, 'is needed: digital goods are sold for Stars')
    if (product.kind === 'physical' && variant.stars !== null) add(`${path}.stars`, 'does not belong to physical goods')
    if (variant.stars !== null && (BigInt(variant.stars) < 1n || BigInt(variant.stars) > 100_000n))
      add(`${path}.stars`, 'must be from 1 to 100000')
    if (product.kind === 'digital' && product.status === 'active' && variant.isActive && !variant.digitalContent)
      add(`${path}.digitalContent`, 'is needed: it is what the customer gets')
  }
  if (product.status === 'active' && !product.variants.some((variant) => variant.isActive))
    add('variants', 'needs an active one before the product can be shown')
  return faults
}
