import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'

// The floor: the same calls and rows as a journey through the shop, on the same stack, without any shop logic. No validation,
// no prices, no reservation under a lock, no idempotency: what the chosen stack costs on its own. Needs PostgreSQL.
const sql = postgres(process.env['DATABASE_URL'] ?? '', { max: 20, onnotice: () => undefined })
await sql.unsafe(`
  create table if not exists f_users (id uuid primary key, telegram_id bigint unique, name text, seen timestamptz);
  create table if not exists f_sessions (id uuid primary key, user_id uuid not null, token text unique, expires timestamptz);
  create table if not exists f_addresses (id uuid primary key, user_id uuid not null, body text);
  create table if not exists f_variants (id int primary key, price bigint not null, on_hand int not null, reserved int not null);
  create table if not exists f_lines (user_id uuid, variant_id int, quantity int, primary key (user_id, variant_id));
  create table if not exists f_orders (id uuid primary key, user_id uuid not null, number text unique, total bigint, state text, body text, at timestamptz);
  create table if not exists f_order_lines (id uuid primary key, order_id uuid not null, variant_id int, quantity int, price bigint);
  create table if not exists f_payments (id uuid primary key, order_id uuid not null, state text, amount bigint);
  create table if not exists f_events (id bigserial primary key, order_id uuid not null, kind text, at timestamptz);
  create table if not exists f_outbox (id bigserial primary key, body jsonb, at timestamptz);
  insert into f_variants select n, 1000 + n, 100000000, 0 from generate_series(1, 200) n on conflict do nothing;
`)

type Line = { variantId: number; quantity: number }
const userOf = async (token: string | undefined) =>
  (await sql`select user_id from f_sessions where token = ${token ?? ''} and expires > now()`)[0]?.['user_id'] as string

const app = new Hono()
  .get('/readyz', (c) => c.text('ok'))
  .post('/sessions', async (c) => {
    const { telegramId } = await c.req.json<{ telegramId: number }>()
    const [user] =
      await sql`insert into f_users values (${randomUUID()}, ${telegramId}, 'Amina', now()) on conflict (telegram_id) do update set seen = now() returning id`
    const token = randomUUID()
    await sql`insert into f_sessions values (${randomUUID()}, ${user?.['id'] as string}, ${token}, now() + interval '1 hour')`
    return c.json({ token })
  })
  .post('/addresses', async (c) => {
    const userId = await userOf(c.req.header('authorization'))
    const id = randomUUID()
    await sql`insert into f_addresses values (${id}, ${userId}, ${await c.req.text()})`
    return c.json({ id })
  })
  .put('/cart', async (c) => {
    const userId = await userOf(c.req.header('authorization'))
    const { lines } = await c.req.json<{ lines: Line[] }>()
    await sql`insert into f_lines ${sql(lines.map((line) => ({ user_id: userId, variant_id: line.variantId, quantity: line.quantity })))} on conflict (user_id, variant_id) do update set quantity = excluded.quantity`
    return c.json({
      lines:
        await sql`select l.variant_id, l.quantity, v.price from f_lines l join f_variants v on v.id = l.variant_id where l.user_id = ${userId}`,
    })
  })
  .post('/quote', async (c) => {
    const userId = await userOf(c.req.header('authorization'))
    return c.json({
      lines:
        await sql`select l.variant_id, l.quantity, v.price from f_lines l join f_variants v on v.id = l.variant_id where l.user_id = ${userId}`,
    })
  })
  .post('/checkout', async (c) => {
    const userId = await userOf(c.req.header('authorization'))
    const orderId = randomUUID()
    await sql.begin(async (tx) => {
      const lines =
        await tx`select l.variant_id, l.quantity, v.price from f_lines l join f_variants v on v.id = l.variant_id where l.user_id = ${userId}`
      const rows = lines.map((line) => ({
        id: randomUUID(),
        order_id: orderId,
        variant_id: line['variant_id'] as number,
        quantity: line['quantity'] as number,
        price: line['price'] as string,
      }))
      await tx`with locked as (select id from f_variants where id in ${tx(rows.map((row) => row.variant_id))} order by id for update) update f_variants set reserved = reserved + 1 from locked where f_variants.id = locked.id`
      await tx`insert into f_orders values (${orderId}, ${userId}, ${orderId}, 1000, 'pending', ${'x'.repeat(300)}, now())`
      await tx`insert into f_order_lines ${tx(rows)}`
      await tx`insert into f_payments values (${randomUUID()}, ${orderId}, 'authorized', 1000)`
      await tx`insert into f_events (order_id, kind, at) values (${orderId}, 'placed', now())`
      await tx`insert into f_outbox (body, at) values (${JSON.stringify({ orderId })}, now())`
      await tx`delete from f_lines where user_id = ${userId}`
    })
    return c.json({ orderId }, 201)
  })

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT']) })
