import type { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { JsonAnswer, KeptCallback } from '../../../../../platform/emulation/json-service.ts'
import { markets, type MarketName } from '../markets.ts'
import { asBody, failed } from './answers.ts'
import { phoneTable, refusedPhones } from './phones.ts'
import type { Refund, ToPay } from './requests.ts'
import type { MomoState, Transfer } from './state.ts'

const promptSeconds = 300
const refundSeconds = 2

/** Who asks: under an id of theirs that is taken once, and where they want to be called. */
export type Made = { id: string; callbackUrl: string | null }
type Place = Made & { market: MarketName }

type TransferWorld = Pick<Emulation, 'clock' | 'random' | 'changed'> & {
  state: MomoState
  /** A call to the shop: once, and not signed. */
  tell: (callback: KeptCallback) => void
}

/** Money asked of somebody or given back: taken in at once, and answered later. */
export function transfers({ clock, random, changed, state, tell }: TransferWorld) {
  const now = () => clock.now()

  function askToPay(input: z.output<typeof ToPay>, { id, callbackUrl, market }: Place): JsonAnswer {
    if (input.currency !== markets[market].currency) return failed(500, 'INVALID_CURRENCY')
    const ending = input.payer.partyId.slice(-6)
    const refused = refusedPhones[ending]
    if (refused) return failed(refused.status, refused.code)
    const made = keep({
      ...input,
      id,
      kind: 'requesttopay',
      market,
      callbackUrl,
      phone: input.payer.partyId,
      amount: state.surprises.amount ?? input.amount,
      of: null,
    })
    state.surprises.amount = null
    waitForAnswer(made)
    return { status: 202 }
  }

  function keep(given: Omit<Transfer, 'status' | 'reason' | 'financialTransactionId' | 'askedAt'> & Record<string, unknown>): Transfer {
    const { id, kind, market, amount, currency, externalId, phone, payerMessage, payeeNote, callbackUrl, of } = given
    const known = { id, kind, market, amount, currency, externalId, phone, payerMessage, payeeNote, callbackUrl, of }
    const made: Transfer = { ...known, status: 'PENDING', reason: null, financialTransactionId: null, askedAt: now() }
    state.transfers[id] = made
    return made
  }

  function waitForAnswer(made: Transfer): void {
    const scripted = state.surprises.outcome
    state.surprises.outcome = null
    const byItself = phoneTable[made.phone.slice(-6)]
    if (byItself === 'ongoing') return
    if (scripted !== null) clock.at(made.askedAt + 1000, () => answer(made.id, scripted === 'SUCCESSFUL' ? null : scripted))
    else if (byItself) clock.at(made.askedAt + byItself.afterSeconds * 1000, () => answer(made.id, byItself.reason))
    clock.at(made.askedAt + promptSeconds * 1000, () => answer(made.id, 'EXPIRED'))
  }

  /** The person at the phone, or the network, ends it: with a reason against it, or none. @returns whether it was still open */
  function answer(id: string, reason: string | null): boolean {
    const made = state.transfers[id]
    if (made?.status !== 'PENDING') return false
    made.status = reason === null ? 'SUCCESSFUL' : 'FAILED'
    made.reason = reason
    if (reason === null) made.financialTransactionId = String(1_000_000_000 + Math.floor(random.next() * 8_000_000_000))
    if (made.callbackUrl) {
      // Their sandbox posts where the markets put.
      const method = made.market === 'sandbox' ? 'POST' : 'PUT'
      tell({ method, url: made.callbackUrl, about: made.kind, body: asBody(made) })
    }
    changed()
    return true
  }

  function giveBack(input: z.output<typeof Refund>, { id, callbackUrl, market }: Place): JsonAnswer {
    const { referenceIdToRefund, ...rest } = input
    const source = state.transfers[referenceIdToRefund]
    if (source?.status !== 'SUCCESSFUL') return failed(404, 'RESOURCE_NOT_FOUND')
    const made = keep({ ...rest, id, kind: 'refund', market, callbackUrl, phone: source.phone, of: source.id })
    const isTooMuch = backOf(source.id) + cents(input.amount) > cents(source.amount)
    const reason = state.surprises.refund ?? (isTooMuch ? 'NOT_ALLOWED' : null)
    state.surprises.refund = null
    waitForRefund(made, reason)
    return { status: 202 }
  }

  function waitForRefund(made: Transfer, reason: string | null = null): void {
    clock.at(made.askedAt + refundSeconds * 1000, () => answer(made.id, reason))
  }

  const backOf = (id: string) =>
    Object.values(state.transfers)
      .filter((each) => each.of === id && each.status === 'SUCCESSFUL')
      .reduce((sum, each) => sum + cents(each.amount), 0n)

  function show(id: string, kind: Transfer['kind']): JsonAnswer {
    const found = state.transfers[id]
    const isHidden = found && now() < found.askedAt + state.surprises.hiddenSeconds * 1000
    if (found?.kind !== kind || isHidden) return failed(404, 'RESOURCE_NOT_FOUND')
    return { status: 200, body: asBody(found) }
  }

  /** The question that stands on somebody's phone for an order, by its number. */
  function byNote(note: string): Transfer | undefined {
    return Object.values(state.transfers).findLast(
      (each) => each.kind === 'requesttopay' && each.payeeNote === note && each.status === 'PENDING',
    )
  }

  /** Takes up what was open when the world was put to sleep. */
  function resume(): void {
    for (const made of Object.values(state.transfers)) {
      if (made.status !== 'PENDING') continue
      if (made.kind === 'refund') waitForRefund(made)
      else waitForAnswer(made)
    }
  }

  return { askToPay, giveBack, show, answer, backOf, byNote, resume }
}

/** Two decimals for every currency: only to compare. */
function cents(amount: string): bigint {
  const [whole = '0', part = ''] = amount.split('.')
  return BigInt(whole + part.padEnd(2, '0'))
}
