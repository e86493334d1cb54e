import { Hono } from 'hono'
import { Id } from 'shared/common.schema'
import { CreditNote, Order, OrderPage, OrderQuery, PaymentRetry, PlacedOrder, Receipt, ReceiptLink, WaysToPay } from 'shared/orders.schema'
import { WalletChallenge, WalletProof } from 'shared/payments.schema'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { idempotencyKeyOf } from '../../platform/http/idempotency-key.ts'
import { createLimit, rateLimit } from '../../platform/http/rate-limit.ts'
import { requestProblem } from '../../platform/problem.ts'
import { customer } from '../auth/index.ts'
import { cancelOrder } from './cancel-order.ts'
import { connectOrderWallet, orderWalletChallenge } from './connect-wallet.ts'
import { listOwnOrders } from './list-own-orders.ts'
import { presentOrder } from './present-order.ts'
import { refreshOrderPayment } from './refresh-order-payment.ts'
import { retryPayment } from './retry-payment.ts'
import { presentCreditNote, presentReceipt, type Reader } from './receipt/present-receipt.ts'
import { printCreditNote, printReceipt } from './receipt/print-receipt.ts'
import { makeReceiptLink, openReceiptLink } from './receipt/receipt-link.ts'
import { waysToPay } from './ways-to-pay.ts'

const OrderParams = z.object({ number: z.string().max(60) })
const PaymentParams = OrderParams.extend({ paymentId: Id })
const Ticket = z.object({ ticket: z.string().max(600).optional() })

const CreditNoteParams = OrderParams.extend({ creditNote: z.string().regex(/^C-\d{4}-\d{6,9}$/) })

/** Whoever is signed in reads. */
function readerIn(ctx: Context): Pick<Reader, 'userId' | 'language'> {
  if (ctx.actor.kind !== 'user') throw requestProblem('signed-out')
  return { userId: ctx.actor.userId, language: ctx.actor.language }
}

// Each may cost a question to the chain, and those wait in one line with everybody's payments.
const provesByPerson = rateLimit({ perMinute: 5, by: (c) => readerIn(c.var.ctx).userId })
// Each asks a gateway, and ends the attempt before at another.
const attemptsByPerson = rateLimit({ perMinute: 30, by: (c) => readerIn(c.var.ctx).userId })
/** A paper is a second of work: nobody needs more of one order's in a minute. */
const papers = createLimit(12)

const asPdf = (name: string) => ({
  'content-type': 'application/pdf',
  'content-disposition': `attachment; filename="${name}.pdf"`,
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  // Telegram for the web fetches the file itself (core.telegram.org/bots/webapps#initializing-mini-apps, downloadFile).
  'access-control-allow-origin': 'https://web.telegram.org',
})

