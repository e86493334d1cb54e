import type Stripe from 'stripe'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import { faultKinds } from '../../../../../platform/emulation/faults.ts'
import type { EmulatedService } from '../../../../../platform/emulation/service.ts'
import { calmRoad, type WebhookSwitches } from '../../../../../platform/emulation/webhook-sender.ts'
import { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import { payOut, settleCharge } from './balance.ts'
import { browserRoutes } from './browser-routes.ts'
import { declines } from './cards.ts'
import { controlRoutes } from './control.ts'
import { getDispute, moveDispute, openDispute, warnOfFraud } from './disputes.ts'
import { missing } from './errors.ts'
import { eventJournal, type DefaultEndpoint } from './events.ts'
import { stripeHttp } from './http.ts'
import { failRefund, finishRefund } from './refunds.ts'
import { stripeRoutes } from './routes.ts'
import { actions, rows } from './rows.ts'
import { newStripeState, type EventType, type StripeState, type StripeWorld, type Task } from './state.ts'
import { paymentsInTruth } from './truth.ts'

export type StripeEmulatorOptions = {
  emulation: Emulation
  /** Where browsers reach the sandbox, such as `http://localhost:4010`. */
  origin: string
  /** Where events go while no endpoint is registered. */
  webhook?: DefaultEndpoint
}

/**
 * Stripe on one machine: the API of 2026-10-28.endive with its wire format, states, idempotency and signed webhooks,
 * and the browser's side of it. `fetch` rejects with LostReply when an answer was scripted to be lost.
 */
export function stripeEmulator(options: StripeEmulatorOptions): StripeEmulator {
  return emulate(options)
}

// An interface, so that declarations name it instead of spelling Stripe's own types out.
export interface StripeEmulator extends ReturnType<typeof emulate> {}

function emulate({ emulation, origin, webhook }: StripeEmulatorOptions) {
  const { clock, random, changed } = emulation
  const state = newStripeState()
  const journal = eventJournal({ emulation, state: () => state, defaultEndpoint: webhook })
  const world: StripeWorld = { clock, random, changed, state, origin: () => `${origin}/stripe`, emit: journal.emit, plan }

  function plan(task: Task) {
    state.tasks.push(task)
    waitFor(task)
  }

  function waitFor(task: Task) {
    clock.at(task.dueAt, () => {
      const index = state.tasks.indexOf(task)
      if (index < 0) return
      state.tasks.splice(index, 1)
      run(task)
      changed()
    })
  }

  function run({ kind, id }: Task) {
    const charge = state.charges[id]
    const refund = state.refunds[id]
    if (kind === 'settle_charge' && charge && !charge.balance_transaction) {
      settleCharge(world, charge)
      journal.emit('charge.updated', charge, { balance_transaction: null })
    }
    if (kind === 'open_dispute' && charge) openDispute(world, charge)
    if (kind === 'open_inquiry' && charge) openDispute(world, charge, 'fraudulent', 'inquiry')
    if (kind === 'warn_of_fraud' && charge) warnOfFraud(world, charge)
    if (kind === 'finish_refund' && refund) finishRefund(world, refund)
    if (kind === 'fail_refund' && refund) failRefund(world, refund)
  }

  const door = withFaults({ emulation, state, kinds: faultKinds, settle: journal.sender.settle })
  const http = stripeHttp({ world, door, causedBy: journal.causedBy })
  const app = stripeRoutes(world, http)
    .route('/', browserRoutes(world))
    .onError((error) => {
      throw error
    })

  function found<T>(table: Record<string, T>, id: string, kind: string): T {
    const row = table[id]
    if (!row) throw missing(kind, id)
    return row
  }

  function chargeOf(chargeOrIntentId: string): Stripe.Charge {
    const latest = state.paymentIntents[chargeOrIntentId]?.latest_charge
    return found(state.charges, typeof latest === 'string' ? latest : chargeOrIntentId, 'charge')
  }

  const emulator = {
    title: 'Stripe',
    origins: ['https://api.stripe.com'],
    fetch: async (request: Request): Promise<Response> => app.fetch(request),
    state,
    faults: door.faults,
    switches: (change: Partial<WebhookSwitches>) => Object.assign(state.sender.switches, change),
    calm() {
      Object.assign(state.sender.switches, calmRoad)
      state.faults.splice(0)
      state.surprises = { decline: null, amountDelta: null, refund: null }
    },
    settle: journal.sender.settle,

    declineNext(reason: keyof typeof declines, times = 1) {
      state.surprises.decline = { decline: declines[reason], times }
    },
    wrongAmountNext(delta: number) {
      state.surprises.amountDelta = delta
    },
    nextRefund(fate: 'fails_later' | 'pending' | null) {
      state.surprises.refund = fate
    },
    failRefund: (id: string, reason?: string) => failRefund(world, found(state.refunds, id, 'refund'), reason),
    dispute: (chargeOrIntentId: string, reason?: string, stage?: 'chargeback' | 'inquiry'): Stripe.Dispute | undefined =>
      openDispute(world, chargeOf(chargeOrIntentId), reason, stage),
    moveDispute: (id: string, status: Stripe.Dispute.Status): Stripe.Dispute => moveDispute(world, getDispute(world, id), status),
    warnOfFraud: (chargeOrIntentId: string): Stripe.Radar.EarlyFraudWarning => warnOfFraud(world, chargeOf(chargeOrIntentId)),
    payOut: (currency: string): Stripe.Payout | undefined => payOut(world, currency.toLowerCase()),
    resend(eventId: string): boolean {
      const event = state.events[eventId]
      if (event) journal.resend(event)
      return event !== undefined
    },
    /** A webhook about a payment that claims `changes`, signed with the wrong secret. @returns the answers. */
    forge(input: { type: EventType; paymentIntentId?: string; changes?: Record<string, unknown>; secret?: string }) {
      const object = input.paymentIntentId ? found(state.paymentIntents, input.paymentIntentId, 'payment_intent') : {}
      return journal.forge(input.type, { ...object, ...input.changes }, input.secret ?? 'whsec_not_the_secret')
    },

    /** What really happened to the money, for invariants: per payment what was captured, given back and disputed. */
    truth: () => ({
      payments: paymentsInTruth(state),
      balance: Object.values(state.balanceTransactions).reduce<Record<string, number>>((sums, row) => {
        sums[row.currency] = (sums[row.currency] ?? 0) + row.net
        return sums
      }, {}),
    }),

    rows: () => rows(state),
    actions: () => actions(state),
    restore(kept: StripeState) {
      Object.assign(state, newStripeState(), kept)
      for (const [name, key] of Object.entries(state.keys)) if (key.inFlight) delete state.keys[name]
      for (const task of state.tasks) waitFor(task)
      journal.sender.resume()
    },
    reset() {
      Object.assign(state, newStripeState())
    },
    stop: () => journal.sender.stop(),
  }
  return Object.assign(emulator, { control: controlRoutes(emulator) }) satisfies EmulatedService
}
