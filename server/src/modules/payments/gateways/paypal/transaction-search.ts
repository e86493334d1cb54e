import type { Money } from 'shared/money'
import type { SettlementKind } from 'shared/payments'
import { later, type Clock } from '../../../../platform/clock.ts'
import { isUuid } from '../../../../platform/ids.ts'
import { asMovement } from '../as-movement.ts'
import type { ForeignMovement, SettledLine } from '../gateway.ts'
import { PaypalError, type PaypalClient } from './client.ts'
import { disputesOf } from './disputes.ts'
import { asDate, asSignedMoney, chargebacks, paymentIdOf } from './mapping.ts'
import type { Balances, Capture, Order, TransactionInfo, TransactionPage } from './types.ts'

// developer.paypal.com/docs/api/transaction-search/v1: what may be asked for at once, and how late it is shown.
const windowSeconds = 31 * 86_400
const pageSize = 500
/** They say three hours, and are slower at times. What is asked for must not begin in the time they know nothing of yet. */
const lateSeconds = 24 * 3_600
/** Hours late as it is, what was read whole is not read again sooner than this, unless from further back. */
const restSeconds = 3_600

type Named = Pick<SettledLine, 'kind' | 'externalId' | 'reference'>
type ReadCapture = (id: string) => Promise<Capture | undefined>

/** The account's transactions: what PayPal did with our money, whoever asked for it. */
export function transactionSearch(client: PaypalClient, clock: Clock) {
  async function* listRows(since: Date): AsyncIterable<TransactionInfo[]> {
    for (let from = since; from < clock.now(); from = later(from, windowSeconds)) {
      yield* rowsBetween(from, new Date(Math.min(later(from, windowSeconds).getTime(), clock.now().getTime())))
    }
  }

  /** Where there are more than they list for one question, it is asked in halves. */
  async function* rowsBetween(from: Date, to: Date): AsyncIterable<TransactionInfo[]> {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const query = new URLSearchParams({
        start_date: from.toISOString(),
        end_date: to.toISOString(),
        fields: 'transaction_info',
        balance_affecting_records_only: 'Y',
        page_size: String(pageSize),
        page: String(page),
      })
      try {
        const found = await client.get<TransactionPage>(`/v1/reporting/transactions?${query.toString()}`)
        yield (found.transaction_details ?? []).map((detail) => detail.transaction_info)
        pages = found.total_pages
      } catch (error) {
        if (!(error instanceof PaypalError && error.code === 'RESULTSET_TOO_LARGE') || to.getTime() - from.getTime() < 2_000) throw error
        const middle = new Date((from.getTime() + to.getTime()) / 2)
        yield* rowsBetween(from, middle)
        yield* rowsBetween(middle, to)
        return
      }
    }
  }

  async function asLines(rows: readonly TransactionInfo[], readCapture: ReadCapture): Promise<SettledLine[]> {
    const lines: SettledLine[] = []
    for (const row of rows) {
      const kind = kindOf(row)
      if (!kind) continue
      lines.push({ ...asLine(row), ...(kind === 'dispute' ? await ofDispute(row, readCapture) : await ofPayment(row, kind, readCapture)) })
    }
    return lines
  }

  /** Whose money it is, by what we wrote on it; where that is missing, by what is written on what it is about. */
  async function ofPayment(row: TransactionInfo, kind: SettlementKind, readCapture: ReadCapture): Promise<Named> {
    if (kind !== 'capture' && kind !== 'refund' && kind !== 'refund_reversal') return { kind }
    const about = kind === 'capture' ? undefined : row.paypal_reference_id
    const written = paymentIdOf(row.custom_field)
    const reference = written && isUuid(written) ? written : about && paymentIdOf((await readCapture(about))?.custom_id)
    return {
      kind,
      // What brings a refund back is a row of its own about it.
      externalId: kind === 'refund_reversal' ? (about ?? row.transaction_id) : row.transaction_id,
      ...(reference ? { reference } : {}),
    }
  }

  /**
   * What a dispute takes and gives back is told as rows about the capture: held when it is opened, let go when it ends, and taken for good
   * where the shop loses. In our book that is one chargeback, and a reversal when it comes back to stay.
   */
  async function ofDispute(row: TransactionInfo, readCapture: ReadCapture): Promise<Named> {
    const capture = row.paypal_reference_id ? await readCapture(row.paypal_reference_id) : undefined
    if (!capture) return { kind: 'other' }
    const at = asDate(row.transaction_initiation_date)
    const disputes = (await disputesOf(client, capture.id)).toSorted((a, b) => b.create_time.localeCompare(a.create_time))
    // Of several the newest that had begun by then; a row is dated to the second.
    const dispute = disputes.find(({ create_time: begun }) => asDate(begun) <= later(at, 60)) ?? disputes.at(-1)
    if (!dispute) return { kind: 'other' }
    const order = await readOrder(capture)
    const moved = chargebacks(dispute, [capture], order?.purchase_units[0]?.payments?.refunds ?? [])
    const isBack = asSignedMoney(row.transaction_amount).amount > 0n && moved.some(({ kind }) => kind === 'chargeback_reversal')
    const reference = paymentIdOf(capture.custom_id)
    return {
      kind: isBack ? 'chargeback_reversal' : 'chargeback',
      externalId: moved[0]?.externalId ?? dispute.dispute_id,
      ...(reference ? { reference } : {}),
    }
  }

  /** Each once in one reading: several rows may be about one. */
  function captureReader(): ReadCapture {
    const read = new Map<string, Promise<Capture | undefined>>()
    return (id) => {
      const capture = read.get(id) ?? client.get<Capture>(`/v2/payments/captures/${id}`).catch(unlessGone)
      read.set(id, capture)
      return capture
    }
  }
  async function readOrder(capture: Capture): Promise<Order | undefined> {
    const id = capture.supplementary_data?.related_ids?.order_id
    return id === undefined ? undefined : client.get<Order>(`/v2/checkout/orders/${id}`).catch(unlessGone)
  }

  async function* listSettled(since: Date): AsyncIterable<SettledLine[]> {
    const readCapture = captureReader()
    for await (const rows of listRows(since)) yield asLines(rows, readCapture)
  }

  let whole: { at: Date; from: Date } | undefined

  return {
    listSettled,

    /** All that is in the account, free or held back. */
    async listHeld(): Promise<Money[]> {
      const { balances = [] } = await client.get<Balances>('/v1/reporting/balances')
      return balances.map(({ total_balance: total }) => asSignedMoney(total))
    },

    /** The same as movements, from so far back that nothing is missed that was shown late. */
    async *listMovements(since: Date): AsyncIterable<ForeignMovement[]> {
      const at = clock.now()
      const from = later(since, -lateSeconds)
      if (whole && at >= whole.at && at < later(whole.at, restSeconds) && from >= whole.from) return
      for await (const lines of listSettled(from)) yield lines.flatMap(asMovement)
      whole = { at, from }
    },
  }
}

