import { and, eq, isNull, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { prepared } from '../../platform/prepared.ts'
import { sessions } from '../auth/tables.ts'
import { addresses, users } from './tables.ts'

const buyer = (which: SQL) =>
  prepared((db) =>
    db
      .select({
        firstName: users.firstName,
        lastName: users.lastName,
        phone: users.phone,
        country: users.country,
        bannedAt: users.bannedAt,
        isSignedOut: sql<boolean>`exists (select 1 from ${sessions} where ${sessions.id} = ${sql.placeholder('sessionId')} and ${sessions.revokedAt} is not null)`,
        address: { id: addresses.id, country: addresses.country, body: addresses.body },
      })
      .from(users)
      .leftJoin(addresses, and(eq(addresses.userId, users.id), isNull(addresses.deletedAt), which))
      .where(eq(users.id, sql.placeholder('userId')))
      .prepare('buyer'),
  )
const buyerAt = buyer(eq(addresses.id, sql.placeholder('addressId')))
const buyerAtDefault = buyer(eq(addresses.isDefault, true))

/** A user with the address named, or their default one, and whether they may still act by this session. */
export async function findBuyer(
  db: Db,
  { userId, sessionId, addressId }: { userId: string; sessionId: string; addressId: string | undefined },
) {
  const who = { userId, sessionId }
  const [row] = await (addressId === undefined ? buyerAtDefault(db).execute(who) : buyerAt(db).execute({ ...who, addressId }))
  return row
}

/** That the terms were accepted, unless they were before: for the statement that needs them accepted to carry along. */
export const acceptingTerms = ({ userId, at }: { userId: SQL; at: SQL }) => sql`
  update ${users} set terms_accepted_at = ${at} where id = ${userId} and terms_accepted_at is null`
