import { movementKinds } from 'shared/payments'
import { stripeErrorCodes } from 'shared/stripe-codes'
import { Stripe } from 'stripe'
import type { Clock } from '../../../../platform/clock.ts'
import type {
  ForeignHint,
  ForeignMovement,
  FraudWarning,
  Gateway,
  GatewayPayment,
  GatewayRefund,
  ParsedSignal,
  RawRequest,
  RefundSnapshot,
  Snapshot,
} from '../gateway.ts'
import { customerFor, isCustomerGone, listCards, newCustomerFor, openSession, removeCard } from './customers.ts'
import { listHeld, listSettled } from './settlement.ts'
import { createStripeClient } from './client.ts'
import type { StripeConfig } from './environment.ts'
import {
  asDate,
  asMoney,
  asRefundSnapshot,
  asSnapshot,
  chargebacks,
  classifyStripe,
  isReplayed,
  paymentIdKey,
  refundIdKey,
  stripeCurrencies,
} from './mapping.ts'

/** How far a signature's time may be from ours, in seconds: Stripe's own bound for the past, and the same for the future. */
const toleranceSeconds = 300

/** Cards by Stripe's Payment Intents: one payment of ours is one of theirs. See README.md. */
export function stripe(config: StripeConfig, clock: Clock): Gateway {
  const client = createStripeClient(config)
  const { publishableKey } = config

  async function read(reference: string, payment?: GatewayPayment): Promise<Snapshot> {
    return complete(await client.paymentIntents.retrieve(reference, { expand: ['latest_charge'] }), payment)
  }

  /** Adds what hangs on the charge: refunds and disputes, asked for only when there can be any. */
  async function complete(intent: Stripe.PaymentIntent, payment?: GatewayPayment): Promise<Snapshot> {
    const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null
    const mayHaveRefunds = (charge?.amount_refunded ?? 0) > 0 || payment?.movements.some((movement) => movement.kind === 'refund')
    const refunds = mayHaveRefunds ? await listRefunds(intent.id) : []
    const disputes = charge?.disputed ? (await client.disputes.list({ payment_intent: intent.id, limit: 100 })).data : []
    // Who was just paid cannot be warned yet: looked at only when something brings us back.
    const mayBeWarned = charge?.captured && payment?.movements.some((movement) => movement.kind === 'capture')
    return asSnapshot(intent, { publishableKey, refunds, disputes, warnings: mayBeWarned ? await listWarnings(intent) : [] })
  }

  async function listWarnings(intent: Stripe.PaymentIntent): Promise<FraudWarning[]> {
    const { data } = await client.radar.earlyFraudWarnings.list({ payment_intent: intent.id, limit: 10 })
    const paid = asMoney(intent.amount_received, intent.currency)
    const fee = config.disputeFee
    const giveBack = fee !== null && fee.currency === paid.currency && paid.amount < fee.amount
    return data.map(({ id, actionable }) => ({ reference: id, isActionable: actionable, giveBack }))
  }

  const listRefunds = (intent: string) => client.refunds.list({ payment_intent: intent, limit: 100 }).autoPagingToArray({ limit: 1_000 })

  async function create(payment: GatewayPayment, customer: string | undefined, idempotencyKey: string): Promise<Stripe.PaymentIntent> {
    return client.paymentIntents.create(
      {
        amount: Number(payment.amount.amount),
        currency: payment.amount.currency.toLowerCase(),
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        // A kept card is used only by who holds it: who stole a session of ours does not know its security code.
        ...(customer ? { customer, payment_method_options: { card: { require_cvc_recollection: true } } } : {}),
        description: payment.description,
        metadata: { [paymentIdKey]: payment.id, order_number: payment.orderNumber, attempt: String(payment.attempt) },
      },
      { idempotencyKey },
    )
  }

  /** Their search lags. What it misses harms nobody: its client secret was never handed out, so nobody can pay it. */
  async function findIntent(payment: GatewayPayment): Promise<Stripe.PaymentIntent | undefined> {
    const found = await client.paymentIntents.search({ query: `metadata['${paymentIdKey}']:'${payment.id}'`, limit: 1 })
    return found.data[0]
  }

  async function makeRefund(payment: GatewayPayment, refund: GatewayRefund, idempotencyKey: string): Promise<Stripe.Refund> {
    return client.refunds.create(
      {
        payment_intent: referenceOf(payment),
        amount: Number(refund.amount.amount),
        metadata: { [refundIdKey]: refund.id, [paymentIdKey]: payment.id },
        ...(refund.reason === 'duplicate'
          ? { reason: 'duplicate' as const }
          : refund.reason === 'fraud'
            ? { reason: 'fraudulent' as const }
            : {}),
      },
      { idempotencyKey },
    )
  }

  async function findRefund(payment: GatewayPayment, wanted: GatewayRefund): Promise<Stripe.Refund | undefined> {
    return (await listRefunds(referenceOf(payment))).find((each) => each.metadata?.[refundIdKey] === wanted.id)
  }

  /** Looks first: a key is forgotten after a day, and an earlier asking whose answer was lost may be older. */
  async function refund(payment: GatewayPayment, wanted: GatewayRefund, key: string): Promise<Stripe.Refund> {
    const find = () => findRefund(payment, wanted)
    return (await find()) ?? makeOnce(key, (idempotencyKey) => makeRefund(payment, wanted, idempotencyKey), find)
  }

  return {
    descriptor: {
      id: 'stripe',
      method: 'card',
      goods: ['physical'],
      currencies: stripeCurrencies,
      // docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: fifty cents or so, eight digits.
      limits: () => ({ min: 50n, max: 99_999_999n }),
      partialRefunds: true,
      settledKinds: movementKinds,
      pollSeconds: [15, 15, 30, 60, 120, 300, 900],
    },

    async start(payment, key) {
      const begin = (customer: string | undefined) =>
        makeOnce(
          key,
          (idempotencyKey) => create(payment, customer, idempotencyKey),
          () => findIntent(payment),
        )
      let customer = await customerFor(client, payment)
      const intent = await begin(customer).catch(async (error: unknown) => {
        if (!isCustomerGone(error)) throw error
        customer = await newCustomerFor(client, payment)
        return begin(customer)
      })
      const customerSecret = customer && (await openSession(client, customer))
      const { nextAction = { type: 'none' as const }, ...snapshot } = await complete(intent, payment)
      return {
        reference: intent.id,
        snapshot,
        nextAction: nextAction.type === 'client_secret' && customerSecret ? { ...nextAction, customerSecret } : nextAction,
        ...(customer ? { customer } : {}),
      }
    },

    /** What the customer needs to go on was told at the start, and stays. */
    async retrieve(payment) {
      const { nextAction: _, ...snapshot } = await read(referenceOf(payment), payment)
      return snapshot
    },

    async cancel(payment) {
      const reference = referenceOf(payment)
      try {
        // Under no key of ours: cancelled twice is cancelled once, and a 500 would be given again to that key for a day.
        await client.paymentIntents.cancel(reference, { cancellation_reason: 'abandoned' })
      } catch (error) {
        // Too late, or cancelled before: reading tells which. Only what has no state is a fault.
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
      }
      return read(reference, payment)
    },

    live: config.live,
    errorCodes: stripeErrorCodes,

    refund: async (payment, wanted, key) => asRefundSnapshot(await refund(payment, wanted, key)),

    async retrieveRefund(payment, wanted): Promise<RefundSnapshot> {
      return asRefundSnapshot(await client.refunds.retrieve(wanted.reference ?? referenceOf(payment)))
    },

    classify: classifyStripe,

    kept: {
      list: (customer) => listCards(client, customer),
      remove: (customer, id) => removeCard(client, customer, id),
    },

    ...(config.webhookSecret
      ? {
          parseSignal: parseEvent,
          signalHeaders: ['stripe-signature'],
          verifySignal: (raw: RawRequest) => verify(client, raw, config.webhookSecret),
        }
      : {}),

    listMovements: (since) => listMovements(client, since, clock),
    listSettled: (since) => listSettled(client, since),
    listHeld: () => listHeld(client),
  }
}

