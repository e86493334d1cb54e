import type { Surface } from 'shared/payments'
import { permissions, can } from 'shared/permissions'
import type { Me } from 'shared/users.schema'
import type { Currency } from 'shared/currencies'
import type { CustomerContext } from '../../context.ts'
import type { Sealer } from '../../platform/crypto.ts'
import { userProblem } from './problems.ts'
import { findUser } from './queries.ts'
import type { UserRow } from './tables.ts'

/** @throws users/not-found */
export async function readMe(ctx: CustomerContext): Promise<Me> {
  const user = await findUser(ctx.db, ctx.actor.userId)
  if (!user) throw userProblem('not-found')
  return asMe(user, ctx.sealer, ctx.actor.surface)
}

/** In a browser of their own everybody is a customer. */
export function asMe(user: UserRow, sealer: Sealer, surface: Surface): Me {
  const role = surface === 'web' ? 'customer' : user.role
  return {
    id: user.id,
    firstName: user.firstName,
    lastName: user.lastName,
    username: user.username,
    photoUrl: user.photoUrl,
    role,
    permissions: permissions.filter((permission) => can(role, permission)),
    language: user.language,
    timeZone: user.timeZone,
    country: user.country,
    currency: user.currency as Currency,
    phone: user.phone === null ? null : sealer.open<string>('phone', user.phone),
    writeAccess: user.writeAccess,
    notifications: user.notifications,
    termsAcceptedAt: user.termsAcceptedAt?.toISOString() ?? null,
  }
}
