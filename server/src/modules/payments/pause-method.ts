import type { PaymentMethod } from 'shared/payments'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { dropAfterCommit } from '../../platform/kept.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { deletePause, insertPause } from './queries-pauses.ts'

/** Takes a way to pay out of the checkout. What somebody has begun to pay by it goes on; paused already is no error. */
export function pauseMethod(ctx: StaffContext, method: PaymentMethod): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    dropAfterCommit(ctx, ctx.pauses)
    const isNew = await insertPause(ctx.db, { method, pausedAt: ctx.clock.now(), pausedBy: ctx.actor.userId })
    if (isNew) await audit(ctx, 'payments.method-paused', { type: 'payment_method', id: method })
  })
}

/** Offers it again. Not paused is no error. */
export function resumeMethod(ctx: StaffContext, method: PaymentMethod): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    dropAfterCommit(ctx, ctx.pauses)
    if (await deletePause(ctx.db, method)) await audit(ctx, 'payments.method-resumed', { type: 'payment_method', id: method })
  })
}
