import { sql } from 'drizzle-orm'
import { maxCartLines } from 'shared/catalog'
import type { Db } from '../../platform/db.ts'
import { asList, listed, preparedSql } from '../../platform/prepared.ts'
import { forSale, type ForSaleRead } from '../catalog/index.ts'
import { products, variants } from '../catalog/tables.ts'
import { cartLines, carts } from './tables.ts'

export type LineRead = { quantity: number; priceSeen: bigint; variant: ForSaleRead }
export type CartRead = { version: number; lines: LineRead[] }

type RawLine = { version: number | null; quantity: number | null; priceSeen: string | null; variant: ForSaleRead | null }

const asCartRead = (rows: RawLine[]): CartRead => ({
  version: rows[0]?.version ?? 0,
  lines: rows.flatMap(({ quantity, priceSeen, variant }) =>
    quantity === null || priceSeen === null || variant === null ? [] : [{ quantity, priceSeen: BigInt(priceSeen), variant }],
  ),
})

/** A line and the goods in it. Nothing done to a cart changes goods, so what a statement knows of them is what it began with. */
const lineRead = sql`held.quantity as "quantity", held.price_seen::text as "priceSeen", ${forSale(sql`held.variant_id`)} as "variant"`

const cartOf = preparedSql<RawLine>(sql`
  select cart.version as "version", ${lineRead}
  from ${carts} cart left join ${cartLines} held on held.user_id = cart.user_id
  where cart.user_id = ${sql.placeholder('userId')}::uuid
  order by held.added_at, held.variant_id`)

/** The lines in the order they were put in. */
export async function selectCart(db: Db, userId: string): Promise<CartRead> {
  return asCartRead(await cartOf(db, { userId }))
}

const userId = sql`${sql.placeholder('userId')}::uuid`
const variantId = sql`${sql.placeholder('variantId')}::uuid`
const quantity = sql`${sql.placeholder('quantity')}::int`
const at = sql`${sql.placeholder('at')}::timestamptz`
/** Lines in the order given. */
const given = sql`
  unnest(${listed('variantIds', 'uuid')}, ${listed('quantities', 'int')})
  with ordinality as given (variant_id, quantity, position)`

const onSale = sql`
  select variant.id, variant.price from ${variants} variant join ${products} product on product.id = variant.product_id
  where variant.is_active and product.status = 'active'`

/** The cart's row is taken first by every change, so changes of one cart happen one after another. */
const touch = (when = sql`true`, unlessChanged = sql``) => sql`
  insert into ${carts} (user_id, version, updated_at) select ${userId}, 1, ${at} where ${when}
  on conflict (user_id) do update set version = ${carts.version} + 1, updated_at = excluded.updated_at ${unlessChanged} returning user_id, version`

/**
 * A statement sees the lines as they were when it began, although it may have waited for the cart's row since. The version
 * is read as the row is now: where it is another, the lines are too, and nothing is done.
 */
const unlessChanged = sql`where ${carts.version} = (select seen.version from ${carts} seen where seen.user_id = ${userId})`

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
export function upsertLine(db: Db, line: NewLine): Promise<CartRead | 'not-for-sale' | 'full'> {
  return afterOthers(() => tryUpsertLine(db, line))
}

type NewLine = { userId: string; variantId: string; quantity: number; at: Date }

const upserting = preparedSql<RawLine & { isForSale: boolean; hasRoom: boolean }>(sql`
  with sale as (${onSale} and variant.id = ${variantId}),
    others as (
      select variant_id, quantity, price_seen, added_at from ${cartLines} where user_id = ${userId} and variant_id <> ${variantId}
    ),
    may as (select exists (select 1 from sale) as is_for_sale, (select count(*) from others) < ${maxCartLines} as has_room),
    cart as (${touch(sql`(select is_for_sale and has_room from may)`, unlessChanged)}),
    line as (
      insert into ${cartLines} (user_id, variant_id, quantity, price_seen, added_at)
      select cart.user_id, sale.id, ${quantity}, sale.price, ${at} from cart, sale
      on conflict (user_id, variant_id) do update set quantity = excluded.quantity,
        price_seen = case when ${cartLines.quantity} = excluded.quantity then ${cartLines.priceSeen} else excluded.price_seen end
      returning variant_id, quantity, price_seen, added_at
    )
  select cart.version as "version", ${lineRead}, may.is_for_sale as "isForSale", may.has_room as "hasRoom"
  from may left join cart on true left join (select * from others union all select * from line) held on true
  order by held.added_at, held.variant_id`)

