import type { JsonServiceState } from '../../../../../platform/emulation/json-service.ts'
import { newSenderState } from '../../../../../platform/emulation/webhook-sender.ts'

export type Status = 'PENDING' | 'SUCCESSFUL' | 'FAILED'

/** Money asked of somebody, or given back. */
export type Transfer = {
  id: string
  kind: 'requesttopay' | 'refund'
  market: string
  amount: string
  currency: string
  externalId: string
  phone: string
  payerMessage: string
  payeeNote: string
  callbackUrl: string | null
  status: Status
  reason: string | null
  financialTransactionId: string | null
  askedAt: number
  /** Which request is given back. */
  of: string | null
}

export type MomoState = JsonServiceState & {
  tokens: Record<string, { product: string; endsAt: number }>
  transfers: Record<string, Transfer>
  /** What the next question and the next refund run into, and how long a new id is not known yet. */
  surprises: { amount: string | null; outcome: string | null; refund: string | null; hiddenSeconds: number }
}

export const calmSurprises = { amount: null, outcome: null, refund: null, hiddenSeconds: 0 }

export function newMomoState(): MomoState {
  return {
    tokens: {},
    transfers: {},
    surprises: { ...calmSurprises },
    callbacks: {},
    faults: [],
    calls: [],
    sender: newSenderState(),
  }
}
