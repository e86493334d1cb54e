import type { AdminProduct, ProductInput, VariantInput } from 'shared/catalog.schema'
import type { Person } from './world.ts'

let made = 0
export function aVariant(over: Partial<VariantInput> = {}): VariantInput {
  made += 1
  return { sku: `T-${made}`, price: '1600', onHand: 10, ...over }
}

/** What staff type for a new product; each with an address and a SKU of its own. */
export function aProduct(over: Partial<ProductInput> = {}): ProductInput {
  made += 1
  return {
    slug: `mug-${made}`,
    kind: 'physical',
    status: 'active',
    name: { en: 'Speckled mug', sw: 'Kikombe cha madoa', ar: 'كوب منقّط' },
    subtitle: { en: 'Stoneware' },
    description: { en: 'Heavy at the bottom' },
    categoryId: null,
    hue: 205,
    variants: [aVariant()],
    ...over,
  }
}

export async function createProduct(staff: Person, input: ProductInput = aProduct()): Promise<AdminProduct> {
  const response = await staff.request('POST', '/admin/products', input)
  if (response.status !== 201) throw new Error(`No product was made: ${await response.text()}`)
  return (await response.json()) as AdminProduct
}

/** The product as an editor sends it back: without what only the server says. */
export function asProductInput(product: AdminProduct): ProductInput {
  const input = without(product, ['id', 'pictures', 'createdAt', 'updatedAt'])
  return { ...input, variants: product.variants.map((variant) => without(variant, ['reserved'])) }
}

function without<Whole extends object, Name extends keyof Whole>(whole: Whole, names: readonly Name[]): Omit<Whole, Name> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name as Name))) as Omit<Whole, Name>
}