async function tryUpsertLine(db: Db, { at, ...line }: NewLine): Promise<CartRead | 'not-for-sale' | 'full' | 'changed'> {
  const rows = await upserting(db, { ...line, at: at.toISOString() })
  if (!rows[0]?.isForSale) return 'not-for-sale'
  if (!rows[0].hasRoom) return 'full'
  return rows[0].version === null ? 'changed' : asCartRead(rows)
}

const deleting = preparedSql<RawLine>(sql`
  with cart as (${touch()}),
    gone as (delete from ${cartLines} where variant_id = ${variantId} and user_id in (select user_id from cart))
  select cart.version as "version", ${lineRead}
  from cart left join ${cartLines} held on held.user_id = cart.user_id and held.variant_id <> ${variantId}
  order by held.added_at, held.variant_id`)

/** Takes a line out and gives what is left. */
export async function deleteLine(db: Db, { at, ...line }: { userId: string; variantId: string; at: Date }): Promise<CartRead> {
  return asCartRead(await deleting(db, { ...line, at: at.toISOString() }))
}

/**
 * Makes these, in this order, all the cart holds, in one statement. What is already in it may stay although it is no longer
 * for sale; a line whose quantity does not change keeps the price that was seen.
 * @returns the cart, and the first variant that is not for sale, if any: nothing was changed then
 */
export function replaceLines(db: Db, wanted: WantedLines): Promise<{ cart: CartRead } | { notForSale: string }> {
  return afterOthers(() => tryReplaceLines(db, wanted))
}

type WantedLines = { userId: string; lines: readonly { variantId: string; quantity: number }[]; at: Date }

const asGiven = ({ userId, lines, at }: WantedLines) => ({
  userId,
  variantIds: asList(lines.map((line) => line.variantId)),
  quantities: asList(lines.map((line) => line.quantity)),
  at: at.toISOString(),
})

const replacing = preparedSql<RawLine & { notForSale: string | null }>(sql`
  with given as (select * from ${given}),
    kept as (select variant_id, quantity, price_seen from ${cartLines} where user_id = ${userId}),
    sale as (${onSale} and variant.id in (select variant_id from given)),
    held as (
      select given.variant_id, given.quantity, given.position,
        case when kept.quantity = given.quantity or sale.id is null then kept.price_seen else sale.price end as price_seen
      from given left join sale on sale.id = given.variant_id left join kept on kept.variant_id = given.variant_id
    ),
    wrong as (select variant_id from held where price_seen is null order by position limit 1),
    cart as (${touch(sql`not exists (select 1 from wrong)`, unlessChanged)}),
    gone as (
      delete from ${cartLines} where user_id in (select user_id from cart) and variant_id not in (select variant_id from given)
    ),
    put as (
      insert into ${cartLines} (user_id, variant_id, quantity, price_seen, added_at)
      select cart.user_id, held.variant_id, held.quantity, held.price_seen, ${at} + (held.position - 1) * interval '1 millisecond'
      from cart, held
      on conflict (user_id, variant_id) do update
        set quantity = excluded.quantity, price_seen = excluded.price_seen, added_at = excluded.added_at
    )
  select cart.version as "version", ${lineRead}, (select variant_id from wrong) as "notForSale"
  from (select) one left join cart on true left join held on true order by held.position`)

async function tryReplaceLines(db: Db, wanted: WantedLines): Promise<{ cart: CartRead } | { notForSale: string } | 'changed'> {
  const rows = await replacing(db, asGiven(wanted))
  const notForSale = rows[0]?.notForSale
  if (notForSale) return { notForSale }
  return rows[0]?.version == null ? 'changed' : { cart: asCartRead(rows) }
}

const taking = preparedSql<{ variantId: string }>(sql`
  with cart as (update ${carts} set version = version + 1, updated_at = ${at} where user_id = ${userId} returning user_id)
  delete from ${cartLines} line using cart, ${given}
  where line.user_id = cart.user_id and line.variant_id = given.variant_id and line.quantity = given.quantity
  returning line.variant_id as "variantId"`)

/**
 * Takes these lines out, each only as it was seen: whoever comes second finds nothing to take.
 * @returns how many were taken
 */
export async function takeLines(db: Db, wanted: WantedLines): Promise<number> {
  return (await taking(db, asGiven(wanted))).length
}
