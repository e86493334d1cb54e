import { Hono } from 'hono'
import { Id } from 'shared/common.schema'
import { Order, OrderPage, OrderQuery, PaymentRetry, PlacedOrder, Receipt, ReceiptLink, WaysToPay } from 'shared/orders.schema'
import { WalletChallenge, WalletProof } from 'shared/payments.schema'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { idempotencyKeyOf } from '../../platform/http/idempotency-key.ts'
import { requestProblem } from '../../platform/problem.ts'
import { customer } from '../auth/index.ts'
import { cancelOrder } from './cancel-order.ts'
import { connectOrderWallet, orderWalletChallenge } from './connect-wallet.ts'
import { listOwnOrders } from './list-own-orders.ts'
import { asOrderNumber } from './order-number.ts'
import { presentOrder } from './present-order.ts'
import { refreshOrderPayment, retryPayment } from './retry-payment.ts'
import { makeReceiptLink, openReceiptLink, type ReceiptReader } from './receipt/receipt-link.ts'
import { presentReceipt } from './receipt/present-receipt.ts'
import { printReceipt } from './receipt/print-receipt.ts'
import { waysToPay } from './ways-to-pay.ts'

const OrderParams = z.object({ number: z.string().max(60) })
const PaymentParams = OrderParams.extend({ paymentId: Id })
const Ticket = z.object({ ticket: z.string().max(600).optional() })

function readerOf(ctx: Context, number: string): ReceiptReader {
  if (ctx.actor.kind !== 'user') throw requestProblem('signed-out')
  return { number, userId: ctx.actor.userId, language: ctx.actor.language }
}

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
    async (c) => c.json(await connectOrderWallet(c.var.ctx, { ...c.req.valid('param'), proof: c.req.valid('json') })),
  )
  .get(
    '/:number/receipt',
    answers(Receipt, { summary: 'The receipt of a paid order', refusals: [404, 409] }),
    customer,
    accepts('param', OrderParams),
    async (c) => c.json(await presentReceipt(c.var.ctx, { ...c.req.valid('param'), userId: c.var.ctx.actor.userId })),
  )
  .post(
    '/:number/receipt-link',
    answers(ReceiptLink, { summary: 'Where the receipt can be fetched for five minutes', status: 201, refusals: [404, 409] }),
    customer,
    accepts('param', OrderParams),
    async (c) => c.json(await makeReceiptLink(c.var.ctx, c.req.valid('param').number), 201),
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
      const reader = ticket === undefined ? readerOf(ctx, number) : await openReceiptLink(ctx, { number, ticket })
      const pdf = await printReceipt(ctx, reader)
      return c.body(pdf as Uint8Array<ArrayBuffer>, 200, {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${asOrderNumber(number)}.pdf"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        // Telegram for the web fetches the file itself (core.telegram.org/bots/webapps#initializing-mini-apps, downloadFile).
        'access-control-allow-origin': 'https://web.telegram.org',
      })
    },
  )
