import type { AdminProduct } from 'shared/catalog.schema'
import { can } from 'shared/permissions'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { violatedForeignKey, violatedUnique } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { requestProblem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { catalogChanged } from './catalogue.ts'
import { changedFields } from './changed-fields.ts'
import { asAdminProduct } from './present-admin.ts'
import { catalogProblem } from './problems.ts'
import { productFaults, type ProductEdit } from './product-faults.ts'
import {
  deleteStockLevel,
  findEditedProduct,
  insertProduct,
  insertStockLevels,
  insertStockMovements,
  insertVariants,
  removeVariants,
  updateLowStockAt,
  updateProduct,
  updateVariant,
  type EditedProduct,
  type EditedVariant,
} from './queries-admin.ts'
import type { ProductRow, VariantRow } from './tables.ts'

type VariantEdit = ProductEdit['variants'][number]

/** @throws request/invalid, catalog/slug-taken, catalog/sku-taken */
export function createProduct(ctx: StaffContext, input: ProductEdit): Promise<AdminProduct> {
  refuseFaults(input)
  if (input.variants.some((variant) => variant.id))
    throw requestProblem('invalid', { fields: [{ path: 'variants', reason: 'are new: they have no id yet' }] })
  return namingConflicts(() =>
    inTransaction(ctx, async (ctx) => {
      const id = newId()
      const at = ctx.clock.now()
      await insertProduct(ctx.db, { id, banner: null, ...fieldsOf(input), version: 1, createdAt: at, updatedAt: at })
      await addVariants(
        ctx,
        id,
        input.variants.map((variant, position) => ({ variant, position })),
      )
      await audit(ctx, 'catalog.product-created', { type: 'product', id }, { after: summaryOf(input) })
      catalogChanged(ctx)
      return readProduct(ctx, id)
    }),
  )
}

/**
 * Takes over the whole product as it was edited. Variants left out are removed, or only deactivated when carts, orders
 * or stock movements refer to them.
 * @throws request/invalid, catalog/not-found, catalog/changed-meanwhile, catalog/slug-taken, catalog/sku-taken,
 * catalog/variant-not-found, catalog/stock-below-reserved
 */
export function saveProduct(ctx: StaffContext, { productId, input }: { productId: string; input: ProductEdit }): Promise<AdminProduct> {
  refuseFaults(input)
  const { version } = input
  if (version === undefined)
    throw requestProblem('invalid', { fields: [{ path: 'version', reason: 'is needed: which version was edited' }] })
  return namingConflicts(() =>
    inTransaction(ctx, async (ctx) => {
      const before = await findEditedProduct(ctx.db, productId)
      if (!before) throw catalogProblem('not-found')
      const saved = await updateProduct(ctx.db, productId, version, { ...fieldsOf(input), updatedAt: ctx.clock.now() })
      if (!saved) throw catalogProblem('changed-meanwhile', { facts: { version: before.product.version } })

      await saveVariants(ctx, before, input.variants)
      await audit(
        ctx,
        'catalog.product-changed',
        { type: 'product', id: productId },
        changedFields(summaryOf(asAdminProduct(before)), summaryOf(input)),
      )
      catalogChanged(ctx)
      return readProduct(ctx, productId)
    }),
  )
}

/**
 * A product as staff see it. What a digital variant hands over is worth what it costs: only who may change it reads it.
 * @throws catalog/not-found
 */
export async function readProduct(ctx: StaffContext, productId: string): Promise<AdminProduct> {
  const found = await findEditedProduct(ctx.db, productId)
  if (!found) throw catalogProblem('not-found')
  const product = asAdminProduct(found)
  if (can(ctx.actor.role, 'catalog.write')) return product
  return { ...product, variants: product.variants.map((variant) => ({ ...variant, digitalContent: '' })) }
}

async function saveVariants(ctx: StaffContext, before: EditedProduct, edits: readonly VariantEdit[]): Promise<void> {
  const known = new Map(before.variants.map((variant) => [variant.id, variant]))
  const added: { variant: VariantEdit; position: number }[] = []
  const removed = before.variants.filter((variant) => !edits.some((edit) => edit.id === variant.id))
  // First, so that a new variant may take over the SKU of one that goes for good.
  await removeVariants(
    ctx.db,
    removed.map((variant) => variant.id),
  )
  for (const [position, variant] of edits.entries()) {
    if (!variant.id) {
      added.push({ variant, position })
      continue
    }
    const old = known.get(variant.id)
    if (!old) throw catalogProblem('variant-not-found', { facts: { variantId: variant.id } })
    await updateVariant(ctx.db, asRow(variant, { id: old.id, productId: before.product.id, position }))
    await saveCounting(ctx, old, variant)
  }
  await addVariants(ctx, before.product.id, added)
}

/** Whether a variant is counted may change here; how many there are may not. */
async function saveCounting(ctx: StaffContext, old: EditedVariant, variant: VariantEdit): Promise<void> {
  if (old.onHand === null && variant.onHand !== null) return beginCounting(ctx, [{ ...variant, id: old.id }])
  if (old.onHand === null) return
  if (variant.onHand !== null) {
    if (variant.lowStockAt !== old.lowStockAt) await updateLowStockAt(ctx.db, old.id, variant.lowStockAt)
    return
  }
  if (!(await deleteStockLevel(ctx.db, old.id)))
    throw catalogProblem('stock-below-reserved', { facts: { sku: old.sku, onHand: old.onHand, reserved: old.reserved } })
  if (old.onHand > 0) await insertStockMovements(ctx.db, [movement(ctx, old.id, -old.onHand, 'other')])
}

async function addVariants(
  ctx: StaffContext,
  productId: string,
  added: readonly { variant: VariantEdit; position: number }[],
): Promise<void> {
  const rows = added.map(({ variant, position }) => ({ variant, row: asRow(variant, { id: newId(), productId, position }) }))
  await insertVariants(
    ctx.db,
    rows.map(({ row }) => row),
  )
  await beginCounting(
    ctx,
    rows.map(({ variant, row }) => ({ ...variant, id: row.id })),
  )
}

async function beginCounting(ctx: StaffContext, variants: readonly (VariantEdit & { id: string })[]): Promise<void> {
  const counted = variants.flatMap(({ id, onHand, lowStockAt }) => (onHand === null ? [] : [{ variantId: id, onHand, lowStockAt }]))
  await insertStockLevels(ctx.db, counted)
  await insertStockMovements(
    ctx.db,
    counted.filter(({ onHand }) => onHand > 0).map(({ variantId, onHand }) => movement(ctx, variantId, onHand, 'initial')),
  )
}

function movement(ctx: StaffContext, variantId: string, delta: number, reason: 'initial' | 'other') {
  return { id: newId(), variantId, delta, reason, actorId: ctx.actor.userId, at: ctx.clock.now() }
}

function asRow(variant: VariantEdit, place: { id: string; productId: string; position: number }): Omit<VariantRow, 'fileId'> {
  return {
    ...place,
    sku: variant.sku,
    options: variant.options,
    price: BigInt(variant.price),
    compareAt: variant.compareAt === null ? null : BigInt(variant.compareAt),
    stars: variant.stars === null ? null : BigInt(variant.stars),
    weightGrams: variant.weightGrams,
    digitalContent: variant.digitalContent,
    isActive: variant.isActive,
  }
}

/** The product's own columns. A language left out may read `undefined` here; as JSON it is not there. */
function fieldsOf({ slug, kind, status, name, subtitle, description, facts, categoryId, hue, featured, options, ...more }: ProductEdit) {
  const { banner, position } = more
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
    options,
    ...(banner === undefined ? {} : { banner }),
    ...(position === undefined ? {} : { position }),
  } as Omit<Pick<ProductRow, keyof ProductRow & keyof ProductEdit>, 'banner' | 'position' | 'version'> &
    Partial<Pick<ProductRow, 'banner' | 'position'>>
}

/** What the audit keeps of a product: what staff decide, not what is counted. Digital content is only told to have changed. */
function summaryOf({ variants, ...product }: ProductEdit | AdminProduct): Record<string, unknown> {
  const { slug, kind, status, name, subtitle, description, facts, categoryId, hue, featured, banner, position, options } = product
  return {
    ...(banner === undefined ? {} : { banner }),
    ...(position === undefined ? {} : { position }),
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
    options,
    variants: variants.map(({ sku, options, price, compareAt, stars, isActive, weightGrams, digitalContent }) => ({
      sku,
      options,
      price,
      compareAt,
      stars,
      isActive,
      weightGrams,
      digitalLength: digitalContent.length,
    })),
  }
}

function refuseFaults(input: ProductEdit): void {
  const fields = productFaults(input)
  if (fields.length > 0) throw requestProblem('invalid', { fields: fields.slice(0, 20) })
}

async function namingConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const unique = violatedUnique(error)
    if (unique === 'products_slug') throw catalogProblem('slug-taken', { cause: error })
    if (unique === 'variants_sku') throw catalogProblem('sku-taken', { cause: error })
    if (violatedForeignKey(error)?.includes('category')) throw catalogProblem('category-not-found', { cause: error })
    throw error
  }
}
