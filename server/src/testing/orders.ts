import { newId, newOrderNumber } from '../platform/ids.ts'
import { orders, type OrderRow } from '../modules/orders/tables.ts'
import type { Person, TestWorld } from './world.ts'

/** An order as a row alone, without lines, stock or payment: for what only reads it. */
export async function addOrder(world: TestWorld, person: Person, change: Partial<typeof orders.$inferInsert> = {}): Promise<OrderRow> {
  const at = world.clock.now()
  const [row] = await world.db
    .insert(orders)
    .values({
      id: newId(),
      number: newOrderNumber(),
      userId: person.user.id,
      idempotencyKey: newId(),
      requestHash: 'x',
      state: 'pending_payment',
      goods: 'physical',
      currency: 'USD',
      subtotal: 2599n,
      delivery: 0n,
      tax: 0n,
      taxName: 'VAT',
      taxRateBps: 0,
      taxIncluded: true,
      total: 2599n,
      method: 'card',
      language: 'en',
      contact: world.sealer.seal('address', {}),
      termsAcceptedAt: at,
      placedAt: at,
      ...change,
    })
    .returning()
  if (!row) throw new Error('No order was made')
  return row
}