function referenceOf(payment: GatewayPayment): string {
  if (payment.reference === null) throw new Error('Stripe was never asked for this payment')
  return payment.reference
}

/** Far more than an intention may meet 500s in a day. */
const mostKeys = 20

/**
 * Makes something once. Stripe keeps a 500 under its key for a day and gives it again, so that key alone never tells what became
 * of it: we look for what was made, and where there is nothing the next key has its turn. Never before an earlier one's answer
 * is kept: what is only unclear may still be at work.
 */
async function makeOnce<Made>(key: string, make: (key: string) => Promise<Made>, find: () => Promise<Made | undefined>): Promise<Made> {
  for (let keys = 1; ; keys += 1) {
    try {
      return await make(keys === 1 ? key : `${key}_${keys}`)
    } catch (error) {
      if (!isServerError(error) && classifyStripe(error).kind !== 'already-done') throw error
      const made = await find()
      if (made) return made
      if (!isReplayed(error) || keys === mostKeys) throw error
    }
  }
}

function isServerError(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 500) >= 500
}

/**
 * The signature is checked over the bytes as they came (docs.stripe.com/webhooks#verify-manually). The library looks at
 * the age only, so a time in the future is refused here.
 */
async function verify(client: Stripe, { headers, body }: RawRequest, secret: string): Promise<'verified' | 'forged'> {
  const header = headers['stripe-signature'] ?? ''
  const { signature } = client.webhooks
  if (!signature) return 'forged'
  try {
    await signature.verifyHeaderAsync(body as never, header, secret, toleranceSeconds)
  } catch {
    return 'forged'
  }
  const stamp = Number(/(?:^|,)\s*t=(\d+)/.exec(header)?.[1])
  return stamp > Date.now() / 1000 + toleranceSeconds ? 'forged' : 'verified'
}

