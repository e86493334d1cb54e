import type { JsonServiceState } from '../../../../../platform/emulation/json-service.ts'
import { newSenderState } from '../../../../../platform/emulation/webhook-sender.ts'

/** A question on a phone. */
export type Push = {
  id: string
  merchantRequestId: string
  shortcode: string
  shillings: number
  phone: string
  account: string
  callbackUrl: string
  askedAt: number
  result: { code: string; description: string; at: number; receipt: string | null } | null
}

/** A line of the paybill's book. */
export type Line = { receipt: string; at: number; phone: string; account: string; amount: string; shortcode: string; isReversed: boolean }

export type Reversal = {
  id: string
  conversationId: string
  receipt: string
  shillings: number
  resultUrl: string
  code: string
  description: string
}

export type MpesaState = JsonServiceState & {
  token: { value: string; endsAt: number } | null
  pushes: Record<string, Push>
  book: Record<string, Line>
  reversals: Record<string, Reversal>
  /** What the next push and the next reversal run into. */
  surprises: { shillingsDelta: number | null; outcome: string | null; reversal: string | null; bookSilent: boolean }
}

export const calmSurprises = { shillingsDelta: null, outcome: null, reversal: null, bookSilent: false }

export function newMpesaState(): MpesaState {
  return {
    token: null,
    pushes: {},
    book: {},
    reversals: {},
    surprises: { ...calmSurprises },
    callbacks: {},
    faults: [],
    calls: [],
    sender: newSenderState(),
  }
}