export const routes = new Hono<AppEnv>()
  .get('/', answers(OrderPage, { summary: 'Your orders, newest first' }), customer, accepts('query', OrderQuery), async (c) =>
    c.json(await listOwnOrders(c.var.ctx, c.req.valid('query'))),
  )
  .get('/:number', answers(Order, { summary: 'An order of yours', refusals: [404] }), customer, accepts('param', OrderParams), async (c) =>
    c.json(await presentOrder(c.var.ctx, c.req.valid('param').number)),
  )
  .post(
    '/:number/cancel',
    answers(Order, { summary: 'Call an order off', refusals: [404, 409] }),
    customer,
    accepts('param', OrderParams),
    async (c) => {
      const { number } = c.req.valid('param')
      await cancelOrder(c.var.ctx, { number })
      return c.json(await presentOrder(c.var.ctx, number))
    },
  )
  .get(
    '/:number/ways-to-pay',
    answers(WaysToPay, { summary: 'The ways to pay an order that stands', refusals: [404] }),
    customer,
    accepts('param', OrderParams),
    async (c) => c.json({ items: await waysToPay(c.var.ctx, c.req.valid('param')) }),
  )
  .post(
    '/:number/payments',
    answers(PlacedOrder, {
      summary: 'Another attempt to pay (Idempotency-Key)',
      status: 201,
      also: { 200: 'The Idempotency-Key was used before: that attempt, as it is now' },
      refusals: [404, 409],
    }),
    customer,
    accepts('param', OrderParams),
    accepts('json', PaymentRetry),
    attemptsByPerson,
    async (c) => {
      const idempotencyKey = idempotencyKeyOf(c)
      const { placed, isReplay } = await retryPayment(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey })
      return isReplay ? c.json(placed, 200, { 'idempotent-replayed': 'true' }) : c.json(placed, 201)
    },
  )
  .post(
    '/:number/payments/:paymentId/refresh',
    answers(PlacedOrder, { summary: 'Ask now how an attempt stands', refusals: [404] }),
    customer,
    accepts('param', PaymentParams),
    async (c) => c.json(await refreshOrderPayment(c.var.ctx, c.req.valid('param'))),
  )
  .post(
    '/:number/payments/:paymentId/wallet-challenge',
    answers(WalletChallenge, { summary: 'What your wallet is to sign, to be taken for yours', refusals: [404, 409] }),
    customer,
    accepts('param', PaymentParams),
    async (c) => c.json(await orderWalletChallenge(c.var.ctx, c.req.valid('param'))),
  )
  .post(
    '/:number/payments/:paymentId/wallet',
    answers(PlacedOrder, { summary: 'Pay with this wallet: what it should send', refusals: [404, 409] }),
    customer,
    accepts('param', PaymentParams),
    accepts('json', WalletProof),
    provesByPerson,
    async (c) => c.json(await connectOrderWallet(c.var.ctx, { ...c.req.valid('param'), proof: c.req.valid('json') })),
  )
  .get(
    '/:number/receipt',
    answers(Receipt, { summary: 'The receipt of a paid order', refusals: [404, 409] }),
    customer,
    accepts('param', OrderParams),
    async (c) => c.json(await presentReceipt(c.var.ctx, { ...c.req.valid('param'), ...readerIn(c.var.ctx) })),
  )
  .post(
    '/:number/receipt-link',
    answers(ReceiptLink, { summary: 'Where the receipt can be fetched for five minutes', status: 201, refusals: [404, 409] }),
    customer,
    accepts('param', OrderParams),
    async (c) => c.json(await makeReceiptLink(c.var.ctx, c.req.valid('param')), 201),
  )
  .get(
    '/:number/receipt.pdf',
    answers(null, { summary: 'The receipt as a PDF, for a session or a ticket', refusals: [404, 409], contentType: 'application/pdf' }),
    accepts('param', OrderParams),
    accepts('query', Ticket),
    // A ticket is enough by itself: Telegram fetches the file, and has no session.
    (c, next) => (c.req.valid('query').ticket === undefined ? customer(c as never, next) : next()),
    async (c) => {
      const { ctx } = c.var
      const { number } = c.req.valid('param')
      const { ticket } = c.req.valid('query')
      const reader = ticket === undefined ? { number, ...readerIn(ctx) } : await openReceiptLink(ctx, { number, ticket })
      await papers.take(`${reader.userId} ${reader.number}`)
      const pdf = await printReceipt(ctx, reader)
      return c.body(pdf as Uint8Array<ArrayBuffer>, 200, asPdf(reader.number))
    },
  )
  .get(
    '/:number/credit-notes/:creditNote',
    answers(CreditNote, { summary: 'What went back in one refund', refusals: [404, 409] }),
    customer,
    accepts('param', CreditNoteParams),
    async (c) => c.json(await presentCreditNote(c.var.ctx, { ...c.req.valid('param'), ...readerIn(c.var.ctx) })),
  )
  .post(
    '/:number/credit-notes/:creditNote/link',
    answers(ReceiptLink, { summary: 'Where the credit note can be fetched for five minutes', status: 201, refusals: [404, 409] }),
    customer,
    accepts('param', CreditNoteParams),
    async (c) => c.json(await makeReceiptLink(c.var.ctx, c.req.valid('param')), 201),
  )
  .get(
    '/:number/credit-notes/:creditNote/pdf',
    answers(null, { summary: 'The credit note as a PDF, for a session or a ticket', refusals: [404, 409], contentType: 'application/pdf' }),
    accepts('param', CreditNoteParams),
    accepts('query', Ticket),
    (c, next) => (c.req.valid('query').ticket === undefined ? customer(c as never, next) : next()),
    async (c) => {
      const { ctx } = c.var
      const { number, creditNote } = c.req.valid('param')
      const { ticket } = c.req.valid('query')
      const reader = ticket === undefined ? { number, ...readerIn(ctx) } : await openReceiptLink(ctx, { number, creditNote, ticket })
      await papers.take(`${reader.userId} ${reader.number}`)
      const pdf = await printCreditNote(ctx, { ...reader, creditNote })
      return c.body(pdf as Uint8Array<ArrayBuffer>, 200, asPdf(creditNote))
    },
  )