type EventObject = { id?: unknown; object?: unknown; payment_intent?: unknown; metadata?: Record<string, unknown> | null }

/** Signed is not yet sane: what goes into a query looks like an id. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,255}$/.test(value)
}

function parseEvent({ body }: RawRequest): ParsedSignal {
  const event = JSON.parse(new TextDecoder().decode(body)) as { id?: unknown; data?: { object?: EventObject } }
  if (!isId(event.id)) throw new Error('No event of Stripe')
  const about = event.data?.object
  const paymentId = about?.metadata?.[paymentIdKey]
  const reference = about?.object === 'payment_intent' ? about.id : about?.payment_intent
  return {
    dedupeKey: event.id,
    ...(isId(paymentId) ? { paymentId } : {}),
    ...(isId(reference) ? { reference } : {}),
  }
}

// docs.stripe.com/api/events/types: what tells of money that moved. A dispute moves it when funds are withdrawn or reinstated.
const movingEvents = [
  'charge.succeeded',
  'charge.captured',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
] as const
// What moves none and still asks for something.
const hintingEvents = ['charge.dispute.updated', 'radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated'] as const

/** Stripe keeps events for thirty days, and lists the newest first, a hundred a page (docs.stripe.com/api/events). */
async function* listMovements(client: Stripe, since: Date, clock: Clock): AsyncIterable<(ForeignMovement | ForeignHint)[]> {
  const gte = Math.floor(Math.max(since.getTime(), clock.now().getTime() - 29 * 86_400_000) / 1000)
  for (let after: string | undefined; ;) {
    const { data, has_more } = await client.events.list({
      types: [...movingEvents, ...hintingEvents],
      created: { gte },
      limit: 100,
      ...(after ? { starting_after: after } : {}),
    })
    yield data.flatMap(asForeignMovements)
    after = data.at(-1)?.id
    if (!has_more || !after) return
  }
}

function asForeignMovements(event: Stripe.Event): (ForeignMovement | ForeignHint)[] {
  const occurredAt = asDate(event.created)
  const about = event.data.object as Stripe.Charge | Stripe.Refund | Stripe.Dispute | Stripe.Radar.EarlyFraudWarning
  const reference = typeof about.payment_intent === 'string' ? about.payment_intent : about.payment_intent?.id
  if (!reference) return []
  const hint = { kind: 'hint' as const, externalId: event.id, reference }
  if (about.object === 'radar.early_fraud_warning') return [hint]
  if (about.object === 'dispute') {
    const moved = chargebacks(about).map((movement) => ({ ...movement, reference }))
    return moved.length > 0 && event.type !== 'charge.dispute.updated' ? moved : [hint]
  }
  if (about.object === 'charge') {
    if (!about.captured) return []
    return [{ kind: 'capture', externalId: about.id, amount: asMoney(about.amount_captured, about.currency), occurredAt, reference }]
  }
  const refund = { externalId: about.id, amount: asMoney(about.amount, about.currency), occurredAt, reference }
  if (about.status === 'succeeded') return [{ kind: 'refund', ...refund }]
  // Days after it had gone through: https://docs.stripe.com/refunds#failed-refunds
  return about.status === 'failed' ? [{ kind: 'refund_reversal', ...refund }] : []
}
