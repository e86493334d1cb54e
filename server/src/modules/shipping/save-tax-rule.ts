import type { TaxRuleInput } from 'shared/shipping.schema'
import type { z } from 'zod'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { shippingChanged } from './kept-shipping.ts'
import { shippingProblem } from './problems.ts'
import { deleteTaxRule, findTaxRule, upsertTaxRule } from './queries-admin.ts'

/**
 * How goods sent to a country are taxed from now on; `*` for everywhere without a rule of its own.
 * @throws shipping/changed-meanwhile, also when there is one already that the editor did not see · shipping/tax-not-found when the
 * one that was edited is gone
 */
export function saveTaxRule(
  ctx: StaffContext,
  { country, input: { version, ...input } }: { country: string; input: z.output<typeof TaxRuleInput> },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const before = await findTaxRule(ctx.db, country)
    if (!before && version !== undefined) throw shippingProblem('tax-not-found')
    const saved = await upsertTaxRule(ctx.db, { country, ...input }, version)
    if (!saved) throw shippingProblem('changed-meanwhile')
    shippingChanged(ctx)
    await audit(ctx, 'shipping.tax-saved', { type: 'tax-rule', id: country }, { before: before ?? null, after: input })
  })
}

/** @throws shipping/tax-not-found */
export function removeTaxRule(ctx: StaffContext, { country }: { country: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const before = await findTaxRule(ctx.db, country)
    if (!before) throw shippingProblem('tax-not-found')
    await deleteTaxRule(ctx.db, country)
    shippingChanged(ctx)
    await audit(ctx, 'shipping.tax-removed', { type: 'tax-rule', id: country }, { before })
  })
}
