import type { Role } from 'shared/permissions'
import type { StaffMember } from 'shared/users.schema'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { endSessions } from '../auth/index.ts'
import { userProblem } from './problems.ts'
import { listStaff, lockOwners, lockUser, setBan, setRole } from './queries.ts'
import type { UserRow } from './tables.ts'

export async function staffMembers(ctx: StaffContext): Promise<StaffMember[]> {
  return (await listStaff(ctx.db)).map(asStaffMember)
}

/**
 * Gives somebody a role; whoever had another is signed out everywhere at once.
 * @throws users/not-found, users/last-owner, users/owner-by-environment
 */
export function changeRole(ctx: StaffContext, { userId, role }: { userId: string; role: Role }): Promise<StaffMember> {
  return inTransaction(ctx, async (ctx) => {
    const user = await lockWithOwners(ctx, userId)
    if (user.role === role) return asStaffMember(user)
    if (user.role === 'owner' && ctx.config.ownerTelegramIds.includes(user.telegramId)) throw userProblem('owner-by-environment')
    await setRole(ctx.db, userId, role)
    await endSessions(ctx, { userId })
    await audit(ctx, 'users.change-role', { type: 'user', id: userId }, { from: user.role, to: role })
    return asStaffMember({ ...user, role })
  })
}

/**
 * Shuts somebody out, or lets them in again. A ban signs them out everywhere at once.
 * @throws users/not-found, users/not-yourself, users/last-owner
 */
export function changeBan(
  ctx: StaffContext,
  { userId, banned, reason }: { userId: string; banned: boolean; reason: string },
): Promise<StaffMember> {
  return inTransaction(ctx, async (ctx) => {
    if (userId === ctx.actor.userId) throw userProblem('not-yourself')
    const user = await lockWithOwners(ctx, userId)
    if ((user.bannedAt !== null) === banned) return asStaffMember(user)
    const bannedAt = banned ? ctx.clock.now() : null
    await setBan(ctx.db, userId, bannedAt)
    if (banned) await endSessions(ctx, { userId })
    await audit(ctx, banned ? 'users.ban' : 'users.unban', { type: 'user', id: userId }, { reasonLength: reason.length })
    return asStaffMember({ ...user, bannedAt })
  })
}

/** The user, locked. @throws users/last-owner when this is the only owner who can still get in. */
async function lockWithOwners(ctx: StaffContext, userId: string): Promise<UserRow> {
  const owners = await lockOwners(ctx.db)
  const user = await lockUser(ctx.db, userId)
  if (!user) throw userProblem('not-found')
  const others = owners.filter((owner) => owner.id !== userId && owner.bannedAt === null)
  if (user.role === 'owner' && user.bannedAt === null && others.length === 0) throw userProblem('last-owner')
  return user
}

function asStaffMember(user: UserRow): StaffMember {
  return {
    id: user.id,
    name: [user.firstName, user.lastName].filter(Boolean).join(' '),
    username: user.username,
    role: user.role,
    banned: user.bannedAt !== null,
    lastSeenAt: user.lastSeenAt.toISOString(),
  }
}
