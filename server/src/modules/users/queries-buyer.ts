import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { addresses, users } from './tables.ts'

/** A user with the address named, or their default one. */
export async function findBuyer(db: Db, { userId, addressId }: { userId: string; addressId: string | undefined }) {
  const [row] = await db
    .select({
      firstName: users.firstName,
      lastName: users.lastName,
      phone: users.phone,
      country: users.country,
      address: { id: addresses.id, country: addresses.country, body: addresses.body },
    })
    .from(users)
    .leftJoin(
      addresses,
      and(
        eq(addresses.userId, users.id),
        isNull(addresses.deletedAt),
        addressId === undefined ? eq(addresses.isDefault, true) : eq(addresses.id, addressId),
      ),
    )
    .where(eq(users.id, userId))
  return row
}

/** That the terms were accepted, unless they were before: a statement for the one that needs them accepted to carry along. */
export function acceptingTerms(db: Db, { userId, at }: { userId: string; at: Date }) {
  return db
    .update(users)
    .set({ termsAcceptedAt: at })
    .where(and(eq(users.id, userId), isNull(users.termsAcceptedAt)))
    .returning({ id: users.id })
}
