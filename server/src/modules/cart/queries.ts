import { asc, eq, sql } from 'drizzle-orm'
import { maxCartLines } from 'shared/catalog'
import { rowsOf, type Db } from '../../platform/db.ts'
import { products, variants } from '../catalog/tables.ts'
import { cartLines, carts } from './tables.ts'

export type LineRow = { variantId: string; quantity: number; priceSeen: bigint }
export type CartRows = { version: number; lines: LineRow[] }

type RawLine = { version: number | null; variantId: string | null; quantity: number | null; priceSeen: string | null }

const asCartRows = (rows: RawLine[]): CartRows => ({
  version: rows[0]?.version ?? 0,
  lines: rows.flatMap(({ variantId, quantity, priceSeen }) =>
    variantId === null || quantity === null || priceSeen === null ? [] : [{ variantId, quantity, priceSeen: BigInt(priceSeen) }],
  ),
})

/** The lines in the order they were put in. */
export async function selectCart(db: Db, userId: string): Promise<CartRows> {
  const rows = await db
    .select({
      version: carts.version,
      variantId: cartLines.variantId,
      quantity: cartLines.quantity,
      priceSeen: sql<string>`${cartLines.priceSeen}::text`,
    })
    .from(carts)
    .leftJoin(cartLines, eq(cartLines.userId, carts.userId))
    .where(eq(carts.userId, userId))
    .orderBy(asc(cartLines.addedAt), asc(cartLines.variantId))
  return asCartRows(rows)
}

const forSale = sql`
  select variant.id, variant.price from ${variants} variant join ${products} product on product.id = variant.product_id
  where variant.is_active and product.status = 'active'`

/** The cart's row is taken first by every change, so changes of one cart happen one after another. */
const touch = (userId: string, at: Date, when = sql`true`, unlessChanged = sql``) => sql`
  insert into ${carts} (user_id, version, updated_at) select ${userId}::uuid, 1, ${at.toISOString()}::timestamptz where ${when}
  on conflict (user_id) do update set version = ${carts.version} + 1, updated_at = excluded.updated_at ${unlessChanged} returning user_id, version`

/**
 * A statement sees the lines as they were when it began, although it may have waited for the cart's row since. The version
 * is read as the row is now: where it is another, the lines are too, and nothing is done.
 */
const unlessChanged = (userId: string) =>
  sql`where ${carts.version} = (select seen.version from ${carts} seen where seen.user_id = ${userId}::uuid)`

/** Does again what another change of the same cart came before. Each time round one has gone through, so it ends. */
async function afterOthers<Result>(change: () => Promise<Result | 'changed'>): Promise<Result> {
  for (;;) {
    const result = await change()
    if (result !== 'changed') return result
  }
}

/**
 * Puts this many of a variant in, or changes how many there are, and gives the whole cart, in one statement. A line that is
 * changed takes over today's price: whoever changes it has seen it.
 * @returns why not, when the variant is not for sale or there is no room; the cart is then as it was
 */
export function upsertLine(db: Db, line: NewLine): Promise<CartRows | 'not-for-sale' | 'full'> {
  return afterOthers(() => tryUpsertLine(db, line))
}

type NewLine = { userId: string; variantId: string; quantity: number; at: Date }

async function tryUpsertLine(
  db: Db,
  { userId, variantId, quantity, at }: NewLine,
): Promise<CartRows | 'not-for-sale' | 'full' | 'changed'> {
  const rows = await rowsOf<RawLine & { isForSale: boolean; hasRoom: boolean }>(
    db,
    sql`with sale as (${forSale} and variant.id = ${variantId}::uuid),
      others as (
        select variant_id, quantity, price_seen, added_at from ${cartLines}
        where user_id = ${userId}::uuid and variant_id <> ${variantId}::uuid
      ),
      may as (select exists (select 1 from sale) as is_for_sale, (select count(*) from others) < ${maxCartLines} as has_room),
      cart as (${touch(userId, at, sql`(select is_for_sale and has_room from may)`, unlessChanged(userId))}),
      line as (
        insert into ${cartLines} (user_id, variant_id, quantity, price_seen, added_at)
        select cart.user_id, sale.id, ${quantity}::int, sale.price, ${at.toISOString()}::timestamptz from cart, sale
        on conflict (user_id, variant_id) do update set quantity = excluded.quantity,
          price_seen = case when ${cartLines.quantity} = excluded.quantity then ${cartLines.priceSeen} else excluded.price_seen end
        returning variant_id, quantity, price_seen, added_at
      )
      select cart.version as "version", held.variant_id as "variantId", held.quantity as "quantity",
        held.price_seen::text as "priceSeen", may.is_for_sale as "isForSale", may.has_room as "hasRoom"
      from may left join cart on true left join (select * from others union all select * from line) held on true
      order by held.added_at, held.variant_id`,
  )
  if (!rows[0]?.isForSale) return 'not-for-sale'
  if (!rows[0].hasRoom) return 'full'
  return rows[0].version === null ? 'changed' : asCartRows(rows)
}

