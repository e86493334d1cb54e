import type { AdminProduct, ProductInput, VariantInput } from 'shared/catalog.schema'
import type { Currency } from 'shared/currencies'
import type { LocalText } from 'shared/locale'
import { asDecimal, money, parseDecimal } from 'shared/money'
import { tidyWords } from '../tidy-words.ts'

/** The editor's fields as they are typed; they become a request only when saved. */
export type ProductForm = Omit<ProductInput, 'variants' | 'options' | 'facts'> & {
  facts: NonNullable<ProductInput['facts']>
  options: NonNullable<ProductInput['options']>
  variants: VariantForm[]
}

export type VariantForm = {
  /** Stays the same while it is edited; new ones have no id yet. */
  key: string
  id?: string | undefined
  sku: string
  options: Record<string, string>
  price: string
  compareAt: string
  stars: string
  onHand: string
  lowStockAt: string
  weightGrams: string
  digitalContent: string
  isActive: boolean
  reserved: number
}

export function emptyForm(): ProductForm {
  return {
    slug: '',
    kind: 'physical',
    status: 'draft',
    name: { en: '' },
    subtitle: { en: '' },
    description: { en: '' },
    facts: [],
    categoryId: null,
    hue: 30,
    featured: false,
    options: [],
    variants: [emptyVariant()],
  }
}

export function emptyVariant(): VariantForm {
  return {
    key: crypto.randomUUID(),
    sku: '',
    options: {},
    price: '',
    compareAt: '',
    stars: '',
    onHand: '0',
    lowStockAt: '3',
    weightGrams: '0',
    digitalContent: '',
    isActive: true,
    reserved: 0,
  }
}

export function asForm(product: AdminProduct, currency: Currency): ProductForm {
  const typed = (amount: string | null | undefined) => (amount == null ? '' : asDecimal(money(amount, currency)))
  const { slug, kind, status, name, subtitle, description, facts, categoryId, hue, featured, banner, position, options, version } = product
  return {
    slug,
    kind,
    status,
    name,
    subtitle,
    description,
    facts,
    categoryId,
    hue,
    featured,
    ...(banner === undefined ? {} : { banner }),
    ...(position === undefined ? {} : { position }),
    options,
    version,
    variants: product.variants.map((variant) => ({
      key: variant.id,
      id: variant.id,
      sku: variant.sku,
      options: variant.options ?? {},
      price: typed(variant.price),
      compareAt: typed(variant.compareAt),
      stars: variant.stars ?? '',
      onHand: variant.onHand == null ? '' : String(variant.onHand),
      lowStockAt: String(variant.lowStockAt),
      weightGrams: String(variant.weightGrams),
      digitalContent: variant.digitalContent ?? '',
      isActive: variant.isActive ?? true,
      reserved: variant.reserved,
    })),
  }
}

/** Which fields are not fit to save: `name`, `variants.<key>.price` … */
export type FormErrors = ReadonlySet<string>

/** @returns the request, or what is wrong */
export function asInput(form: ProductForm, currency: Currency): { input: ProductInput; errors?: undefined } | { errors: FormErrors } {
  const errors = new Set<string>()
  if (form.name.en.trim() === '') errors.add('name')
  if (form.banner && form.banner.title.en.trim() === '') errors.add('banner')
  const slug = form.slug.trim() || slugOf(form.name.en)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) errors.add('slug')
  const digital = form.kind === 'digital'
  const variants: VariantInput[] = form.variants.map((variant) => {
    const at = (field: string) => `variants.${variant.key}.${field}`
    const price = parseDecimal(variant.price, currency)
    const compareAt = variant.compareAt.trim() === '' ? null : parseDecimal(variant.compareAt, currency)
    if (!price) errors.add(at('price'))
    if (compareAt === undefined) errors.add(at('compareAt'))
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(variant.sku.trim())) errors.add(at('sku'))
    if (digital && !/^[1-9]\d{0,5}$/.test(variant.stars)) errors.add(at('stars'))
    if (!digital && !isCount(variant.onHand)) errors.add(at('onHand'))
    for (const option of form.options) if (!variant.options[option.key]) errors.add(at('options'))
    return {
      ...(variant.id ? { id: variant.id } : {}),
      sku: variant.sku.trim(),
      options: variant.options,
      price: (price?.amount ?? 0n).toString(),
      compareAt: compareAt ? compareAt.amount.toString() : null,
      stars: digital ? variant.stars : null,
      weightGrams: Number(variant.weightGrams) || 0,
      onHand: digital ? null : Number(variant.onHand),
      lowStockAt: Number(variant.lowStockAt) || 0,
      digitalContent: digital ? variant.digitalContent : '',
      isActive: variant.isActive,
    }
  })
  if (errors.size > 0) return { errors }
  const { version, banner, ...rest } = form
  return {
    input: {
      ...rest,
      slug,
      name: tidyWords(form.name),
      subtitle: tidyWords(form.subtitle),
      description: tidyWords(form.description),
      variants,
      ...(banner ? { banner: { eyebrow: tidyWords(banner.eyebrow), title: tidyWords(banner.title), body: tidyWords(banner.body) } } : {}),
      ...(banner === null ? { banner } : {}),
      ...(version === undefined ? {} : { version }),
    },
  }
}

/** An option as it is typed; what is new has no key yet. */
export type OptionForm = { key?: string; name: LocalText; values: { key?: string; name: LocalText }[] }

/** An option as it is kept. What is renamed keeps its key, by which variants know it; what has no name in English is left out. */
export function asOption({ key, name, values }: OptionForm, index: number): ProductForm['options'][number] {
  const kept = new Set(values.map((value) => value.key))
  return {
    key: key ?? (slugOf(name.en).slice(0, 30) || `o${index}`),
    name: tidyWords(name),
    values: values
      .filter((value) => value.name.en.trim() !== '')
      .map((value) => {
        const slug = slugOf(value.name.en).slice(0, 30)
        const fresh = slug && !kept.has(slug) ? slug : `v${crypto.randomUUID().slice(0, 8)}`
        const own = value.key ?? fresh
        kept.add(own)
        return { key: own, name: tidyWords(value.name) }
      }),
  }
}

/** `Nyeri AA, washed` → `nyeri-aa-washed` */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
}

const isCount = (text: string) => /^\d{1,6}$/.test(text.trim())
