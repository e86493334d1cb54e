import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { JsonAnswer, KeptCallback } from '../../../../../platform/emulation/json-service.ts'
import type { MpesaState } from './state.ts'

/** What each part of Daraja works with. */
export type MpesaWorld = Pick<Emulation, 'clock' | 'random' | 'changed'> & {
  state: MpesaState
  /** A call to the shop: once, and not signed. */
  tell: (callback: KeptCallback) => void
  requestId: () => string
  receiptNumber: () => string
  failed: (status: number, errorCode: string, errorMessage: string) => JsonAnswer
}
