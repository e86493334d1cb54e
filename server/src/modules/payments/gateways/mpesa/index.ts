import { maskedPhone } from 'shared/phone'
import { money } from 'shared/money'
import { isOpenPayment, type NextAction } from 'shared/payments'
import { later, type Clock } from '../../../../platform/clock.ts'
import { hashOf } from '../../../../platform/crypto.ts'
import type {
  ForeignMovement,
  Gateway,
  GatewayPayment,
  GatewayRefund,
  ParsedSignal,
  RawRequest,
  RefundSnapshot,
  SettledLine,
  Snapshot,
} from '../gateway.ts'
import { DarajaError, darajaClient, type DarajaClient } from './client.ts'
import type { MpesaConfig } from './environment.ts'
import { mpesaErrorCodes } from './error-codes.ts'
import {
  asAccount,
  asEnded,
  asReceipts,
  classifyDaraja,
  isStillProcessing,
  kenyanPhone,
  readTold,
  ReceiptUnconfirmed,
  ReceiptUnknown,
  shillingsOf,
  sumOf,
  type PushResult,
  type Receipt,
  type Told,
} from './mapping.ts'

/** How long a question can stand on a phone: they say one minute, and up to three have been seen. No second one before. */
const promptSeconds = 180
/** A push whose answer was lost and of which their book knows nothing after so long was never paid. */
const listedSeconds = 900
/** How far back their book goes. */
const bookSeconds = 48 * 3_600
const mostPages = 500

