import { Hono, type Context as HonoContext } from 'hono'
import { Id } from 'shared/common.schema'
import {
  AdminOrder,
  AdminOrderPage,
  AdminOrderQuery,
  CancelOrder,
  OrderMove,
  RefundRequest,
  RefundSent,
  ShipOrder,
  StaffNote,
} from 'shared/orders.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv, SignedInEnv } from '../../platform/http/env.ts'
import { idempotencyKeyOf } from '../../platform/http/idempotency-key.ts'
import { customer, staff } from '../auth/index.ts'
import { cancelOrderAsStaff } from './cancel-order.ts'
import { listOrdersForStaff } from './list-orders-for-staff.ts'
import { refundCalledOff, refundSent } from './refund-by-hand.ts'
import { refundPayment } from './refund-payment.ts'
import { showOrderToStaff } from './show-order-to-staff.ts'
import { acceptOrder, deliverOrder, noteOnOrder, processOrder, shipOrder } from './staff-moves.ts'

const OrderParams = z.object({ number: z.string().max(60) })
const RefundParams = OrderParams.extend({ refundId: Id })
const number = accepts('param', OrderParams)
const moved = (summary: string) => answers(AdminOrder, { summary, refusals: [403, 404, 409], tags: ['staff'] })

/** The order as it is after the change. */
async function shown(c: HonoContext<SignedInEnv>, { number }: { number: string }) {
  return c.json(await showOrderToStaff(c.var.ctx, { number }))
}

/** Under `/admin/orders`. */
export const adminRoutes = new Hono<AppEnv>()
  .get(
    '/',
    answers(AdminOrderPage, { summary: 'All orders, by what they need', refusals: [403], tags: ['staff'] }),
    customer,
    staff('orders.read'),
    accepts('query', AdminOrderQuery),
    async (c) => c.json(await listOrdersForStaff(c.var.ctx, c.req.valid('query'))),
  )
  .get(
    '/:number',
    answers(AdminOrder, { summary: 'An order, with all staff see', refusals: [403, 404], tags: ['staff'] }),
    customer,
    staff('orders.read'),
    number,
    (c) => shown(c, c.req.valid('param')),
  )
  .post(
    '/:number/accept',
    moved('Take on an order paid at the door'),
    customer,
    staff('orders.fulfil'),
    number,
    accepts('json', OrderMove),
    async (c) => {
      await acceptOrder(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
      return shown(c, c.req.valid('param'))
    },
  )
  .post('/:number/process', moved('Begin to pack'), customer, staff('orders.fulfil'), number, accepts('json', OrderMove), async (c) => {
    await processOrder(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
    return shown(c, c.req.valid('param'))
  })
  .post(
    '/:number/ship',
    moved('Hand it to the carrier'),
    customer,
    staff('orders.fulfil'),
    number,
    accepts('json', ShipOrder),
    async (c) => {
      await shipOrder(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
      return shown(c, c.req.valid('param'))
    },
  )
  .post('/:number/deliver', moved('It has arrived'), customer, staff('orders.fulfil'), number, accepts('json', OrderMove), async (c) => {
    await deliverOrder(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
    return shown(c, c.req.valid('param'))
  })
  .post(
    '/:number/cancel',
    moved('Call an order off'),
    customer,
    staff('orders.cancel'),
    number,
    accepts('json', CancelOrder),
    async (c) => {
      await cancelOrderAsStaff(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
      return shown(c, c.req.valid('param'))
    },
  )
  .post(
    '/:number/refunds',
    moved('Give money back (Idempotency-Key)'),
    customer,
    staff('orders.refund'),
    number,
    accepts('json', RefundRequest),
    async (c) => {
      const idempotencyKey = idempotencyKeyOf(c)
      await refundPayment(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey })
      return shown(c, c.req.valid('param'))
    },
  )
  .post(
    '/:number/refunds/:refundId/sent',
    moved('Write down that money was sent back by hand'),
    customer,
    staff('orders.refund'),
    accepts('param', RefundParams),
    accepts('json', RefundSent),
    async (c) => {
      await refundSent(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
      return shown(c, c.req.valid('param'))
    },
  )
  .post(
    '/:number/refunds/:refundId/call-off',
    moved('Do not send by hand what was granted'),
    customer,
    staff('orders.refund'),
    accepts('param', RefundParams),
    accepts('json', OrderMove),
    async (c) => {
      await refundCalledOff(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
      return shown(c, c.req.valid('param'))
    },
  )
  .post(
    '/:number/notes',
    moved('Write a note for the staff'),
    customer,
    staff('orders.fulfil'),
    number,
    accepts('json', StaffNote),
    async (c) => {
      await noteOnOrder(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
      return shown(c, c.req.valid('param'))
    },
  )
