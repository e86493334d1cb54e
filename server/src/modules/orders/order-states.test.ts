import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderStates, type OrderState } from 'shared/orders'
import type { AdminOrder } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import type { Person } from '../../testing/world.ts'
import { newId } from '../../platform/ids.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'
import type { OrderRow } from './tables.ts'

type Actor = 'customer' | 'support' | 'manager'
type Action = 'accept' | 'process' | 'ship' | 'deliver' | 'cancel' | 'refund' | 'pay again'
/** What the action makes of the order, or the problem it answers with. */
type Outcome =
  | OrderState
  | 'same'
  | 'orders/move-refused'
  | 'orders/past-cancelling'
  | 'orders/not-payable'
  | 'orders/not-accepted-this-way'
  | 'request/forbidden'
  | 'payments/refund-too-large'

const refused = 'orders/move-refused'
const forbidden = 'request/forbidden'

// An order by card. Columns in the order of `orderStates`.
const byCard: Record<string, readonly [Actor, Action, Record<OrderState, Outcome>]> = {
  'customer cancels': [
    'customer',
    'cancel',
    row(
      'cancelled',
      'cancelled',
      'orders/past-cancelling',
      'orders/past-cancelling',
      'orders/past-cancelling',
      'orders/past-cancelling',
      'orders/past-cancelling',
    ),
  ],
  'customer pays again': [
    'customer',
    'pay again',
    row(
      'same',
      'orders/not-payable',
      'orders/not-payable',
      'orders/not-payable',
      'orders/not-payable',
      'orders/not-payable',
      'orders/not-payable',
    ),
  ],
  'support accepts': ['support', 'accept', row('orders/not-accepted-this-way', refused, refused, refused, refused, refused, refused)],
  'support packs': ['support', 'process', row(refused, 'processing', refused, refused, refused, refused, refused)],
  'support ships': ['support', 'ship', row(refused, refused, 'shipped', refused, refused, refused, refused)],
  'support delivers': ['support', 'deliver', row(refused, refused, refused, 'delivered', refused, refused, refused)],
  'support cancels': ['support', 'cancel', row(forbidden, forbidden, forbidden, forbidden, forbidden, forbidden, forbidden)],
  'support refunds': ['support', 'refund', row(forbidden, forbidden, forbidden, forbidden, forbidden, forbidden, forbidden)],
  'manager cancels': ['manager', 'cancel', row('cancelled', 'cancelled', 'cancelled', refused, refused, refused, refused)],
  'manager refunds': [
    'manager',
    'refund',
    row(
      'payments/refund-too-large',
      'refunded',
      'refunded',
      'refunded',
      'refunded',
      'payments/refund-too-large',
      'payments/refund-too-large',
    ),
  ],
  'customer acts as staff': ['customer', 'ship', row(forbidden, forbidden, forbidden, forbidden, forbidden, forbidden, forbidden)],
}

function row(...outcomes: [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]): Record<OrderState, Outcome> {
  return Object.fromEntries(orderStates.map((state, index) => [state, outcomes[index]])) as Record<OrderState, Outcome>
}

