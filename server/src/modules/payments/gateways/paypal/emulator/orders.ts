import type { Capture, Order } from '../types.ts'
import { amountOf, unitsOf } from './amounts.ts'
import { malformed, missing, refused } from './errors.ts'
import { reportCapture } from './report.ts'
import { newId, stamp, type PaypalState, type PaypalWorld } from './state.ts'

type StoredOrder = PaypalState['orders'][string]

/** How long a payer may take to come and say yes, and we to take it after that. */
const patienceSeconds = 3 * 3_600

type Asked = {
  intent?: unknown
  purchase_units?: { amount?: unknown; custom_id?: unknown; invoice_id?: unknown; description?: unknown }[]
  payment_source?: { paypal?: { experience_context?: { return_url?: unknown; cancel_url?: unknown } } }
}

export function createOrder(world: PaypalWorld, body: unknown): StoredOrder {
  const { intent, purchase_units: units, payment_source: source } = body as Asked
  if (intent !== 'CAPTURE') throw malformed('INVALID_PARAMETER_VALUE', '/intent')
  const [unit] = Array.isArray(units) ? units : []
  if (!unit || units?.length !== 1) throw malformed('INVALID_ARRAY_MAX_ITEMS', '/purchase_units')
  unitsOf(unit.amount)
  for (const name of ['custom_id', 'invoice_id', 'description'] as const) {
    const text = unit[name]
    if (text !== undefined && (typeof text !== 'string' || text.length < 1 || text.length > 127))
      throw malformed('INVALID_STRING_LENGTH', `/purchase_units/@reference_id=='default'/${name}`)
  }
  const { return_url: returnUrl, cancel_url: cancelUrl } = source?.paypal?.experience_context ?? {}
  for (const [name, url] of Object.entries({ return_url: returnUrl, cancel_url: cancelUrl })) {
    if (typeof url !== 'string' || !URL.canParse(url))
      throw malformed('INVALID_PARAMETER_SYNTAX', `/payment_source/paypal/experience_context/${name}`)
  }
  const order: StoredOrder = {
    id: newId(world),
    intent: 'CAPTURE',
    status: 'PAYER_ACTION_REQUIRED',
    purchase_units: [{ reference_id: 'default', ...(unit as { amount: Capture['amount'] }) }],
    create_time: stamp(world),
  }
  world.state.orders[order.id] = order
  world.state.visits[order.id] = { returnUrl: returnUrl as string, cancelUrl: cancelUrl as string }
  return order
}

/** @throws for one that never was, or whose time is over */
export function findOrder({ state, clock }: PaypalWorld, id: string): StoredOrder {
  const order = state.orders[id]
  if (!order) throw missing()
  if (order.status === 'COMPLETED') return order
  const since = state.visits[id]?.approvedAt ?? Date.parse(order.create_time) / 1000
  if (clock.seconds() > since + patienceSeconds) throw missing()
  return order
}

/** With its captures, its refunds and its links, as it is told. */
export function showOrder(world: PaypalWorld, order: StoredOrder): Order {
  const { api } = world.places()
  const captures = Object.values(world.state.captures).filter((capture) => capture.supplementary_data?.related_ids?.order_id === order.id)
  const refunds = Object.values(world.state.refunds).filter((refund) => captures.some(({ id }) => id === refund.capture))
  const link = (rel: string, href: string, method: string) => ({ href, rel, method })
  const mayAct = order.status === 'PAYER_ACTION_REQUIRED'
  return {
    ...order,
    purchase_units: order.purchase_units.map((unit) => ({
      ...unit,
      ...(captures.length > 0
        ? {
            payments: {
              captures,
              ...(refunds.length > 0 ? { refunds: refunds.map((refund) => ({ ...refund, capture: undefined })) } : {}),
            },
          }
        : {}),
    })),
    links: [
      link('self', `${api}/v2/checkout/orders/${order.id}`, 'GET'),
      ...(mayAct ? [link('payer-action', approvalPage(world, order.id), 'GET')] : []),
      ...(order.status === 'APPROVED' ? [link('capture', `${api}/v2/checkout/orders/${order.id}/capture`, 'POST')] : []),
    ],
  }
}

