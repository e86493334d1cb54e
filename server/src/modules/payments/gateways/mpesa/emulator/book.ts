import type { z } from 'zod'
import type { JsonAnswer } from '../../../../../platform/emulation/json-service.ts'
import { inNairobi } from '../nairobi.ts'
import type { PullRequest } from './requests.ts'
import type { Line } from './state.ts'
import type { MpesaWorld } from './world.ts'

const pageSize = 100
const bookSeconds = 48 * 3_600

/** The paybill's book of the last two days. */
export function paybillBook({ clock, changed, state, requestId, receiptNumber }: MpesaWorld) {
  const now = () => clock.now()

  /** Money reaches the paybill, by a push or typed by somebody. */
  function pay(phone: string, account: string, shillings: number, shortcode: string): Line {
    const line: Line = {
      receipt: receiptNumber(),
      at: now(),
      phone,
      account,
      amount: `${shillings}.00`,
      shortcode,
      isReversed: false,
    }
    state.book[line.receipt] = line
    changed()
    return line
  }

  /** What was paid to the shortcode in between, oldest first, as far back as two days. */
  function pull({ ShortCode, StartDate, EndDate, OffSetValue }: z.output<typeof PullRequest>): JsonAnswer {
    const lines = Object.values(state.book)
      .filter((line) => line.shortcode === ShortCode && line.at >= now() - bookSeconds * 1000 && !state.surprises.bookSilent)
      .filter((line) => inNairobi(new Date(line.at)) >= StartDate && inNairobi(new Date(line.at)) <= EndDate)
      .toSorted((a, b) => a.at - b.at)
      .slice(OffSetValue, OffSetValue + pageSize)
    const rows = lines.map((line) => ({
      transactionId: line.receipt,
      trxDate: `${inNairobi(new Date(line.at)).replace(' ', 'T')}Z`,
      msisdn: Number(line.phone),
      sender: 'MPESA',
      transactiontype: 'c2b-pay-bill-debit',
      billreference: line.account,
      amount: line.amount,
      organizationname: 'Duka Coffee',
    }))
    return {
      status: 200,
      body: { ResponseRefID: requestId(), ResponseCode: '1000', ResponseMessage: 'Success', Response: rows.length > 0 ? [rows] : [] },
    }
  }

  return { pay, pull }
}
