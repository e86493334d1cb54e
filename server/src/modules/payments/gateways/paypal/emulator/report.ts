import type { Amount, Capture, Dispute, TransactionInfo } from '../types.ts'
import { amountOf, unitsOf } from './amounts.ts'
import { PaypalFault } from './errors.ts'
import { newId, type PaypalState, type PaypalWorld } from './state.ts'

/** "It takes a maximum of three hours for executed transactions to appear" (transaction_search_v1): here it always does. */
const lateSeconds = 3 * 3_600
const mostDays = 31
const mostYears = 3
const mostPerPage = 500
/** What PayPal takes of a payment by its own button, as it lists it for the United States. */
const fee = { percent: 349n, fixed: 49n }

type Row = PaypalState['transactions'][number]
type About = { id?: string; code: string; about?: string; customId?: string | undefined; invoiceId?: string | undefined; fee?: bigint }

/** Writes a row of the account, `units` negative where money left. */
function write(world: PaypalWorld, units: bigint, currency: string, { id, code, about, customId, invoiceId, fee: taken = 0n }: About): Row {
  const row: Row = {
    id: id ?? newId(world),
    at: world.clock.now(),
    code,
    units: String(units),
    fee: String(taken),
    currency,
    ...(about ? { about } : {}),
    ...(customId ? { customId } : {}),
    ...(invoiceId ? { invoiceId } : {}),
  }
  world.state.transactions.push(row)
  return row
}

export function reportCapture(world: PaypalWorld, { id, amount, custom_id: customId, invoice_id: invoiceId }: Capture): void {
  const units = unitsOf(amount)
  write(world, units, amount.currency_code, { id, code: 'T0006', customId, invoiceId, fee: (units * fee.percent) / 10_000n + fee.fixed })
}

/** What they took for the payment is not given back. */
export function reportRefund(world: PaypalWorld, refund: PaypalState['refunds'][string], isBack = false): void {
  const { id, amount, capture, custom_id: customId, invoice_id: invoiceId } = refund
  const units = unitsOf(amount)
  if (isBack) write(world, units, amount.currency_code, { code: 'T1107', about: id, customId, invoiceId })
  else write(world, -units, amount.currency_code, { id, code: 'T1107', about: capture, customId, invoiceId })
}

/** Held when it is opened, let go when it ends, and taken for good where the payer wins. */
export function reportDispute(
  world: PaypalWorld,
  { disputed_transactions: [one], dispute_amount: amount }: Dispute,
  what: DisputeRow,
): void {
  const units = unitsOf(amount)
  const [code, sign] = disputeRows[what]
  write(world, units * sign, amount.currency_code, { code, ...(one?.seller_transaction_id ? { about: one.seller_transaction_id } : {}) })
}

type DisputeRow = keyof typeof disputeRows
const disputeRows = { held: ['T1110', -1n], letGo: ['T1111', 1n], taken: ['T1106', -1n] } as const

/** All of one currency goes to the bank. @returns whether there was any */
export function withdraw(world: PaypalWorld, currency: string): boolean {
  const held = balanceOf(world, currency)
  if (held > 0n) write(world, -held, currency, { code: 'T0400' })
  world.changed()
  return held > 0n
}

function balanceOf({ state }: PaypalWorld, currency: string, until = Infinity): bigint {
  return state.transactions
    .filter((row) => row.currency === currency && row.at <= until)
    .reduce((sum, row) => sum + BigInt(row.units) - BigInt(row.fee), 0n)
}

export function showBalances(world: PaypalWorld): object {
  const until = refreshedAt(world)
  const currencies = [...new Set(world.state.transactions.filter(({ at }) => at <= until).map(({ currency }) => currency))]
  return {
    balances: currencies.map((currency) => ({ currency, total_balance: signed(balanceOf(world, currency, until), currency) })),
    account_id: 'DUKASANDBOX01',
    as_of_time: asTime(until),
    last_refresh_time: asTime(until),
  }
}

const moment = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/** Oldest first, what is three hours old at least. */
export function searchTransactions(world: PaypalWorld, query: (name: string) => string | undefined): object {
  const [from, to] = ['start_date', 'end_date'].map((name) => query(name) ?? '') as [string, string]
  if (!moment.test(from) || !moment.test(to)) throw invalid('start_date and end_date must be dates of RFC 3339')
  const [since, until] = [Date.parse(from), Date.parse(to)]
  if (until - since > mostDays * 86_400_000) throw invalid('Date range is greater than 31 days')
  const refreshed = refreshedAt(world)
  if (since > refreshed || since < world.clock.now() - mostYears * 366 * 86_400_000)
    throw invalid('Data for the given start date is not available.')
  const size = Number(query('page_size') ?? 100)
  const page = Number(query('page') ?? 1)
  if (!(size >= 1 && size <= mostPerPage) || !(page >= 1)) throw invalid('page_size is 1 to 500, page begins at 1')
  const rows = world.state.transactions.filter(({ at }) => at >= since && at <= until && at <= refreshed)
  if (rows.length > world.state.surprises.mostRows) throw new PaypalFault(400, 'RESULTSET_TOO_LARGE')
  return {
    transaction_details: rows.slice((page - 1) * size, page * size).map((row) => ({ transaction_info: show(world, row) })),
    account_number: 'DUKASANDBOX01',
    start_date: asTime(since),
    end_date: asTime(Math.min(until, refreshed)),
    last_refreshed_datetime: asTime(refreshed),
    page,
    total_items: rows.length,
    total_pages: Math.ceil(rows.length / size),
    links: [],
  }
}

function show({ state }: PaypalWorld, row: Row): TransactionInfo {
  const isWholeBack = state.captures[row.id]?.status === 'REFUNDED'
  return {
    transaction_id: row.id,
    ...(row.about ? { paypal_reference_id: row.about, paypal_reference_id_type: 'TXN' as const } : {}),
    transaction_event_code: row.code,
    transaction_initiation_date: asTime(row.at),
    transaction_updated_date: asTime(row.at),
    transaction_amount: signed(BigInt(row.units), row.currency),
    ...(row.fee === '0' ? {} : { fee_amount: signed(-BigInt(row.fee), row.currency) }),
    transaction_status: isWholeBack ? 'V' : 'S',
    ...(row.invoiceId ? { invoice_id: row.invoiceId } : {}),
    ...(row.customId ? { custom_field: row.customId } : {}),
  }
}

const refreshedAt = ({ clock }: PaypalWorld): number => clock.now() - lateSeconds * 1000
/** As they write it: without a colon in the zone. */
const asTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+0000`
const invalid = (issue: string) => new PaypalFault(400, issue)

function signed(units: bigint, currency: string): Amount {
  const { currency_code, value } = amountOf(units < 0n ? -units : units, currency)
  return { currency_code, value: units < 0n ? `-${value}` : value }
}
