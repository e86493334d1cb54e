import type { Hono } from 'hono'
import type { Call } from './calls.ts'
import type { Fault, Faults } from './faults.ts'
import type { SenderState, WebhookSwitches } from './webhook-sender.ts'

/**
 * One outside service, with all the sandbox needs to put it on its table: a gateway's is one line of `gateways/emulators.ts`.
 * Its state is plain JSON, kept from one run to the next.
 */
export type EmulatedService = {
  /** Its own name, the same in every language: `PayPal`. */
  title: string
  /** Its true addresses, answered in tests: `https://api-m.sandbox.paypal.com`. */
  origins: readonly string[]
  /** Rejects with LostReply where an answer was scripted to be lost. */
  fetch(request: Request): Promise<Response>
  /** `sender` where it calls us. */
  state: { calls: Call[]; faults: Fault[]; sender?: SenderState }
  faults(): Faults
  /** How the road from the service to us misbehaves. Without it there is none: the service calls nobody. */
  switches?(change: Partial<WebhookSwitches>): WebhookSwitches
  /** What it told us is told again. @returns whether it remembers. Without it there is nothing it tells. */
  resend?(eventId: string): boolean
  /** What only this service can be told to do, under `/control/<name>/…` (docs/sandbox.md). */
  control?: Hono
  /** Its newest payments for the page at `/`, newest first. */
  rows(): SandboxRow[]
  /** What the page lets somebody do to it as a whole. */
  actions?(): SandboxAction[]
  /** Ends every switch, scripted fault and surprise; what already happened stays. */
  calm(): void
  /** Returns once every webhook that is due has been tried. */
  settle?(): Promise<void>
  /** What really happened to the money, for invariants. */
  truth(): unknown
  restore(kept: never): void
  reset(): void
  stop(): void
}

/** A button: posted to `/control/<name>/<path>`. `label` is a key of `sandbox.action.*`. */
export type SandboxAction = {
  label: string
  path: string
  body?: object
  /** How often what was asked for is still to come. */
  waiting?: number
}

/** States are the service's own words. */
export type SandboxRow = { id: string; text: string; state: string; at: string; actions: SandboxAction[] }
