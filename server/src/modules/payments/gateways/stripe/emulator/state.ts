import type Stripe from 'stripe'
import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { Fault } from '../../../../../platform/emulation/faults.ts'
import { newSenderState, type SenderState } from '../../../../../platform/emulation/webhook-sender.ts'
import type { Decline } from './cards.ts'

export const apiVersion = '2026-10-28.endive'

/** An answer kept under an idempotency key, or the mark of a request still at work. */
export type KeptAnswer = { fingerprint: string; at: number } & (
  | { inFlight: true }
  | { inFlight: false; status: number; body: string; requestId: string }
)

export type Task =
  /** The money of a charge reaches the balance. */
  | { kind: 'settle_charge'; id: string; dueAt: number }
  | { kind: 'finish_refund' | 'fail_refund'; id: string; dueAt: number }
  | { kind: 'open_dispute' | 'open_inquiry' | 'warn_of_fraud'; id: string; dueAt: number }

/** By its secret: whose saved cards a browser may show, and until when. */
export type CustomerSession = {
  customer: string
  expiresAt: number
  mayShow: boolean
  maySave: boolean
  limit: number
  usage: 'off_session' | 'on_session' | null
}

/** What the next payments and refunds run into, set by the control API. */
export type Surprises = {
  decline: { decline: Decline; times: number } | null
  /** Added to the amount the next payment is charged with. */
  amountDelta: number | null
  refund: 'fails_later' | 'pending' | null
}

export type EventType = Stripe.Event['type']

export type StripeEvent = {
  id: string
  object: 'event'
  api_version: string
  created: number
  data: { object: object; previous_attributes?: Record<string, unknown> }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: EventType
}

type Table<T> = Record<string, T>

/** Everything Stripe knows: plain JSON, newest last, so that it can be written down and read back. */
export type StripeState = {
  customers: Table<Stripe.Customer>
  paymentIntents: Table<Stripe.PaymentIntent>
  paymentMethods: Table<Stripe.PaymentMethod>
  /** Card numbers behind payment methods: known to Stripe, never part of an answer. */
  cardNumbers: Table<string>
  charges: Table<Stripe.Charge>
  refunds: Table<Stripe.Refund>
  disputes: Table<Stripe.Dispute>
  balanceTransactions: Table<Stripe.BalanceTransaction>
  payouts: Table<Stripe.Payout>
  fraudWarnings: Table<Stripe.Radar.EarlyFraudWarning>
  customerSessions: Table<CustomerSession>
  events: Table<StripeEvent>
  webhookEndpoints: Table<Stripe.WebhookEndpoint>
  webhookSecrets: Table<string>
  keys: Table<KeptAnswer>
  tasks: Task[]
  surprises: Surprises
  faults: Fault[]
  calls: Call[]
  sender: SenderState
}

export function newStripeState(): StripeState {
  return {
    customers: {},
    paymentIntents: {},
    paymentMethods: {},
    cardNumbers: {},
    charges: {},
    refunds: {},
    disputes: {},
    balanceTransactions: {},
    payouts: {},
    fraudWarnings: {},
    customerSessions: {},
    events: {},
    webhookEndpoints: {},
    webhookSecrets: {},
    keys: {},
    tasks: [],
    surprises: { decline: null, amountDelta: null, refund: null },
    faults: [],
    calls: [],
    sender: newSenderState(),
  }
}

/** What the endpoints work with. */
export type StripeWorld = Pick<Emulation, 'clock' | 'random' | 'changed'> & {
  state: StripeState
  /** Under which Stripe is reached, and Stripe.js and its frames lie: `http://localhost:4010/stripe`. */
  origin: () => string
  /** Records an event and sends it to whoever listens. `before` holds what the changed fields were. */
  emit: (type: EventType, object: object, before?: Record<string, unknown>) => void
  plan: (task: Task) => void
}

export const newId = (world: Pick<StripeWorld, 'random'>, prefix: string): string => `${prefix}_3${world.random.id(23)}`
