import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { EmulatedService, SandboxRow } from '../../../../../platform/emulation/service.ts'
import { calmRoad } from '../../../../../platform/emulation/webhook-sender.ts'
import { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import type { PaypalEvent } from '../types.ts'
import { unitsOf } from './amounts.ts'
import { browserRoutes } from './browser-routes.ts'
import { controlRoutes } from './control.ts'
import { closeDispute, openDispute } from './disputes.ts'
import { eventJournal } from './events.ts'
import { paypalHttp } from './http.ts'
import { approve, settleCapture } from './orders.ts'
import { failRefund, finishRefund, givenBack } from './refunds.ts'
import { withdraw } from './report.ts'
import { paypalRoutes } from './routes.ts'
import { newPaypalState, noSurprises, type PaypalState, type PaypalWorld, type Surprises, type Task } from './state.ts'

export type PaypalEmulatorOptions = {
  emulation: Emulation
  /** Where browsers and clients reach the sandbox, such as `http://localhost:4010`. */
  origin: string
  /** Where events go, and the id they are signed for. */
  webhook?: { url: string; id: string }
}

export type PaypalEmulator = ReturnType<typeof paypalEmulator>

const trueApi = 'https://api.sandbox.paypal.com'
const trueWeb = 'https://www.sandbox.paypal.com'

/** PayPal on one machine: orders, captures, refunds, disputes and signed events, and the payer's page in the browser. */
export function paypalEmulator({ emulation, origin, webhook }: PaypalEmulatorOptions) {
  const { clock, random, changed } = emulation
  const state = newPaypalState()
  // In tests it stands at its true names; else whoever asks reaches it under the sandbox's own.
  let isAtTrueNames = false
  const places = () => (isAtTrueNames ? { api: trueApi, web: trueWeb } : { api: `${origin}/paypal`, web: `${origin}/paypal` })
  const journal = eventJournal({ emulation, state: () => state, webhook, places })
  const world: PaypalWorld = { clock, random, changed, state, places, emit: journal.emit, plan }

  function plan(task: Task) {
    state.tasks.push(task)
    waitFor(task)
  }

  function waitFor(task: Task) {
    clock.at(task.dueAt, () => {
      const index = state.tasks.indexOf(task)
      if (index < 0) return
      state.tasks.splice(index, 1)
      if (task.kind === 'finish_refund') finishRefund(world, task.id)
      else failRefund(world, task.id)
    })
  }

  const door = withFaults({ emulation, state, settle: journal.sender.settle })
  const handle = paypalHttp({ world, door })
  const app = paypalRoutes({ world, handle, journal })
    .route('/', browserRoutes(world))
    .onError((error) => {
      throw error
    })

  const emulator = {
    title: 'PayPal',
    origins: ['https://api-m.sandbox.paypal.com', trueApi, trueWeb],
    async fetch(request: Request): Promise<Response> {
      isAtTrueNames = new URL(request.url).hostname.endsWith('.paypal.com')
      return app.fetch(request)
    },
    state,
    faults: door.faults,
    switches: (change: Partial<typeof calmRoad>) => Object.assign(state.sender.switches, change),
    calm() {
      Object.assign(state.sender.switches, calmRoad)
      state.faults.splice(0)
      state.surprises = noSurprises()
    },
    settle: journal.sender.settle,

    /** What the next captures and refunds run into. */
    surprise: (change: Partial<Surprises>) => void Object.assign(state.surprises, change),
    approve: (orderId: string, funding: 'good' | 'declined' = 'good') => approve(world, orderId, funding),
    settleCapture: (id: string, status: 'COMPLETED' | 'DECLINED') => settleCapture(world, id, status),
    failRefund: (id: string) => failRefund(world, id),
    withdraw: (currency: string) => withdraw(world, currency),
    dispute: (captureId: string) => openDispute(world, captureId),
    closeDispute: (id: string, end: 'shop' | 'payer' | 'refunded') => closeDispute(world, id, end),
    eventsAbout: (orderId: string): PaypalEvent[] => Object.values(state.events).filter((event) => JSON.stringify(event).includes(orderId)),
    resend(eventId: string): boolean {
      const event = state.events[eventId]
      if (event) journal.resend(event)
      return event !== undefined
    },
    /** An event that claims an order is paid, signed by a stranger. @returns the answer's status */
    forge(orderId: string): Promise<number | null> {
      const order = state.orders[orderId]
      return journal.forge('CHECKOUT.ORDER.APPROVED', 'checkout-order', { ...order, id: orderId, status: 'COMPLETED' })
    },

    /** What really happened to the money, in the smallest unit of its currency. */
    truth: () => ({
      payments: Object.values(state.orders).map((order) => {
        const captures = Object.values(state.captures).filter((one) => one.supplementary_data?.related_ids?.order_id === order.id)
        const isTaken = ({ status }: { status: string }) => ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status)
        return {
          id: order.id,
          status: order.status,
          paymentId: order.purchase_units[0]?.custom_id ?? null,
          invoice: order.purchase_units[0]?.invoice_id ?? null,
          captures: captures.length,
          captured: String(captures.filter(isTaken).reduce((sum, { amount }) => sum + unitsOf(amount), 0n)),
          refunded: String(captures.reduce((sum, { id }) => sum + givenBack(world, id, ({ status }) => status === 'COMPLETED'), 0n)),
        }
      }),
    }),
    rows: () => Object.values(state.orders).toReversed().map(row),
    restore(kept: PaypalState) {
      Object.assign(state, newPaypalState(), kept)
      for (const task of state.tasks) waitFor(task)
      journal.sender.resume()
    },
    reset() {
      Object.assign(state, newPaypalState())
    },
    stop: () => journal.sender.stop(),
  }
  return Object.assign(emulator, { control: controlRoutes(emulator) }) satisfies EmulatedService

  function row(order: PaypalState['orders'][string]): SandboxRow {
    const capture = Object.values(state.captures).find((one) => one.supplementary_data?.related_ids?.order_id === order.id)
    const [unit] = order.purchase_units
    return {
      id: order.id,
      text: `${unit?.amount.value} ${unit?.amount.currency_code} · ${unit?.invoice_id ?? ''}`,
      state: capture?.status ?? order.status,
      at: order.create_time,
      actions: actionsFor(order, capture),
    }
  }

  function actionsFor(order: PaypalState['orders'][string], capture: PaypalState['captures'][string] | undefined): SandboxRow['actions'] {
    if (order.status === 'PAYER_ACTION_REQUIRED')
      return [
        { label: 'approve', path: `orders/${order.id}/approve`, body: { funding: 'good' } },
        { label: 'approveWithoutFunds', path: `orders/${order.id}/approve`, body: { funding: 'declined' } },
      ]
    if (!capture) return []
    if (capture.status === 'PENDING')
      return [
        { label: 'reviewPasses', path: `captures/${capture.id}/settle`, body: { status: 'COMPLETED' } },
        { label: 'reviewFails', path: `captures/${capture.id}/settle`, body: { status: 'DECLINED' } },
      ]
    const disputes = Object.values(state.disputes).filter(
      ({ disputed_transactions: [first] }) => first?.seller_transaction_id === capture.id,
    )
    const open = disputes.find(({ status }) => status !== 'RESOLVED')
    const refund = Object.values(state.refunds).findLast((one) => one.capture === capture.id && one.status !== 'FAILED')
    return [
      ...(open
        ? [
            { label: 'shopWins', path: `disputes/${open.dispute_id}/close`, body: { end: 'shop' } },
            { label: 'shopLoses', path: `disputes/${open.dispute_id}/close`, body: { end: 'payer' } },
          ]
        : [{ label: 'dispute', path: `captures/${capture.id}/dispute`, body: {} }]),
      ...(refund ? [{ label: 'failRefund', path: `refunds/${refund.id}/fail`, body: {} }] : []),
    ]
  }
}
