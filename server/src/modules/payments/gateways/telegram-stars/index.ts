import { money } from 'shared/money'
import { isOpenPayment } from 'shared/payments'
import type { Clock } from '../../../../platform/clock.ts'
import { wordsFor } from '../../../../platform/words.ts'
import { TelegramError, type TelegramApi } from '../../../../platform/telegram/api.ts'
import type { Gateway, GatewayFault, GatewayPayment, ObservedMovement, Snapshot, StrangersCharge } from '../gateway.ts'
import { starsBook, type StarTransaction } from './book.ts'
import { starsFromBot } from './from-bot.ts'
import { asSettledLine } from './settlement.ts'

/** core.telegram.org/bots/api#createinvoicelink */
const titleLength = 32
const descriptionLength = 255
/**
 * The only bound the Bot API states for an invoice in Stars is that of a subscription: 10000 (the same page,
 * `subscription_period`). For a single sale it states none, so we keep to that one.
 */
const mostStars = 10_000n

/**
 * Telegram Stars, for digital goods. Their id for a payment is the payload we give them: our own id. One invoice can be
 * paid many times, and each charge is a movement of its own. See README.md.
 */
export function telegramStars(telegram: TelegramApi, clock: Clock): Gateway {
  const book = starsBook(telegram, clock)

  async function read(payment: GatewayPayment, whenUnpaid: Snapshot['state']): Promise<Snapshot> {
    // What is over has its older facts with us already: only what is open is worth reading far back.
    const told = await book.of(payment.id, isOpenPayment(payment.state) ? payment.createdAt : undefined)
    const isTheirs = ({ personId }: StarTransaction) => personId === undefined || personId === payment.telegramId
    const transactions = told.filter(isTheirs)
    const hasCharge =
      payment.movements.some((movement) => movement.kind === 'capture') || transactions.some((each) => each.kind === 'capture')
    return {
      state: hasCharge ? 'succeeded' : whenUnpaid,
      expected: payment.amount,
      movements: transactions.filter((each) => each.kind === 'capture').map(asMovement),
      refunds: transactions
        .filter((each) => each.kind === 'refund')
        .map(({ id, amount, at }) => ({ reference: id, state: 'succeeded' as const, amount: money(amount, 'XTR'), occurredAt: at })),
      strangers: strangersOf(told.filter((each) => !isTheirs(each))),
    }
  }

  /** Said also to the second asking of a refund whose first answer was lost: then it is done. */
  async function giveBack(personId: number, charge: string): Promise<void> {
    try {
      await telegram.call('refundStarPayment', { user_id: personId, telegram_payment_charge_id: charge })
    } catch (error) {
      if (!(error instanceof TelegramError && error.message.includes('CHARGE_ALREADY_REFUNDED'))) throw error
    }
  }

  return {
    descriptor: {
      id: 'telegram-stars',
      method: 'stars',
      goods: ['digital'],
      currencies: ['XTR'],
      limits: () => ({ min: 1n, max: mostStars }),
      partialRefunds: false,
      settledKinds: ['capture', 'refund'],
      pollSeconds: [20, 40, 60, 120, 300, 900],
    },

    /** A link moves no money and may be made twice: both carry the same payload. */
    async start(payment) {
      const title = cut(wordsFor(payment.language)('stars.invoiceTitle', { number: payment.orderNumber }), titleLength)
      const url = await telegram.call<string>('createInvoiceLink', {
        title,
        description: cut(payment.description, descriptionLength),
        payload: payment.id,
        provider_token: '',
        currency: 'XTR',
        prices: [{ label: title, amount: Number(payment.amount.amount) }],
      })
      return {
        reference: payment.id,
        snapshot: { state: 'requires_action', expected: payment.amount, movements: [] },
        nextAction: { type: 'open_invoice', url },
      }
    },

    // What the bot told of is on its way into the book.
    retrieve: (payment) => read(payment, isOver(payment) ? 'cancelled' : payment.state === 'processing' ? 'processing' : 'requires_action'),

    /** A link cannot be taken back: who asks before paying is refused (pre-checkout), and who slips through is refunded. */
    cancel: (payment) => read(payment, 'cancelled'),

    async refund(payment, { reference, amount }) {
      if (reference === null) throw new Error('A refund of Stars names its charge')
      await giveBack(payment.telegramId, reference)
      return { reference, state: 'succeeded', amount, occurredAt: clock.now() }
    },

    returnCharge: ({ payerId, reference }) => giveBack(payerId, reference),

    classify: classifyTelegram,

    fromBot: starsFromBot,

    async *listMovements(since) {
      for await (const some of book.since(since)) yield some.map((each) => ({ ...asMovement(each), reference: each.payload }))
    },

    async *listSettled(since) {
      for await (const some of book.whole(since)) yield some.map(asSettledLine)
    },

    async listHeld() {
      const { amount } = await telegram.call<{ amount: number }>('getMyStarBalance', {})
      return [money(amount, 'XTR')]
    },
  }
}

const isOver = (payment: GatewayPayment) => payment.state === 'cancelled' || payment.state === 'expired' || payment.state === 'failed'

/** Each charge once. A refund alone tells of one, too: the charge may be older than what is read. */
function strangersOf(transactions: readonly StarTransaction[]): StrangersCharge[] {
  const charges = new Map<string, StrangersCharge>()
  for (const { kind, id, amount, personId } of transactions) {
    if (personId === undefined) continue
    const isBack = kind === 'refund' || charges.get(id)?.isBack === true
    charges.set(id, { reference: id, payerId: personId, amount: money(amount, 'XTR'), ...(isBack ? { isBack } : {}) })
  }
  return [...charges.values()]
}

function asMovement({ kind, id, amount, at }: StarTransaction): ObservedMovement {
  return { kind, externalId: id, amount: money(amount, 'XTR'), occurredAt: at }
}

function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('')
}

/** core.telegram.org/bots/api#making-requests. No answer, and their own faults, are ambiguous. */
export function classifyTelegram(error: unknown): GatewayFault {
  if (!(error instanceof TelegramError)) return { kind: 'ambiguous', code: 'unknown', failure: 'gateway_unavailable' }
  const code = /\b[A-Z]{3,}(?:_[A-Z]+)+\b/.exec(error.message)?.[0] ?? String(error.code)
  if (error.code === 429) return { kind: 'rate-limited', code, failure: 'gateway_unavailable' }
  if (error.code === 401 || error.code === 404) return { kind: 'auth', code, failure: 'gateway_unavailable' }
  if (code === 'CHARGE_NOT_FOUND') return { kind: 'not-found', code, failure: 'other' }
  if (error.code >= 400 && error.code < 500) return { kind: 'invalid', code, failure: 'other' }
  return { kind: 'ambiguous', code, failure: 'gateway_unavailable' }
}
