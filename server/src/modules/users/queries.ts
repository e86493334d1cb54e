import { and, asc, count, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Role } from 'shared/permissions'
import type { Db } from '../../platform/db.ts'
import { prepared, preparedSql } from '../../platform/prepared.ts'
import { rowsAsJson } from '../../platform/rows.ts'
import { addresses, favourites, users, type AddressRow, type UserRow } from './tables.ts'

export type TelegramProfile = Pick<UserRow, 'telegramId' | 'firstName' | 'lastName' | 'username' | 'photoUrl'>

/** Who signs in; `first` counts only at first sight, `isOwner` is for those the environment names. */
export type SeenUser = {
  profile: TelegramProfile
  first: Pick<UserRow, 'id' | 'language' | 'timeZone' | 'country' | 'currency'>
  writeAccess: UserRow['writeAccess'] | undefined
  isOwner: boolean
  at: Date
}

/**
 * Makes the user at their first sight, and takes over their names at every later one: a statement for a sign-in to carry
 * along, with what `upsertValues` gives. It waits for the row's lock, and gives no row when somebody else changed it since the
 * statement began: what the rest of the statement read is then old, and it must be done again.
 */
export function upsertingUser(db: Db) {
  const given = (name: keyof ReturnType<typeof upsertValues>) => sql.placeholder(name)
  return db
    .insert(users)
    .values({
      id: given('userId'),
      telegramId: given('telegramId'),
      firstName: given('firstName'),
      lastName: given('lastName'),
      username: given('username'),
      photoUrl: given('photoUrl'),
      language: given('language'),
      timeZone: given('timeZone'),
      country: given('country'),
      currency: given('currency'),
      role: sql`case when ${given('isOwner')}::boolean then 'owner' else 'customer' end`,
      writeAccess: sql`coalesce(${given('writeAccess')}::text, 'unknown')`,
      createdAt: given('seenAt'),
      lastSeenAt: given('seenAt'),
    })
    .onConflictDoUpdate({
      target: users.telegramId,
      set: {
        firstName: sql`excluded.first_name`,
        lastName: sql`excluded.last_name`,
        username: sql`excluded.username`,
        photoUrl: sql`excluded.photo_url`,
        role: sql`case when ${given('isOwner')}::boolean then 'owner' else ${users.role} end`,
        writeAccess: sql`coalesce(${given('writeAccess')}::text, ${users.writeAccess})`,
        lastSeenAt: sql`excluded.last_seen_at`,
      },
      // The row's version now, and as it was when the statement began.
      setWhere: sql`${users}.xmin = (select before.xmin from ${users} before where before.telegram_id = excluded.telegram_id)`,
    })
    .returning()
}

export function upsertValues({ profile, first: { id, ...first }, writeAccess, isOwner, at }: SeenUser) {
  return { userId: id, ...first, ...profile, writeAccess: writeAccess ?? null, isOwner, seenAt: at }
}

/** What the bot saw of somebody: whether it may write to them. It knows no photo, so that is left as it is. */
export async function upsertSeenUser(
  db: Db,
  {
    profile,
    first,
    writeAccess,
    at,
  }: {
    profile: Omit<TelegramProfile, 'photoUrl'>
    first: Pick<UserRow, 'id' | 'language' | 'timeZone' | 'country' | 'currency'>
    writeAccess: 'allowed' | 'blocked'
    at: Date
  },
): Promise<UserRow> {
  const { telegramId: _id, ...names } = profile
  const [row] = await db
    .insert(users)
    .values({ ...first, ...profile, writeAccess, createdAt: at, lastSeenAt: at })
    .onConflictDoUpdate({ target: users.telegramId, set: { ...names, writeAccess } })
    .returning()
  if (!row) throw new Error('The upsert of a user gave no row')
  return row
}

export async function findUser(db: Db, userId: string): Promise<UserRow | undefined> {
  const [row] = await db.select().from(users).where(eq(users.id, userId))
  return row
}

/** Also keeps others from changing the row until the end of the transaction. */
export async function lockUser(db: Db, userId: string): Promise<UserRow | undefined> {
  const [row] = await db.select().from(users).where(eq(users.id, userId)).for('update')
  return row
}

export async function updateUser(
  db: Db,
  userId: string,
  change: Partial<Pick<UserRow, 'language' | 'timeZone' | 'country' | 'currency' | 'phone' | 'notifications' | 'writeAccess'>>,
): Promise<UserRow | undefined> {
  if (Object.keys(change).length === 0) return findUser(db, userId)
  const [row] = await db.update(users).set(change).where(eq(users.id, userId)).returning()
  return row
}

export async function setRole(db: Db, userId: string, role: Role): Promise<void> {
  await db.update(users).set({ role }).where(eq(users.id, userId))
}

export async function setBan(db: Db, userId: string, bannedAt: Date | null): Promise<void> {
  await db.update(users).set({ bannedAt }).where(eq(users.id, userId))
}

export function listStaff(db: Db): Promise<UserRow[]> {
  return db.select().from(users).where(ne(users.role, 'customer')).orderBy(asc(users.createdAt), asc(users.id)).limit(500)
}

