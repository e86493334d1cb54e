/** An order's states and the moves between them: the server guards with this table, the screen asks it what to offer. */
export const orderMoves = {
  // Straight to processing is for pay on delivery, where staff accept the order before money moves.
  pending_payment: ['payment_confirmed', 'processing', 'cancelled'],
  // Straight to delivered is for digital goods.
  payment_confirmed: ['processing', 'delivered', 'cancelled', 'refunded'],
  processing: ['shipped', 'cancelled', 'refunded'],
  // Cancelled is for a parcel paid at the door and refused there: nothing was paid.
  shipped: ['delivered', 'cancelled', 'refunded'],
  delivered: ['refunded'],
  cancelled: ['refunded'],
  refunded: [],
} as const satisfies Record<string, readonly string[]>

export type OrderState = keyof typeof orderMoves
export const orderStates = Object.keys(orderMoves) as OrderState[]

export function orderCan(from: OrderState, to: OrderState): boolean {
  return (orderMoves[from] as readonly OrderState[]).includes(to)
}

/** The states from which an order may move to `to`. */
export function statesBefore(to: OrderState): OrderState[] {
  return orderStates.filter((from) => orderCan(from, to))
}

/** Staff may call it off until it is sent; after that only while nothing was paid (refused at the door). */
export function staffMayCancel(state: OrderState, isPaid: boolean): boolean {
  return orderCan(state, 'cancelled') && !(state === 'shipped' && isPaid)
}

/** A customer may call it off until it is being packed. */
export const customerMayCancel: readonly OrderState[] = ['pending_payment', 'payment_confirmed']

/** Nothing more happens by itself to these. */
export const orderIsOver = (state: OrderState): boolean => state === 'delivered' || state === 'cancelled' || state === 'refunded'

/** What an order's state is called: where nobody brings it, it is not sent but ready to collect. */
export type OrderWord = OrderState | 'ready_to_collect' | 'collected'
export function orderWord({ state, isPickup }: { state: OrderState; isPickup: boolean }): OrderWord {
  if (!isPickup) return state
  return state === 'shipped' ? 'ready_to_collect' : state === 'delivered' ? 'collected' : state
}

/** What an unpaid order waits for where nobody should pay now: an answer on a phone, coins on their way, the gateway's word. */
export const awaited = ['phone', 'transfer', 'confirmation'] as const
export type Awaited = (typeof awaited)[number]

/** What has moved of an order's money, derived from its sums; never set by hand. */
export const paymentSummaries = ['unpaid', 'on_delivery', 'paid', 'partially_refunded', 'refunded'] as const
export type PaymentSummary = (typeof paymentSummaries)[number]

export type OrderFilter = 'to_send' | 'to_pay' | 'on_the_way' | 'problems' | 'all'
export const orderFilters: readonly OrderFilter[] = ['to_send', 'to_pay', 'on_the_way', 'problems', 'all']
/** What waits for somebody is counted this far: nobody reads further on a badge, and counting on costs more with each order. */
export const countedUpTo = 100
