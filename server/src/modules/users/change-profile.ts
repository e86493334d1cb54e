import type { ProfileChange } from 'shared/users.schema'
import type { CustomerContext } from '../../context.ts'
import { dropAfterCommit } from '../../platform/kept.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { userProblem } from './problems.ts'
import { lockUser, updateUser } from './queries.ts'
import type { UserRow } from './tables.ts'

/** Changes what was sent and nothing else. A typed phone number is the person's word; a shared contact is Telegram's. */
export function changeProfile(ctx: CustomerContext, { phone, notifications, ...rest }: ProfileChange): Promise<UserRow> {
  return inTransaction(ctx, async (ctx) => {
    const { userId } = ctx.actor
    dropAfterCommit(ctx, ctx.sessions)
    const before = notifications ? await lockUser(ctx.db, userId) : undefined
    const user = await updateUser(ctx.db, userId, {
      ...rest,
      ...(phone === undefined ? {} : { phone: phone === null ? null : ctx.sealer.seal('phone', phone) }),
      ...(notifications && before ? { notifications: { ...before.notifications, ...notifications } } : {}),
    })
    if (!user) throw userProblem('not-found')
    return user
  })
}
