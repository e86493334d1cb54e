import { movementKinds } from 'shared/payments'
import type { Clock } from '../../../../platform/clock.ts'
import type { ForeignMovement, Gateway, GatewayPayment, GatewayRefund, Snapshot, Started } from '../gateway.ts'
import { createPaypalClient, PaypalError } from './client.ts'
import { disputesChangedSince, disputesOf } from './disputes.ts'
import type { PaypalConfig } from './environment.ts'
import { payerMayChooseAnother, paypalErrorCodes } from './error-codes.ts'
import { disputeMovements, listEvents, parseEvent } from './events.ts'
import {
  asAmount,
  asRefundSnapshot,
  asSnapshot,
  asSnapshotOfCapture,
  askToApprove,
  classifyPaypal,
  paypalCurrencies,
  refundCustomId,
  refundIdOf,
  stepOf,
} from './mapping.ts'
import { signatureCheck, signatureHeaders } from './signature.ts'
import { transactionSearch } from './transaction-search.ts'
import type { Capture, Order, Refund } from './types.ts'

/** Three hours to send the payer there, three more to approve and capture (checkout_orders_v2, `order.links`). */
const keptHours = 6

/** PayPal's wallet by Orders v2: one payment of ours is one order of theirs, which we capture once the payer approved it. See README.md. */
export function paypal(config: PaypalConfig, clock: Clock): Gateway {
  const client = createPaypalClient(config, clock)
  const { webhookId } = config
  const transactions = config.transactionSearch ? transactionSearch(client, clock) : undefined

  async function read(payment: GatewayPayment): Promise<Snapshot> {
    const captured = payment.movements.find((movement) => movement.kind === 'capture')?.externalId
    // Nobody disputes what we have not seen taken yet.
    const disputes = captured ? await disputesOf(client, captured) : []
    try {
      const order = await client.get<Order>(`/v2/checkout/orders/${referenceOf(payment)}`)
      return stillRefused(payment, asSnapshot(order, { ...config, disputes }))
    } catch (error) {
      if (!isGone(error)) throw error
      if (captured) return asSnapshotOfCapture(await client.get<Capture>(`/v2/payments/captures/${captured}`), disputes)
      // They forget an order that nobody captured in time; before that time it is only not there yet.
      if (clock.now().getTime() - payment.createdAt.getTime() < keptHours * 3_600_000) throw error
      return { state: 'cancelled', movements: [] }
    }
  }

  async function findRefund(payment: GatewayPayment, { id }: GatewayRefund): Promise<Refund | undefined> {
    // Staff told us of its capture, and nobody of its order: the key alone keeps it from being given twice.
    if (payment.reference === null) return undefined
    const order = await client.get<Order>(`/v2/checkout/orders/${referenceOf(payment)}`)
    return order.purchase_units[0]?.payments?.refunds?.find((refund) => refundIdOf(refund.custom_id) === id)
  }

  return {
    descriptor: {
      id: 'paypal',
      method: 'paypal',
      goods: ['physical'],
      currencies: paypalCurrencies,
      // What they take of an account they do not know well yet.
      limits: (currency) => ({ min: stepOf(currency), max: 1_000_000n }),
      stepOf,
      partialRefunds: true,
      settledKinds: config.transactionSearch ? movementKinds : [],
      pollSeconds: [15, 15, 30, 60, 120, 300, 900],
      ttlSeconds: 3 * 3_600,
    },

    async start(payment, key) {
      if (payment.reference) return begun(await client.get<Order>(`/v2/checkout/orders/${payment.reference}`))
      // A key is kept for six hours. A second order made after that harms nobody: nobody was shown the first one, and of one
      // invoice number an account takes money once.
      return begun(await client.post<Order>('/v2/checkout/orders', key, orderFor(payment)))
    },

    retrieve: read,

    async capture(payment, key) {
      try {
        return asSnapshot(await client.post<Order>(`/v2/checkout/orders/${referenceOf(payment)}/capture`, key), config)
      } catch (error) {
        if (!(error instanceof PaypalError)) throw error
        return refused(payment, error)
      }
    },

    /** Theirs cannot be called off. What we do not capture runs out by itself; what was approved meanwhile is told as such. */
    async cancel(payment) {
      const snapshot = await read(payment)
      return snapshot.state === 'requires_action' ? { ...snapshot, state: 'cancelled' } : snapshot
    },

    /** Looks first: a key is kept for 45 days, and an earlier asking whose answer was lost may be older. */
    async refund(payment, refund, key) {
      const made =
        (await findRefund(payment, refund)) ??
        (await client.post<Refund>(`/v2/payments/captures/${captureOf(payment)}/refund`, key, {
          amount: asAmount(refund.amount),
          custom_id: refundCustomId(payment.id, refund.id),
          note_to_payer: payment.description.slice(0, 255),
        }))
      return asRefundSnapshot(made)
    },

    async retrieveRefund(payment, refund) {
      const found = refund.reference
        ? await client.get<Refund>(`/v2/payments/refunds/${refund.reference}`)
        : await findRefund(payment, refund)
      if (!found) throw new PaypalError(404, 'RESOURCE_NOT_FOUND')
      return asRefundSnapshot(found)
    },

    classify: classifyPaypal,
    errorCodes: paypalErrorCodes,
    live: config.live,
    ...(webhookId
      ? {
          parseSignal: parseEvent,
          signalHeaders: signatureHeaders,
          verifySignal: signatureCheck({ webhookId, certificateOrigin: config.certificateOrigin }, clock),
          listMovements: (since: Date) => listEvents(client, since, clock),
        }
      : { listMovements: (since: Date) => listWithoutEvents(since) }),
    ...(transactions ? { listSettled: transactions.listSettled, listHeld: transactions.listHeld } : {}),
  }

  /** Events are kept for webhooks alone. Without one there is what the account and its disputes show, hours later. */
  async function* listWithoutEvents(since: Date): AsyncIterable<readonly ForeignMovement[]> {
    for await (const disputes of disputesChangedSince(client, since)) yield disputes.flatMap((dispute) => disputeMovements(dispute, []))
    if (transactions) yield* transactions.listMovements(since)
  }

  function begun(order: Order): Started {
    const snapshot = asSnapshot(order, config)
    return { reference: order.id, snapshot, nextAction: askToApprove(order, config) }
  }

  function orderFor(payment: GatewayPayment): object {
    return {
      intent: 'CAPTURE',
      purchase_units: [
        {
          custom_id: payment.id,
          invoice_id: `${payment.orderNumber}-${payment.attempt}`,
          description: payment.description.slice(0, 127),
          amount: asAmount(payment.amount),
        },
      ],
      payment_source: {
        paypal: {
          experience_context: {
            user_action: 'PAY_NOW',
            shipping_preference: 'NO_SHIPPING',
            return_url: payment.returnUrl,
            cancel_url: `${payment.returnUrl}?left=1`,
          },
        },
      },
    }
  }

  async function refused(payment: GatewayPayment, error: PaypalError): Promise<Snapshot> {
    const { code } = error
    const failure = paypalErrorCodes[code]
    if (payerMayChooseAnother.has(code)) {
      const { awaitsCapture: _, ...seen } = await read(payment)
      const nextAction = seen.nextAction ?? askToApprove({ id: referenceOf(payment), status: 'APPROVED', purchase_units: [] }, config)
      return seen.movements.length > 0
        ? seen
        : { ...seen, state: 'requires_action', nextAction, failureCode: code, ...(failure ? { failure } : {}) }
    }
    // Another order of this attempt took the money: a person must find out which.
    if (code === 'DUPLICATE_INVOICE_ID') return { state: 'unknown', movements: [], failureCode: code }
    if (code === 'ORDER_ALREADY_CAPTURED' || code === 'ORDER_NOT_APPROVED' || isGone(error)) return read(payment)
    if (failure) return { state: 'failed', movements: [], failure, failureCode: code }
    throw error
  }
}

/** An order does not keep why its last try was refused: until the payer says yes again, it is what we were told then. */
function stillRefused({ failureCode: code }: GatewayPayment, snapshot: Snapshot): Snapshot {
  if (snapshot.state !== 'requires_action' || code === null || !payerMayChooseAnother.has(code)) return snapshot
  return { ...snapshot, failure: paypalErrorCodes[code] ?? 'declined', failureCode: code }
}

const isGone = (error: unknown) => error instanceof PaypalError && error.status === 404

function referenceOf({ reference }: GatewayPayment): string {
  if (!reference) throw new Error('A payment without an order')
  return reference
}

function captureOf({ movements }: GatewayPayment): string {
  const capture = movements.find((movement) => movement.kind === 'capture')
  if (!capture) throw new Error('A refund of what was not captured')
  return capture.externalId
}
