import type { z } from 'zod'
import type { AdminCategory, CategoryInput } from 'shared/catalog.schema'
import type { LocalText } from 'shared/locale'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { violatedUnique } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { catalogChanged } from './catalogue.ts'
import { changedFields } from './changed-fields.ts'
import { asAdminCategory } from './present-admin.ts'
import { catalogProblem } from './problems.ts'
import { findCategory, insertCategory, selectCategories, updateCategory } from './queries-admin.ts'

type CategoryEdit = z.output<typeof CategoryInput>

export async function listCategories(ctx: StaffContext): Promise<AdminCategory[]> {
  return (await selectCategories(ctx.db)).map(asAdminCategory)
}

/** @throws catalog/slug-taken */
export function createCategory(ctx: StaffContext, input: CategoryEdit): Promise<AdminCategory> {
  return slugConflicts(() =>
    inTransaction(ctx, async (ctx) => {
      const id = newId()
      await insertCategory(ctx.db, { id, ...input, name: input.name as LocalText })
      await audit(ctx, 'catalog.category-created', { type: 'category', id }, { after: input })
      catalogChanged(ctx)
      return readCategory(ctx, id)
    }),
  )
}

/** @throws catalog/category-not-found, catalog/slug-taken */
export function saveCategory(
  ctx: StaffContext,
  { categoryId, input }: { categoryId: string; input: CategoryEdit },
): Promise<AdminCategory> {
  return slugConflicts(() =>
    inTransaction(ctx, async (ctx) => {
      const before = await findCategory(ctx.db, categoryId)
      if (!before) throw catalogProblem('category-not-found')
      await updateCategory(ctx.db, categoryId, { ...input, name: input.name as LocalText })
      await audit(ctx, 'catalog.category-changed', { type: 'category', id: categoryId }, changedFields({ ...before }, { ...input }))
      catalogChanged(ctx)
      return readCategory(ctx, categoryId)
    }),
  )
}

async function readCategory(ctx: StaffContext, categoryId: string): Promise<AdminCategory> {
  const found = (await listCategories(ctx)).find((category) => category.id === categoryId)
  if (!found) throw catalogProblem('category-not-found')
  return found
}

async function slugConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (violatedUnique(error) === 'categories_slug') throw catalogProblem('slug-taken', { cause: error })
    throw error
  }
}