/** M-Pesa of Safaricom: a question on the customer's phone (STK push), asked once and never again. See README.md. */
export function mpesa(config: MpesaConfig, clock: Clock): Gateway {
  const client = darajaClient(config, clock)
  const ageOf = (payment: GatewayPayment) => (clock.now().getTime() - payment.createdAt.getTime()) / 1000

  async function resultOf(payment: GatewayPayment): Promise<PushResult | undefined> {
    if (!isPush(payment.reference)) return undefined
    try {
      const { ResultCode } = await client.query(payment.reference)
      return { code: ResultCode }
    } catch (error) {
      if (isStillProcessing(error)) return 'pending'
      throw error
    }
  }

  /** What their book has under our name for the payment. It is a help: where a push alone can tell, its silence is no fault. */
  async function receiptsOf(payment: GatewayPayment, result: PushResult | undefined): Promise<Receipt[]> {
    const isPaid = result !== undefined && result !== 'pending' && result.code === '0'
    const isLong = result === 'pending' && ageOf(payment) >= promptSeconds
    const isAsked = result === undefined || isLong || !isOpenPayment(payment.state) || (isPaid && payment.label === null)
    if (!config.pull || !isAsked) return []
    try {
      return await fromBook(payment)
    } catch (error) {
      if (result === undefined) throw error
      return []
    }
  }

  async function fromBook(payment: GatewayPayment): Promise<Receipt[]> {
    const found: Receipt[] = []
    for await (const page of book(client, later(payment.createdAt, -60), clock))
      found.push(...page.filter((receipt) => asAccount(receipt.account) === payment.shortName))
    return found.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  }

  async function read(payment: GatewayPayment): Promise<Snapshot> {
    const seen = await look(payment)
    // Told at its own address, and known to them: then it is ours.
    return isPush(payment.reference) ? { ...seen, reference: payment.reference } : seen
  }

  async function look(payment: GatewayPayment): Promise<Snapshot> {
    const result = await resultOf(payment)
    const receipts = await receiptsOf(payment, result)
    const said = result === undefined || result === 'pending' ? undefined : result.code
    if (said === '0' || receipts.length > 0) return paid(payment, receipts)
    if (result === 'pending') {
      const isOver = ageOf(payment) >= promptSeconds
      return { state: isOver ? 'processing' : 'requires_action', movements: [], nextAction: awaitPush(payment) }
    }
    if (said !== undefined) return asEnded(said)
    const isSettled = config.pull && ageOf(payment) >= listedSeconds
    return isSettled
      ? { state: 'cancelled', movements: [], failure: 'gateway_unavailable', failureCode: 'never_listed' }
      : { state: 'unknown', movements: [], failure: 'gateway_unavailable', failureCode: 'answer_lost' }
  }

  /**
   * One capture, named as we named the payment: the query, their book and their call all lead to that name, so it is one
   * fact whoever tells it first. What receipts come to is compared with what was asked, so a second one or another amount
   * becomes a case.
   */
  function paid(payment: GatewayPayment, receipts: readonly Receipt[]): Snapshot {
    const told = toldOf(payment).filter((each) => each.kind === 'push' && each.code === '0')
    const amounts = new Map<string, Pick<Receipt, 'amount'>>()
    for (const each of told) if (each.kind === 'push' && each.receipt && each.amount) amounts.set(each.receipt, { amount: each.amount })
    for (const receipt of receipts) amounts.set(receipt.receipt, receipt)
    const [first] = receipts
    return {
      state: 'succeeded',
      expected: amounts.size > 0 ? sumOf(amounts.values()) : payment.amount,
      movements: [
        {
          kind: 'capture',
          externalId: payment.shortName,
          amount: first ? sumOf(receipts) : payment.amount,
          occurredAt: first?.at ?? clock.now(),
        },
      ],
      ...(first ? { label: first.receipt } : {}),
      ...(payment.reference === null && first ? { reference: first.receipt } : {}),
    }
  }

  /** The receipt that is to be reversed, as their book has it. What was only told, or typed by staff, is never reversed. */
  async function receiptOf(payment: GatewayPayment): Promise<string> {
    const known = payment.isDecided ? null : payment.label
    const receipt = known ?? (await fromBook(payment))[0]?.receipt
    if (receipt === undefined && payment.isDecided) throw new ReceiptUnconfirmed('The receipt that staff typed is not in their book')
    if (receipt === undefined) throw new ReceiptUnknown('The receipt is not in their book')
    return receipt
  }

  /** What became of a reversal comes only as their word at the payment's own address; the id is one they gave to us alone. */
  function reversalTold(payment: GatewayPayment, refund: GatewayRefund, receipt: string): RefundSnapshot | undefined {
    const told = toldOf(payment).filter((each) => each.kind === 'reversal')
    const own = told.find((each) => each.conversationId === refund.reference)
    const done = told.find((each) => each.code === '0' && each.receipt === receipt)
    const heard = done ?? own
    if (!heard) return undefined
    // R000001: reversed already, by an asking of ours whose answer was lost or by a person in their portal.
    const isDone = heard.code === '0' || heard.code === 'R000001'
    return {
      reference: heard.conversationId,
      state: isDone ? 'succeeded' : 'failed',
      amount: refund.amount,
      occurredAt: clock.now(),
      ...(isDone ? {} : { failureCode: heard.code }),
    }
  }

  async function refund(payment: GatewayPayment, wanted: GatewayRefund): Promise<RefundSnapshot> {
    const receipt = await receiptOf(payment)
    const done = reversalTold(payment, wanted, receipt)
    if (done) return done
    const { ResponseCode, ResponseDescription, OriginatorConversationID } = await client.reverse({
      receipt,
      shillings: shillingsOf(wanted.amount),
      callbackUrl: payment.callbackUrl,
    })
    if (ResponseCode !== '0') throw new DarajaError(200, ResponseCode, ResponseDescription)
    return { reference: OriginatorConversationID, state: 'pending', amount: wanted.amount, occurredAt: clock.now() }
  }

  async function retrieveRefund(payment: GatewayPayment, wanted: GatewayRefund): Promise<RefundSnapshot> {
    const told = reversalTold(payment, wanted, await receiptOf(payment))
    return told ?? { reference: wanted.reference ?? '', state: 'pending', amount: wanted.amount, occurredAt: clock.now() }
  }

  return {
    descriptor: {
      id: 'mpesa',
      method: 'mpesa',
      goods: ['physical'],
      currencies: ['KES'],
      countries: ['KE'],
      // One shilling, and what Safaricom lets go in one transaction.
      limits: () => ({ min: 100n, max: 25_000_000n }),
      stepOf: () => 100n,
      asks: 'phone',
      startsOnce: true,
      answersByCallback: true,
      partialRefunds: false,
      // What was paid to the paybill; what was reversed is not in their book.
      settledKinds: config.pull ? ['capture'] : [],
      settledDays: bookSeconds / 86_400,
      // Without a book nothing else finds what comes after the end: each push is asked about by its id for a day more.
      ...(config.pull ? {} : { watchDays: 1 }),
      // 10, 20, 40, 75, 120 and 180 seconds after the push, then every ten minutes.
      pollSeconds: [10, 10, 20, 35, 45, 60, 600],
    },

    payer: kenyanPhone,

    async start(payment) {
      const { CheckoutRequestID, ResponseCode, ResponseDescription } = await client.push({
        shillings: shillingsOf(payment.amount),
        phone: (payment.payer.phone ?? '').replace('+', ''),
        account: payment.shortName.slice(0, 12),
        about: payment.orderNumber.slice(0, 13),
        callbackUrl: payment.callbackUrl,
      })
      if (ResponseCode !== '0') throw new DarajaError(200, ResponseCode, ResponseDescription)
      return {
        reference: CheckoutRequestID,
        snapshot: { state: 'requires_action', movements: [], expected: payment.amount },
        nextAction: awaitPush(payment),
      }
    },

    retrieve: read,
    captureId: (payment) => payment.shortName,

    /** A question on a phone cannot be taken back: it is given up only when it can stand there no more. */
    async cancel(payment) {
      const seen = await read(payment)
      return seen.state === 'processing' ? { ...seen, state: 'cancelled', failure: 'expired' } : seen
    },

    errorCodes: mpesaErrorCodes,
    classify: classifyDaraja,
    parseSignal,

    ...(config.initiator ? { refund, retrieveRefund } : {}),
    ...(config.pull
      ? {
          listMovements: (since: Date) => listMovements(client, since, clock),
          listSettled: (since: Date) => listSettled(client, since, clock),
        }
      : {}),
  }
}