const approvalPage = ({ places }: PaypalWorld, id: string) => `${places().web}/checkoutnow?token=${id}`

/** The payer says yes, with money behind it or without. */
export function approve(world: PaypalWorld, id: string, funding: 'good' | 'declined'): void {
  const order = findOrder(world, id)
  if (order.status !== 'PAYER_ACTION_REQUIRED') throw refused('ORDER_ALREADY_APPROVED')
  order.status = 'APPROVED'
  world.state.visits[id] = { ...(world.state.visits[id] ?? { returnUrl: '', cancelUrl: '' }), approvedAt: world.clock.seconds(), funding }
  world.emit('CHECKOUT.ORDER.APPROVED', 'checkout-order', showOrder(world, order), 'An order has been approved by buyer')
  world.changed()
}

export function captureOrder(world: PaypalWorld, id: string): StoredOrder {
  const { state } = world
  const order = findOrder(world, id)
  if (order.status === 'COMPLETED') throw refused('ORDER_ALREADY_CAPTURED')
  if (order.status !== 'APPROVED') throw refused('ORDER_NOT_APPROVED')
  const [unit] = order.purchase_units
  if (!unit) throw missing()
  if (
    unit.invoice_id &&
    Object.values(state.captures).some((capture) => capture.invoice_id === unit.invoice_id && capture.status !== 'DECLINED')
  )
    throw refused('DUPLICATE_INVOICE_ID')
  const issue = state.surprises.refuse ?? (state.visits[id]?.funding === 'declined' ? 'INSTRUMENT_DECLINED' : null)
  state.surprises.refuse = null
  if (issue) {
    if (['INSTRUMENT_DECLINED', 'PAYER_ACTION_REQUIRED', 'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING'].includes(issue))
      order.status = 'PAYER_ACTION_REQUIRED'
    throw refused(issue, {
      links: [{ href: approvalPage(world, id), rel: 'redirect', method: 'GET' }],
    })
  }
  const units = unitsOf(unit.amount) + BigInt(state.surprises.amountDelta)
  const isPending = state.surprises.pending
  state.surprises.amountDelta = 0
  state.surprises.pending = false
  const captureId = newId(world)
  const capture: PaypalState['captures'][string] = {
    id: captureId,
    status: isPending ? 'PENDING' : 'COMPLETED',
    ...(isPending ? { status_details: { reason: 'PENDING_REVIEW' } } : {}),
    amount: amountOf(units, unit.amount.currency_code),
    ...(unit.custom_id ? { custom_id: unit.custom_id } : {}),
    ...(unit.invoice_id ? { invoice_id: unit.invoice_id } : {}),
    supplementary_data: { related_ids: { order_id: id } },
    create_time: stamp(world),
    update_time: stamp(world),
  }
  state.captures[captureId] = capture
  order.status = 'COMPLETED'
  tellCapture(world, capture)
  return order
}

/** A review ends. */
export function settleCapture(world: PaypalWorld, id: string, status: 'COMPLETED' | 'DECLINED'): void {
  const capture = world.state.captures[id]
  if (!capture) throw missing()
  if (capture.status !== 'PENDING') return
  capture.status = status
  capture.update_time = stamp(world)
  delete capture.status_details
  tellCapture(world, capture)
  world.changed()
}

const captureEvents = { PENDING: 'PENDING', COMPLETED: 'COMPLETED', DECLINED: 'DENIED' } as const

function tellCapture(world: PaypalWorld, capture: Capture): void {
  if (capture.status === 'COMPLETED') reportCapture(world, capture)
  const type = captureEvents[capture.status as keyof typeof captureEvents]
  world.emit(
    `PAYMENT.CAPTURE.${type}`,
    'capture',
    capture,
    `Payment ${type.toLowerCase()} for ${capture.amount.currency_code} ${capture.amount.value}`,
  )
}
