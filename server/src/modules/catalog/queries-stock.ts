import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../platform/db.ts'
import { asList, listed, preparedSql } from '../../platform/prepared.ts'
import { reservations, stockLevels, stockMovements } from './tables.ts'

export type WantedStock = { reservationId: string; variantId: string; quantity: number }

/** A variant that has fewer left than were asked for. */
export type ShortStock = { variantId: string; left: number; wanted: number }

/**
 * Promises all of it to the order, or nothing. The rows are locked in one order whoever asks, so two carts never wait for
 * each other, and what is left is counted on the locked row: after waiting, Postgres looks at its newest version
 * (READ COMMITTED, postgresql.org/docs/15/transaction-iso.html). A variant without a stock row is not counted.
 * @returns what fell short; nothing was promised when there is any.
 */
export function takeStock(db: Db, orderId: string, wanted: readonly WantedStock[]): Promise<ShortStock[]> {
  return taking(db, {
    orderId,
    ids: asList(wanted.map((line) => line.reservationId)),
    variantIds: asList(wanted.map((line) => line.variantId)),
    quantities: asList(wanted.map((line) => line.quantity)),
  })
}

const taking = preparedSql<ShortStock>(sql`
  with wanted as (
      select * from unnest(${listed('ids', 'uuid')}, ${listed('variantIds', 'uuid')}, ${listed('quantities', 'int')}) wanted (id, variant_id, quantity)
    ),
    locked as (
      select wanted.id, wanted.variant_id, wanted.quantity, level.on_hand - level.reserved as left_over
      from ${stockLevels} level join wanted on wanted.variant_id = level.variant_id
      order by level.variant_id for update of level
    ),
    short as (select variant_id, left_over, quantity from locked where left_over < quantity),
    promised as (
      update ${stockLevels} level set reserved = level.reserved + locked.quantity
      from locked where level.variant_id = locked.variant_id and not exists (select 1 from short)
      returning locked.id, locked.variant_id, locked.quantity
    ),
    kept as (
      insert into ${reservations} (id, order_id, variant_id, quantity, state)
      select id, ${sql.placeholder('orderId')}::uuid, variant_id, quantity, 'reserved' from promised
    )
  select variant_id as "variantId", left_over as "left", quantity as "wanted" from short order by variant_id`)

/** What was promised is sold: both counts go down. @returns how many promises that were. */
export async function sellStock(db: Db, orderId: string, at: Date): Promise<number> {
  const rows = await rowsOf(
    db,
    sql`with promised as (
        select id, variant_id, quantity from ${reservations}
        where order_id = ${orderId}::uuid and state = 'reserved' order by variant_id for update
      ),
      locked as (
        select level.variant_id, promised.id, promised.quantity from ${stockLevels} level join promised on promised.variant_id = level.variant_id
        order by level.variant_id for update of level
      ),
      sold as (
        update ${stockLevels} level set on_hand = level.on_hand - locked.quantity, reserved = level.reserved - locked.quantity
        from locked where level.variant_id = locked.variant_id
      ),
      told as (
        insert into ${stockMovements} (id, variant_id, delta, reason, order_id, note, at)
        select gen_random_uuid(), variant_id, -quantity, 'sold', ${orderId}::uuid, '', ${at.toISOString()}::timestamptz from locked
      )
      update ${reservations} kept set state = 'committed' from locked where kept.id = locked.id returning kept.id`,
  )
  return rows.length
}

/**
 * Takes the promises back. What was only promised is free again; what was already sold returns to the shelf when
 * `restock` says so, and stays sold otherwise. @returns how many promises ended.
 */
export async function returnStock(db: Db, orderId: string, { restock, at }: { restock: boolean; at: Date }): Promise<number> {
  const states = restock ? sql`('reserved', 'committed')` : sql`('reserved')`
  const rows = await rowsOf(
    db,
    sql`with promised as (
        select id, variant_id, quantity, state from ${reservations}
        where order_id = ${orderId}::uuid and state in ${states} order by variant_id for update
      ),
      locked as (
        select level.variant_id, promised.id, promised.quantity, promised.state
        from ${stockLevels} level join promised on promised.variant_id = level.variant_id
        order by level.variant_id for update of level
      ),
      freed as (
        update ${stockLevels} level set
          reserved = level.reserved - (case when locked.state = 'reserved' then locked.quantity else 0 end),
          on_hand = level.on_hand + (case when locked.state = 'committed' then locked.quantity else 0 end)
        from locked where level.variant_id = locked.variant_id
      ),
      told as (
        insert into ${stockMovements} (id, variant_id, delta, reason, order_id, note, at)
        select gen_random_uuid(), variant_id, quantity, 'restocked', ${orderId}::uuid, '', ${at.toISOString()}::timestamptz
        from locked where state = 'committed'
      )
      update ${reservations} kept set state = 'released' from locked where kept.id = locked.id returning kept.id`,
  )
  return rows.length
}

/** Takes some pieces out of what was sold to the order; they return to the shelf when `restock` says so. @returns how many variants that were. */
export async function takeBackStock(
  db: Db,
  orderId: string,
  { lines, restock, at }: { lines: readonly { variantId: string; quantity: number }[]; restock: boolean; at: Date },
): Promise<number> {
  const variantIds = asList(lines.map((line) => line.variantId))
  const quantities = asList(lines.map((line) => line.quantity))
  const rows = await rowsOf(
    db,
    sql`with back as (select * from unnest(${variantIds}::text::uuid[], ${quantities}::text::int[]) back (variant_id, quantity)),
      sold as (
        select kept.id, kept.variant_id, least(back.quantity, kept.quantity) as quantity
        from ${reservations} kept join back on back.variant_id = kept.variant_id
        where kept.order_id = ${orderId}::uuid and kept.state = 'committed' order by kept.variant_id for update of kept
      ),
      locked as (
        select level.variant_id, sold.id, sold.quantity from ${stockLevels} level join sold on sold.variant_id = level.variant_id
        order by level.variant_id for update of level
      ),
      shelved as (
        update ${stockLevels} level set on_hand = level.on_hand + locked.quantity
        from locked where level.variant_id = locked.variant_id and ${restock}::boolean
      ),
      told as (
        insert into ${stockMovements} (id, variant_id, delta, reason, order_id, note, at)
        select gen_random_uuid(), variant_id, quantity, 'returned', ${orderId}::uuid, '', ${at.toISOString()}::timestamptz
        from locked where ${restock}::boolean
      )
      update ${reservations} kept set quantity = kept.quantity - locked.quantity,
        state = case when kept.quantity = locked.quantity then 'released' else kept.state end
      from locked where kept.id = locked.id returning kept.id`,
  )
  return rows.length
}