/** Their own id of a push; a payment found in their book by its name is known by its receipt instead. */
const isPush = (reference: string | null): reference is string => reference?.startsWith('ws_CO_') ?? false

const toldOf = (payment: GatewayPayment): Told[] => payment.told.flatMap((raw) => readTold(raw) ?? [])

function awaitPush(payment: GatewayPayment): NextAction {
  return {
    type: 'await_push',
    phone: maskedPhone(payment.payer.phone ?? ''),
    asksUntil: later(payment.createdAt, promptSeconds).toISOString(),
  }
}

/** Only at a payment's own address, which nobody else knows: they sign nothing. */
function parseSignal({ body }: RawRequest): ParsedSignal {
  const told = readTold(body)
  if (!told) throw new Error('No word of Daraja')
  return {
    dedupeKey: hashOf(body),
    ...(told.kind === 'push' && isPush(told.checkoutRequestId) ? { reference: told.checkoutRequestId } : {}),
  }
}

/** Their book, page by page, at most two days back. A page that ends without rows is the last. */
async function* book(client: DarajaClient, since: Date, clock: Clock): AsyncIterable<Receipt[]> {
  const now = clock.now()
  const from = new Date(Math.max(since.getTime(), now.getTime() - bookSeconds * 1000))
  for (let offset = 0, pages = 0; pages < mostPages; pages += 1) {
    const listed = await client.pull(from, later(now, 60), offset)
    if (listed.length === 0) return
    yield asReceipts(listed)
    offset += listed.length
  }
}

/** All of it: what people paid at the paybill for something else belongs to no payment here, and becomes a case. */
async function* listMovements(client: DarajaClient, since: Date, clock: Clock): AsyncIterable<ForeignMovement[]> {
  for await (const page of book(client, since, clock))
    yield page.map(({ receipt, amount, at, account }) => ({
      kind: 'capture',
      externalId: receipt,
      amount: money(amount.amount, 'KES'),
      occurredAt: at,
      reference: asAccount(account),
    }))
}

/** The same as a settlement. What they take of it is not in this book: it comes off the paybill when it is paid out. */
async function* listSettled(client: DarajaClient, since: Date, clock: Clock): AsyncIterable<SettledLine[]> {
  for await (const page of book(client, since, clock))
    yield page.map(({ receipt, amount, at, account }) => ({
      id: receipt,
      kind: 'capture',
      amount: money(amount.amount, 'KES'),
      fee: 0n,
      externalId: asAccount(account),
      scannedAs: receipt,
      reference: asAccount(account),
      occurredAt: at,
    }))
}
