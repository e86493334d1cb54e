import postgres from 'postgres'

export type BenchDatabase = { url: string; sql: postgres.Sql; drop(): Promise<void> }

/** A database of this run's own on DATABASE_URL, or on the local server at its usual place; undefined when there is none. */
export async function openBenchDatabase(): Promise<BenchDatabase | undefined> {
  const base = process.env['DATABASE_URL'] || 'postgres://postgres@127.0.0.1:5432/postgres'
  const admin = postgres(base, { max: 1, onnotice: () => undefined, connect_timeout: 2 })
  const name = `duka_bench_${process.pid}`
  try {
    await admin.unsafe(`create database ${name}`)
  } catch {
    await admin.end({ timeout: 1 })
    return undefined
  }
  const url = new URL(base)
  url.pathname = `/${name}`
  const sql = postgres(url.href, { max: 2, onnotice: () => undefined })
  return {
    url: url.href,
    sql,
    async drop() {
      await sql.end({ timeout: 2 })
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end({ timeout: 2 })
    },
  }
}

/** Copies orders that were placed through the API, with their lines, payments and timeline, until there are `count`. */
export async function seedOrders({ sql }: BenchDatabase, count: number): Promise<void> {
  const columnsOf = async (table: string, without: string[]) => {
    const rows = await sql<
      { name: string }[]
    >`select column_name as name from information_schema.columns where table_name = ${table} and table_schema = 'public' and is_generated = 'NEVER' order by ordinal_position`
    return rows.map((row) => row.name).filter((name) => !without.includes(name))
  }
  const orderColumns = (await columnsOf('orders', ['id', 'number', 'idempotency_key', 'placed_at'])).join(', ')
  const lineColumns = (await columnsOf('order_lines', ['id', 'order_id'])).map((name) => `line.${name}`)
  const paymentColumns = (await columnsOf('payments', ['id', 'order_id', 'reference', 'next_poll_at'])).map((name) => `payment.${name}`)
  const plain = (names: string[]) => names.map((name) => name.split('.')[1]).join(', ')
  await sql.unsafe(`
    create temp table copies as
      select gen_random_uuid() as id, source.id as source_id, n
      from generate_series(1, ${count}) n
      join (select id, row_number() over () as place, count(*) over () as many from (select id from orders limit 500) few) source on source.place = 1 + n % source.many;
    insert into orders (id, number, idempotency_key, placed_at, ${orderColumns})
      select copies.id, 'DK-' || upper(substr(md5(copies.n::text), 1, 4)) || '-' || lpad(copies.n::text, 7, '0'), copies.id::text, now() - copies.n * interval '1 minute', ${orderColumns}
      from copies join orders source on source.id = copies.source_id;
    insert into order_lines (id, order_id, ${plain(lineColumns)})
      select gen_random_uuid(), copies.id, ${lineColumns.join(', ')} from copies join order_lines line on line.order_id = copies.source_id;
    insert into payments (id, order_id, ${plain(paymentColumns)})
      select gen_random_uuid(), copies.id, ${paymentColumns.join(', ')} from copies join payments payment on payment.order_id = copies.source_id;
    drop table copies;
  `)
  await sql.unsafe('vacuum analyze')
}
