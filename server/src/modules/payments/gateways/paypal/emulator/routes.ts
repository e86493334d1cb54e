import { Hono } from 'hono'
import { sandboxPaypal } from '../environment.ts'
import { findDispute } from './disputes.ts'
import { missing, PaypalFault } from './errors.ts'
import { keptSeconds, type paypalHttp } from './http.ts'
import { captureOrder, createOrder, findOrder, showOrder } from './orders.ts'
import { findRefund, refundCapture, showRefund } from './refunds.ts'
import { searchTransactions, showBalances } from './report.ts'
import { newId, type PaypalWorld } from './state.ts'

const tokenSeconds = 32_400
const mostEvents = 300

type Parts = {
  world: PaypalWorld
  handle: ReturnType<typeof paypalHttp>
  journal: { certificate(id: string): string | undefined }
}

/** Their API, as much of it as a shop asks. */
export function paypalRoutes({ world, handle, journal }: Parts): Hono {
  const { state } = world
  const asOrder = { run: ({ id }: { id: string }) => showOrder(world, findOrder(world, id)) }
  return new Hono()
    .post(
      '/v1/oauth2/token',
      handle({
        needsToken: false,
        async run({ c }) {
          const wanted = Buffer.from(`${sandboxPaypal.clientId}:${sandboxPaypal.clientSecret}`).toString('base64')
          if (c.req.header('authorization') !== `Basic ${wanted}`) throw new PaypalFault(401)
          if (new URLSearchParams(await c.req.text()).get('grant_type') !== 'client_credentials') throw new PaypalFault(400)
          const token = `A21AA${newId(world, 60)}`
          state.tokens[token] = world.clock.seconds() + tokenSeconds
          return {
            scope: 'https://uri.paypal.com/services/payments/payment',
            access_token: token,
            token_type: 'Bearer',
            app_id: 'APP-80W284485P519543T',
            expires_in: tokenSeconds,
            nonce: newId(world, 20),
          }
        },
      }),
    )
    .post(
      '/v2/checkout/orders',
      handle({ ...asOrder, once: { seconds: keptSeconds.orders, make: ({ body }) => createOrder(world, body) } }),
    )
    .get('/v2/checkout/orders/:id', handle(asOrder))
    .post(
      '/v2/checkout/orders/:id/capture',
      handle({ ...asOrder, once: { seconds: keptSeconds.orders, make: ({ id }) => captureOrder(world, id) } }),
    )
    .get(
      '/v2/payments/captures/:id',
      handle({
        run({ id }) {
          const capture = state.captures[id]
          if (!capture) throw missing()
          return capture
        },
      }),
    )
    .post(
      '/v2/payments/captures/:id/refund',
      handle({
        run: ({ id }) => showRefund(world, findRefund(world, id)),
        once: { seconds: keptSeconds.payments, make: ({ id, body }) => refundCapture(world, id, body) },
      }),
    )
    .get('/v2/payments/refunds/:id', handle({ run: ({ id }) => showRefund(world, findRefund(world, id)) }))
    .get(
      '/v1/customer/disputes',
      handle({
        run({ c }) {
          const about = c.req.query('disputed_transaction_id')
          const since = Date.parse(c.req.query('update_time_after') ?? '') || 0
          const items = Object.values(state.disputes)
            .filter(({ update_time: at = '' }) => Date.parse(at) >= since)
            .filter((dispute) => about === undefined || dispute.disputed_transactions.some((one) => one.seller_transaction_id === about))
            .map((dispute) => ({ ...dispute, disputed_transactions: undefined, dispute_outcome: undefined }))
          return items.length > 0 ? { items } : {}
        },
      }),
    )
    .get('/v1/customer/disputes/:id', handle({ run: ({ id }) => findDispute(world, id) }))
    .get('/v1/reporting/transactions', handle({ run: ({ c }) => searchTransactions(world, (name) => c.req.query(name)) }))
    .get('/v1/reporting/balances', handle({ run: () => showBalances(world) }))
    .get('/v1/notifications/webhooks-events', handle({ run: ({ c }) => listEvents(world, (name) => c.req.query(name)) }))
    .get('/v1/notifications/certs/:id', (c) => {
      const pem = journal.certificate(c.req.param('id'))
      return pem ? c.text(pem, 200, { 'content-type': 'application/x-pem-file' }) : c.json(missing().body('0'), 404)
    })
}

/** Newest first, a page at a time. */
function listEvents({ state, places }: PaypalWorld, query: (name: string) => string | undefined): object {
  const size = Math.min(mostEvents, Number(query('page_size') ?? 10))
  const [from, to] = [query('start_time') ?? '', query('end_time') ?? '']
  const all = Object.values(state.events)
    .filter(({ create_time: at }) => Date.parse(at) >= (Date.parse(from) || 0) && !(Date.parse(at) > Date.parse(to)))
    .toReversed()
  const after = all.findIndex(({ id }) => id === query('start_id')) + 1
  const events = all.slice(after, after + size)
  const [last] = events.slice(-1)
  const next = new URLSearchParams({ page_size: String(size), start_time: from, end_time: to, start_id: last?.id ?? '' })
  return {
    events,
    count: events.length,
    links:
      after + size < all.length
        ? [{ href: `${places().api}/v1/notifications/webhooks-events?${next.toString()}`, rel: 'next', method: 'GET' }]
        : [],
  }
}