/** Locks every owner's row, in one order, so that two owners cannot demote each other at once. */
export function lockOwners(db: Db): Promise<{ id: string; bannedAt: Date | null }[]> {
  return db
    .select({ id: users.id, bannedAt: users.bannedAt })
    .from(users)
    .where(eq(users.role, 'owner'))
    .orderBy(asc(users.id))
    .for('update')
}

const staffToWriteTo = prepared((db) =>
  db
    .select({ id: users.id })
    .from(users)
    // Written out as in the index of staff: a plan made once for all parameters uses it only then.
    .where(
      sql`${users.role} <> 'customer' and ${users.role} = any(${sql.placeholder('roles')}::text::text[])
        and ${users.bannedAt} is null and ${users.writeAccess} <> 'blocked'`,
    )
    .limit(200)
    .prepare('staff_to_write_to'),
)

/** Staff with one of these roles, who may be written to. */
export function staffToTell(db: Db, roles: readonly Role[]): Promise<{ id: string }[]> {
  return staffToWriteTo(db).execute({ roles: `{${roles.join(',')}}` })
}

export async function setWriteAccess(db: Db, userId: string, writeAccess: UserRow['writeAccess']): Promise<void> {
  await db.update(users).set({ writeAccess }).where(eq(users.id, userId))
}

// Addresses. A deleted one stays as a row, so that an old quote does not lead to another address.

export function listAddresses(db: Db, userId: string): Promise<AddressRow[]> {
  return db
    .select()
    .from(addresses)
    .where(and(eq(addresses.userId, userId), isNull(addresses.deletedAt)))
    .orderBy(desc(addresses.isDefault), asc(addresses.createdAt), asc(addresses.id))
}

export async function findAddress(db: Db, { userId, addressId }: { userId: string; addressId: string }): Promise<AddressRow | undefined> {
  const [row] = await db
    .select()
    .from(addresses)
    .where(and(eq(addresses.id, addressId), eq(addresses.userId, userId), isNull(addresses.deletedAt)))
  return row
}

export async function countAddresses(db: Db, userId: string): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(addresses)
    .where(and(eq(addresses.userId, userId), isNull(addresses.deletedAt)))
  return row?.count ?? 0
}

export async function insertAddress(db: Db, row: typeof addresses.$inferInsert): Promise<AddressRow> {
  const [inserted] = await db.insert(addresses).values(row).returning()
  if (!inserted) throw new Error('The insert of an address gave no row')
  return inserted
}

const asAddresses = rowsAsJson(addresses)
const insertingFirst = preparedSql<{ id: string }>(sql`
  insert into ${addresses} select * from jsonb_populate_recordset(null::${addresses}, ${sql.placeholder('address')}::text::jsonb) first
  where not exists (select 1 from ${addresses} other where other.user_id = first.user_id and other.deleted_at is null)
  on conflict do nothing returning id`)

/** Inserts somebody's only address, unless they have another: then nothing is done. @returns whether it was */
export async function insertFirstAddress(db: Db, row: AddressRow): Promise<boolean> {
  return (await insertingFirst(db, { address: asAddresses([row]) })).length > 0
}

export async function updateAddress(
  db: Db,
  { userId, addressId }: { userId: string; addressId: string },
  change: Pick<AddressRow, 'body' | 'country' | 'isDefault' | 'updatedAt'>,
): Promise<AddressRow | undefined> {
  const [row] = await db
    .update(addresses)
    .set(change)
    .where(and(eq(addresses.id, addressId), eq(addresses.userId, userId), isNull(addresses.deletedAt)))
    .returning()
  return row
}

export async function unsetDefaultAddress(db: Db, userId: string): Promise<void> {
  await db
    .update(addresses)
    .set({ isDefault: false })
    .where(and(eq(addresses.userId, userId), eq(addresses.isDefault, true)))
}

/** The oldest living address becomes the default, when none is. */
export async function chooseDefaultAddress(db: Db, userId: string): Promise<void> {
  await db.execute(sql`
    update ${addresses} set is_default = true where id = (
      select id from ${addresses} where user_id = ${userId} and deleted_at is null order by created_at, id limit 1
    ) and not exists (select 1 from ${addresses} where user_id = ${userId} and deleted_at is null and is_default)`)
}

/** @returns whether there was such an address. */
export async function deleteAddress(
  db: Db,
  { userId, addressId, at, emptied }: { userId: string; addressId: string; at: Date; emptied: string },
): Promise<boolean> {
  const rows = await db
    .update(addresses)
    .set({ deletedAt: at, isDefault: false, body: emptied })
    .where(and(eq(addresses.id, addressId), eq(addresses.userId, userId), isNull(addresses.deletedAt)))
    .returning({ id: addresses.id })
  return rows.length > 0
}

export async function listFavouriteIds(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .select({ productId: favourites.productId })
    .from(favourites)
    .where(eq(favourites.userId, userId))
    .orderBy(desc(favourites.createdAt), desc(favourites.productId))
    .limit(200)
  return rows.map((row) => row.productId)
}

export async function insertFavourite(db: Db, row: typeof favourites.$inferInsert): Promise<void> {
  await db.insert(favourites).values(row).onConflictDoNothing()
}

export async function deleteFavourite(db: Db, { userId, productId }: { userId: string; productId: string }): Promise<void> {
  await db.delete(favourites).where(and(eq(favourites.userId, userId), eq(favourites.productId, productId)))
}
