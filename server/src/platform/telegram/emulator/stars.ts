import type { Emulation } from '../../emulation/emulation.ts'
import { addMessage, asMessage, asUser, getPerson, openChat, type BotIdentity } from './chats.ts'
import { badRequest } from './errors.ts'
import { flagOf, jsonOf, numberOf, textOf, type Input } from './fields.ts'
import { readMarkup } from './markup.ts'
import type { Checkout, Invoice, StarCharge, TelegramState } from './state.ts'

const answerSeconds = 10
const monthSeconds = 2_592_000

/** What the Mini App hears from openInvoice. */
export type InvoiceStatus = 'paid' | 'cancelled' | 'failed' | 'pending'

/** Telegram Stars: invoices, the question before each payment, charges, refunds. */
export function starMethods(emulation: Emulation, state: TelegramState, bot: BotIdentity, emit: (update: Record<string, unknown>) => void) {
  const { clock, random, changed } = emulation
  /** Who waits for a pre-checkout to be answered. */
  const waiting = new Map<string, () => void>()

  function readInvoice(input: Input): Invoice {
    const title = textOf(input, 'title') ?? ''
    const description = textOf(input, 'description') ?? ''
    const payload = textOf(input, 'payload') ?? ''
    if (title === '') throw badRequest('TITLE_INVALID')
    if (Array.from(title).length > 32) throw badRequest('TITLE_TOO_LONG')
    if (description === '') throw badRequest('DESCRIPTION_INVALID')
    if (Array.from(description).length > 255) throw badRequest('DESCRIPTION_TOO_LONG')
    const size = Buffer.byteLength(payload)
    if (size < 1 || size > 128) throw badRequest('INVOICE_PAYLOAD_INVALID')
    if (textOf(input, 'currency') !== 'XTR') throw badRequest('CURRENCY_INVALID')
    if ((textOf(input, 'provider_token') ?? '') !== '') throw badRequest('PAYMENT_PROVIDER_INVALID')
    const prices = jsonOf<{ label: string; amount: number }[]>(input, 'prices')
    if (!Array.isArray(prices) || prices.length !== 1) throw badRequest('STARS_INVOICE_INVALID')
    const amount = prices[0]?.amount
    if (!Number.isSafeInteger(amount) || (amount as number) < 1) throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID')
    const period = numberOf(input, 'subscription_period')
    if (period !== undefined && period !== monthSeconds) throw badRequest('SUBSCRIPTION_PERIOD_INVALID')
    for (const name of ['need_name', 'need_phone_number', 'need_email', 'need_shipping_address', 'is_flexible']) {
      if (flagOf(input, name)) throw badRequest('STARS_INVOICE_INVALID')
    }
    const invoice = {
      slug: random.id(22),
      title,
      description,
      payload,
      amount: amount as number,
      createdAt: clock.seconds(),
      ...(period ? { period } : {}),
    }
    state.invoices[invoice.slug] = invoice
    return invoice
  }

  function settle(checkout: Checkout, next: Checkout['state']) {
    checkout.state = next
    waiting.get(checkout.id)?.()
    waiting.delete(checkout.id)
    changed()
  }

  function takeStars(invoice: Invoice, checkout: Checkout): void {
    const person = getPerson(state, checkout.userId)
    person.stars -= invoice.amount
    const charge: StarCharge = {
      id: `stx${random.id(60)}`,
      userId: person.id,
      payload: invoice.payload,
      amount: invoice.amount,
      date: clock.seconds(),
      refundedAt: null,
      slug: invoice.slug,
    }
    state.charges[charge.id] = charge
    checkout.chargeId = charge.id
    const message = addMessage(state, {
      chatId: person.id,
      fromId: person.id,
      date: charge.date,
      successful_payment: {
        currency: 'XTR',
        total_amount: invoice.amount,
        invoice_payload: invoice.payload,
        ...(invoice.period
          ? { subscription_expiration_date: charge.date + invoice.period, is_recurring: true as const, is_first_recurring: true as const }
          : {}),
        telegram_payment_charge_id: charge.id,
        provider_payment_charge_id: `${person.id}_${random.id(10)}`,
      },
    })
    emit({ message: asMessage(state, bot, message) })
  }

  return {
    createInvoiceLink: (input: Input) => `https://t.me/$${readInvoice(input).slug}`,
    sendInvoice(input: Input) {
      const chat = openChat(state, input)
      const invoice = readInvoice(input)
      const markup = readMarkup(input, chat)
      const message = addMessage(state, {
        chatId: chat.id,
        fromId: null,
        date: clock.seconds(),
        invoice: {
          title: invoice.title,
          description: invoice.description,
          start_parameter: textOf(input, 'start_parameter') ?? '',
          currency: 'XTR',
          total_amount: invoice.amount,
          slug: invoice.slug,
        },
        reply_markup: markup ?? { inline_keyboard: [[{ text: `Pay ⭐️${invoice.amount}`, pay: true }]] },
      })
      return asMessage(state, bot, message)
    },
    answerPreCheckoutQuery(input: Input) {
      const checkout = state.checkouts[textOf(input, 'pre_checkout_query_id') ?? '']
      if (!checkout || checkout.state !== 'waiting' || checkout.dueAt <= clock.now()) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid')
      }
      if (input['ok'] === undefined) throw badRequest('parameter "ok" is required')
      if (flagOf(input, 'ok')) settle(checkout, 'approved')
      else {
        const why = textOf(input, 'error_message')
        if (!why) throw badRequest('PRE_CHECKOUT_ERROR_MESSAGE_EMPTY')
        checkout.errorMessage = why
        settle(checkout, 'rejected')
      }
      return true
    },
    refundStarPayment(input: Input) {
      const person = getPerson(state, numberOf(input, 'user_id') ?? 0)
      const charge = state.charges[textOf(input, 'telegram_payment_charge_id') ?? '']
      if (!charge || charge.userId !== person.id) throw badRequest('CHARGE_NOT_FOUND')
      if (charge.refundedAt !== null) throw badRequest('CHARGE_ALREADY_REFUNDED')
      charge.refundedAt = clock.seconds()
      person.stars += charge.amount
      const message = addMessage(state, {
        chatId: person.id,
        fromId: null,
        date: clock.seconds(),
        refunded_payment: {
          currency: 'XTR',
          total_amount: charge.amount,
          invoice_payload: charge.payload,
          telegram_payment_charge_id: charge.id,
        },
      })
      emit({ message: asMessage(state, bot, message) })
      return true
    },
    getStarTransactions(input: Input) {
      const offset = numberOf(input, 'offset') ?? 0
      const limit = numberOf(input, 'limit') ?? 100
      if (limit < 1 || limit > 100) throw badRequest('LIMIT_INVALID')
      return { transactions: starTransactions().slice(offset, offset + limit) }
    },
    getMyStarBalance: () => ({ amount: starTransactions().reduce((sum, one) => sum + ('source' in one ? one.amount : -one.amount), 0) }),

    /** The owner sends Stars to Fragment. @returns false when not so many are there. */
    withdraw(amount: number): boolean {
      const held = starTransactions().reduce((sum, one) => sum + ('source' in one ? one.amount : -one.amount), 0)
      if (amount < 1 || amount > held) return false
      const id = `stw${random.id(60)}`
      state.withdrawals[id] = { id, amount, date: clock.seconds() }
      changed()
      return true
    },

    /**
     * A person pays an invoice: the bot is asked, has ten seconds, and hears of the money. Every call is a payment of its own.
     * @returns what openInvoice would say, and why not.
     */
    async pay(slug: string, userId: number): Promise<{ status: InvoiceStatus; reason?: string; chargeId?: string }> {
      const invoice = state.invoices[slug]
      if (!invoice) return { status: 'failed', reason: 'INVOICE_NOT_FOUND' }
      const person = getPerson(state, userId)
      if (person.stars < invoice.amount) return { status: 'cancelled', reason: 'BALANCE_TOO_LOW' }
      const checkout: Checkout = {
        id: String(Math.floor(random.next() * 1e15) + 1e15),
        slug,
        userId,
        state: 'waiting',
        dueAt: clock.now() + answerSeconds * 1000,
      }
      state.checkouts[checkout.id] = checkout
      const answered = new Promise<void>((resolve) => waiting.set(checkout.id, resolve))
      const cancel = clock.at(checkout.dueAt, () => {
        if (checkout.state === 'waiting') settle(checkout, 'timed_out')
      })
      emit({
        pre_checkout_query: {
          id: checkout.id,
          from: asUser(person),
          currency: 'XTR',
          total_amount: invoice.amount,
          invoice_payload: invoice.payload,
        },
      })
      await answered
      cancel()
      if (checkout.state === 'timed_out') return { status: 'failed', reason: 'BOT_PRECHECKOUT_TIMEOUT' }
      if (checkout.state === 'rejected') return { status: 'failed', ...(checkout.errorMessage && { reason: checkout.errorMessage }) }
      takeStars(invoice, checkout)
      return { status: 'paid', ...(checkout.chargeId && { chargeId: checkout.chargeId }) }
    },
  }

  /** Oldest first; a refund carries the id of its charge, with the person as receiver. */
  function starTransactions() {
    const charges = Object.values(state.charges)
    const partner = (charge: StarCharge) => ({
      type: 'user',
      transaction_type: 'invoice_payment',
      user: asUser(getPerson(state, charge.userId)),
      invoice_payload: charge.payload,
    })
    return [
      ...charges.map((charge) => ({ id: charge.id, amount: charge.amount, date: charge.date, source: partner(charge) })),
      ...charges
        .filter((charge) => charge.refundedAt !== null)
        .map((charge) => ({ id: charge.id, amount: charge.amount, date: charge.refundedAt as number, receiver: partner(charge) })),
      ...Object.values(state.withdrawals).map(({ id, amount, date }) => ({
        id,
        amount,
        date,
        receiver: { type: 'fragment', withdrawal_state: { type: 'succeeded', date, url: `https://fragment.com/tx/${id}` } },
      })),
    ].toSorted((a, b) => a.date - b.date)
  }
}