describe('every state, every actor, every action', () => {
  let shop: OrderShop
  let staff: Record<Actor, Person>
  beforeAll(async () => {
    shop = await openOrderShop()
    staff = {
      customer: await shop.person(),
      support: await shop.person({ role: 'support' }),
      manager: await shop.person({ role: 'manager' }),
    }
  })
  afterAll(() => shop.close())

  /** Brings a new order into a state by the road it would take. Before the money is back a cancelled one stays cancelled. */
  async function orderIn(
    state: OrderState,
    buyer: Person,
    method: PaymentMethod = 'card',
  ): Promise<{ order: OrderRow; paymentId: string }> {
    const { order, payment } =
      state === 'pending_payment' || state === 'cancelled' ? await shop.place(buyer, { method }) : await shop.paid(buyer, { method })
    const step = async (action: string, body: object = {}, as: Person = staff.manager) => {
      const { version } = await shop.orderOf(order.id)
      const response = await as.request(
        'POST',
        `/admin/orders/${order.number}/${action}`,
        { version, ...body },
        { 'idempotency-key': newId() },
      )
      expect([action, response.status]).toEqual([action, 200])
      await shop.drain()
    }
    if (state === 'cancelled') await step('cancel')
    if (state === 'refunded') await step('refunds', { paymentId: payment.id, amount: '3600', currency: 'USD', reason: 'other' })
    for (const [reached, action] of [
      ['processing', 'process'],
      ['shipped', 'ship'],
      ['delivered', 'deliver'],
    ] as const) {
      const road: OrderState[] = ['processing', 'shipped', 'delivered']
      if (road.includes(state) && road.indexOf(reached) <= road.indexOf(state)) await step(action)
    }
    const reached = await shop.orderOf(order.id)
    expect(reached.state).toBe(state)
    return { order: reached, paymentId: payment.id }
  }

  function act(
    person: Person,
    action: Action,
    isStaff: boolean,
    { order, paymentId }: { order: OrderRow; paymentId: string },
  ): Promise<Response> {
    const { number, version } = order
    if (action === 'pay again')
      return person.request('POST', `/orders/${number}/payments`, { method: 'card' }, { 'idempotency-key': newId() })
    if (action === 'cancel' && !isStaff) return person.request('POST', `/orders/${number}/cancel`)
    if (action === 'refund') {
      return person.request(
        'POST',
        `/admin/orders/${number}/refunds`,
        { version, paymentId, amount: '3600', currency: 'USD', reason: 'other' },
        { 'idempotency-key': newId() },
      )
    }
    return person.request('POST', `/admin/orders/${number}/${action}`, { version })
  }

  for (const [name, [actor, action, outcomes]] of Object.entries(byCard)) {
    for (const state of orderStates) {
      const outcome = outcomes[state]
      it(`${name}, ${state}: ${outcome}`, async () => {
        const buyer = await shop.person()
        const at = await orderIn(state, buyer)
        const isOwn = actor === 'customer' && (action === 'cancel' || action === 'pay again')
        const response = await act(isOwn ? buyer : staff[actor], action, !isOwn, at)
        const answered = response.ok ? 'done' : ((await response.json()) as { code: string }).code
        const isRefused = outcome.includes('/')
        expect(answered).toBe(isRefused ? outcome : 'done')
        // A refund is granted at once and moves the order when the money went; other moves are there with the answer.
        if (action === 'refund') await shop.drain()
        const after = isRefused || outcome === 'same' ? state : outcome
        expect((await shop.orderOf(at.order.id)).state).toBe(after)
      })
    }
  }

  it('goes its own road when it is paid at the door', async () => {
    const buyer = await shop.person()
    const { order, variantId } = await shop.place(buyer, { method: 'cash_on_delivery' })
    expect(order).toMatchObject({ state: 'pending_payment', payBy: null })
    const step = async (action: string, version: number): Promise<AdminOrder> => {
      const response = await staff.support.request('POST', `/admin/orders/${order.number}/${action}`, { version })
      expect([action, response.status]).toEqual([action, 200])
      await shop.drain()
      return (await response.json()) as AdminOrder
    }
    expect(((await (await staff.support.request('GET', `/admin/orders/${order.number}`)).json()) as AdminOrder).moves).toEqual(['accept'])
    const accepted = await step('accept', 0)
    expect(accepted).toMatchObject({ state: 'processing', payment: 'on_delivery', moves: ['ship'] })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 })
    const shipped = await step('ship', accepted.version)
    await step('deliver', shipped.version)
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'delivered', captured: 3600n })
    expect(((await (await buyer.request('GET', `/orders/${order.number}`)).json()) as AdminOrder).payment).toBe('paid')
  })

  it('calls off an order paid at the door, before and after it was accepted', async () => {
    for (const accepted of [false, true]) {
      const { order, variantId } = await shop.place(await shop.person(), { method: 'cash_on_delivery' })
      if (accepted) await staff.support.request('POST', `/admin/orders/${order.number}/accept`, { version: 0 })
      const { version } = await shop.orderOf(order.id)
      const response = await staff.manager.request('POST', `/admin/orders/${order.number}/cancel`, { version, reason: 'No rider today' })
      expect(response.status).toBe(200)
      expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
      expect((await shop.paymentsOf(order.id)).map((payment) => payment.state)).toEqual(['cancelled'])
    }
  })

  it('takes back a parcel that was refused at the door', async () => {
    const { order, variantId } = await shop.place(await shop.person(), { method: 'cash_on_delivery' })
    for (const action of ['accept', 'ship', 'cancel']) {
      const { version } = await shop.orderOf(order.id)
      expect((await staff.manager.request('POST', `/admin/orders/${order.number}/${action}`, { version })).status).toBe(200)
    }
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'cancelled', captured: 0n })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
  })

  it('keeps sold goods off the shelf when staff say so', async () => {
    const { order, variantId } = await shop.paid(await shop.person())
    await staff.manager.request('POST', `/admin/orders/${order.number}/cancel`, { version: order.version, restock: false })
    await shop.drain()
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 })
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'refunded', refunded: 3600n })
  })

  it('offers staff exactly what they may do', async () => {
    const offered = async (person: Person, state: OrderState) => {
      const { order } = await orderIn(state, await shop.person())
      return ((await (await person.request('GET', `/admin/orders/${order.number}`)).json()) as AdminOrder).moves
    }
    expect(await offered(staff.support, 'payment_confirmed')).toEqual(['process'])
    expect(await offered(staff.manager, 'payment_confirmed')).toEqual(['process', 'cancel', 'refund'])
    expect(await offered(staff.manager, 'shipped')).toEqual(['deliver', 'refund'])
    expect(await offered(staff.manager, 'refunded')).toEqual([])
  })
})
