import { amountOf, unitsOf } from './amounts.ts'
import { malformed, missing, refused } from './errors.ts'
import { reportRefund } from './report.ts'
import { newId, stamp, type PaypalState, type PaypalWorld } from './state.ts'

type StoredRefund = PaypalState['refunds'][string]

const refundDays = 180
const slowSeconds = 10

const isLive = ({ status }: StoredRefund) => status === 'COMPLETED' || status === 'PENDING'

export const givenBack = ({ state }: Pick<PaypalWorld, 'state'>, captureId: string, which = isLive): bigint =>
  Object.values(state.refunds)
    .filter((refund) => refund.capture === captureId && which(refund))
    .reduce((sum, { amount }) => sum + unitsOf(amount), 0n)

type Asked = { amount?: unknown; custom_id?: unknown; note_to_payer?: unknown }

export function refundCapture(world: PaypalWorld, captureId: string, body: unknown): StoredRefund {
  const { state } = world
  const capture = state.captures[captureId]
  if (!capture) throw missing()
  const { amount: asked, custom_id: customId, note_to_payer: note } = body as Asked
  for (const [name, text, most] of [['custom_id', customId, 127] as const, ['note_to_payer', note, 255] as const]) {
    if (text !== undefined && (typeof text !== 'string' || text.length < 1 || text.length > most))
      throw malformed('INVALID_STRING_LENGTH', `/${name}`)
  }
  if (capture.status === 'PENDING') throw refused('PENDING_CAPTURE')
  if (capture.status === 'DECLINED' || capture.status === 'FAILED') throw refused('REFUND_NOT_ALLOWED')
  if (world.clock.now() > Date.parse(capture.create_time) + refundDays * 86_400_000) throw refused('REFUND_TIME_LIMIT_EXCEEDED')
  const isDisputed = Object.values(state.disputes).some(
    (dispute) => dispute.status !== 'RESOLVED' && dispute.disputed_transactions.some((one) => one.seller_transaction_id === captureId),
  )
  const left = unitsOf(capture.amount) - givenBack(world, captureId)
  if (left <= 0n) throw refused('CAPTURE_FULLY_REFUNDED')
  const currency = capture.amount.currency_code
  if (asked !== undefined && (asked as { currency_code?: string }).currency_code !== currency)
    throw refused('REFUND_CAPTURE_CURRENCY_MISMATCH')
  const units = asked === undefined ? left : unitsOf(asked)
  if (units > left) throw refused('REFUND_AMOUNT_EXCEEDED')
  if (isDisputed && units < left) throw refused('TRANSACTION_DISPUTED')
  const fate = state.surprises.refund
  state.surprises.refund = null
  if (fate === 'no_funds') throw refused('REFUND_FAILED_INSUFFICIENT_FUNDS')
  const refund: StoredRefund = {
    id: newId(world),
    status: 'PENDING',
    amount: amountOf(units, currency),
    // What is not named anew is the capture's.
    ...(customId || capture.custom_id ? { custom_id: (customId as string | undefined) ?? capture.custom_id } : {}),
    ...(capture.invoice_id ? { invoice_id: capture.invoice_id } : {}),
    ...(note ? { note_to_payer: note as string } : {}),
    create_time: stamp(world),
    update_time: stamp(world),
    capture: captureId,
  } as StoredRefund
  state.refunds[refund.id] = refund
  if (!fate) finishRefund(world, refund.id)
  else {
    tell(world, refund, 'PAYMENT.REFUND.PENDING')
    world.plan({ kind: fate === 'pending' ? 'finish_refund' : 'fail_refund', id: refund.id, dueAt: world.clock.now() + slowSeconds * 1000 })
  }
  return refund
}

export function finishRefund(world: PaypalWorld, id: string): void {
  const refund = findRefund(world, id)
  if (refund.status !== 'PENDING') return
  refund.status = 'COMPLETED'
  reportRefund(world, refund)
  markCapture(world, refund)
  tell(world, refund, 'PAYMENT.CAPTURE.REFUNDED')
}

/** The money could not reach the payer, and is back. */
export function failRefund(world: PaypalWorld, id: string): void {
  const refund = findRefund(world, id)
  if (refund.status === 'FAILED') return
  if (refund.status === 'COMPLETED') reportRefund(world, refund, true)
  refund.status = 'FAILED'
  refund.status_details = { reason: 'ECHECK' }
  markCapture(world, refund)
  tell(world, refund, 'PAYMENT.REFUND.FAILED')
}

export function findRefund({ state }: Pick<PaypalWorld, 'state'>, id: string): StoredRefund {
  const refund = state.refunds[id]
  if (!refund) throw missing()
  return refund
}

function markCapture(world: PaypalWorld, refund: StoredRefund): void {
  refund.update_time = stamp(world)
  const capture = world.state.captures[refund.capture]
  if (!capture) return
  const back = givenBack(world, capture.id, ({ status }) => status === 'COMPLETED')
  capture.status = back === 0n ? 'COMPLETED' : back < unitsOf(capture.amount) ? 'PARTIALLY_REFUNDED' : 'REFUNDED'
  capture.update_time = stamp(world)
}

export function showRefund(world: PaypalWorld, { capture, ...refund }: StoredRefund): object {
  const { api } = world.places()
  return {
    ...refund,
    links: [
      { href: `${api}/v2/payments/refunds/${refund.id}`, rel: 'self', method: 'GET' },
      { href: `${api}/v2/payments/captures/${capture}`, rel: 'up', method: 'GET' },
    ],
  }
}

function tell(world: PaypalWorld, refund: StoredRefund, type: string): void {
  world.emit(type, 'refund', showRefund(world, refund), `A ${refund.amount.currency_code} ${refund.amount.value} refund`)
  world.changed()
}