/** A row and the event it tells of: of one id there may be several. */
function asLine(row: TransactionInfo): Pick<SettledLine, 'id' | 'amount' | 'fee' | 'occurredAt'> {
  return {
    id: `${row.transaction_event_code}:${row.transaction_id}`,
    amount: asSignedMoney(row.transaction_amount),
    fee: row.fee_amount ? -asSignedMoney(row.fee_amount).amount : 0n,
    occurredAt: asDate(row.transaction_initiation_date),
  }
}

const ofDisputes = new Set(['T1106', 'T1110', 'T1111', 'T1201', 'T1202', 'T1207', 'T1208'])
/** What is only held back and let go again is still ours: holds for payouts, reviews and reserves. */
const holds = /^T(1105|15|21)/
const byGroup: Record<string, SettlementKind> = { T01: 'fee', T02: 'exchange', T03: 'payout', T04: 'payout' }

/** developer.paypal.com/reports/reference/t-codes. Undefined: nothing moved. */
function kindOf({ transaction_event_code: code, transaction_status: status, transaction_amount }: TransactionInfo) {
  if (status === 'D' || holds.test(code)) return undefined
  if (ofDisputes.has(code)) return 'dispute'
  // Not through yet: it is told again when it is.
  if (status === 'P') return undefined
  const isIn = !transaction_amount.value.startsWith('-')
  if (code.startsWith('T00')) return isIn ? 'capture' : 'other'
  if (code === 'T1107') return isIn ? 'refund_reversal' : 'refund'
  if (code === 'T1108' || code === 'T1109') return 'fee'
  return byGroup[code.slice(0, 3)] ?? 'other'
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof PaypalError && error.status === 404)) throw error
}