/** Takes a line out and gives what is left. */
export async function deleteLine(db: Db, { userId, variantId, at }: { userId: string; variantId: string; at: Date }): Promise<CartRows> {
  const rows = await rowsOf<RawLine>(
    db,
    sql`with cart as (${touch(userId, at)}),
      gone as (
        delete from ${cartLines} where variant_id = ${variantId}::uuid and user_id in (select user_id from cart)
      )
      select cart.version as "version", held.variant_id as "variantId", held.quantity as "quantity", held.price_seen::text as "priceSeen"
      from cart left join ${cartLines} held on held.user_id = cart.user_id and held.variant_id <> ${variantId}::uuid
      order by held.added_at, held.variant_id`,
  )
  return asCartRows(rows)
}

/**
 * Makes these, in this order, all the cart holds, in one statement. What is already in it may stay although it is no longer
 * for sale; a line whose quantity does not change keeps the price that was seen.
 * @returns the cart, and the first variant that is not for sale, if any: nothing was changed then
 */
export function replaceLines(db: Db, wanted: WantedLines): Promise<{ cart: CartRows } | { notForSale: string }> {
  return afterOthers(() => tryReplaceLines(db, wanted))
}

type WantedLines = { userId: string; lines: readonly { variantId: string; quantity: number }[]; at: Date }

async function tryReplaceLines(
  db: Db,
  { userId, lines, at }: WantedLines,
): Promise<{ cart: CartRows } | { notForSale: string } | 'changed'> {
  const given = lines.map(({ variantId, quantity }, position) => sql`(${variantId}::uuid, ${quantity}::int, ${position}::int)`)
  const rows = await rowsOf<RawLine & { notForSale: string | null }>(
    db,
    sql`with given (variant_id, quantity, position) as (
        ${given.length > 0 ? sql`values ${sql.join(given, sql`, `)}` : sql`select null::uuid, null::int, null::int where false`}
      ),
      held as (select variant_id, quantity, price_seen from ${cartLines} where user_id = ${userId}::uuid),
      sale as (${forSale} and variant.id in (select variant_id from given)),
      wanted as (
        select given.variant_id, given.quantity, given.position,
          case when held.quantity = given.quantity or sale.id is null then held.price_seen else sale.price end as price_seen
        from given left join sale on sale.id = given.variant_id left join held on held.variant_id = given.variant_id
      ),
      wrong as (select variant_id from wanted where price_seen is null order by position limit 1),
      cart as (${touch(userId, at, sql`not exists (select 1 from wrong)`, unlessChanged(userId))}),
      gone as (
        delete from ${cartLines} where user_id in (select user_id from cart) and variant_id not in (select variant_id from given)
      ),
      put as (
        insert into ${cartLines} (user_id, variant_id, quantity, price_seen, added_at)
        select cart.user_id, wanted.variant_id, wanted.quantity, wanted.price_seen,
          ${at.toISOString()}::timestamptz + wanted.position * interval '1 millisecond'
        from cart, wanted
        on conflict (user_id, variant_id) do update
          set quantity = excluded.quantity, price_seen = excluded.price_seen, added_at = excluded.added_at
      )
      select cart.version as "version", wanted.variant_id as "variantId", wanted.quantity as "quantity",
        wanted.price_seen::text as "priceSeen", (select variant_id from wrong) as "notForSale"
      from (select) one left join cart on true left join wanted on true order by wanted.position`,
  )
  const notForSale = rows[0]?.notForSale
  if (notForSale) return { notForSale }
  return rows[0]?.version == null ? 'changed' : { cart: asCartRows(rows) }
}

/**
 * Takes these lines out, each only as it was seen: whoever comes second finds nothing to take.
 * @returns how many were taken
 */
export async function takeLines(
  db: Db,
  { userId, lines, at }: { userId: string; lines: readonly { variantId: string; quantity: number }[]; at: Date },
): Promise<number> {
  const wanted = sql.join(
    lines.map((line) => sql`(${line.variantId}::uuid, ${line.quantity}::int)`),
    sql`, `,
  )
  const rows = await rowsOf(
    db,
    sql`with cart as (
        update ${carts} set version = version + 1, updated_at = ${at.toISOString()}::timestamptz where user_id = ${userId}::uuid returning user_id
      )
      delete from ${cartLines} line using cart, (values ${wanted}) as wanted (variant_id, quantity)
      where line.user_id = cart.user_id and line.variant_id = wanted.variant_id and line.quantity = wanted.quantity
      returning line.variant_id`,
  )
  return rows.length
}
