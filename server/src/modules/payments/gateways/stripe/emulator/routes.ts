import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type Stripe from 'stripe'
import {
  createCustomer,
  createCustomerSession,
  customerFields,
  deleteCustomer,
  getCustomer,
  sessionFields,
  updateCustomer,
} from './customers.ts'
import { readBalance } from './balance.ts'
import { getDispute } from './disputes.ts'
import { invalidRequest, missing } from './errors.ts'
import { filled, list, mergeMetadata, type Fields } from './form.ts'
import { refuseKey, type Endpoint, type KeyKind, type stripeHttp } from './http.ts'
import { listPage, searchPage } from './lists.ts'
import { confirmPaymentIntent, getPaymentIntent } from './confirm-payment-intent.ts'
import { asPublicIntent, cancelPaymentIntent, capturePaymentIntent, createPaymentIntent, updatePaymentIntent } from './payment-intents.ts'
import { cancelFields, captureFields, confirmFields, createFields, updateFields } from './payment-intent-fields.ts'
import { createPaymentMethod, detach, keptFor, paymentMethodFields } from './payment-methods.ts'
import { createRefund, refundFields, refundUpdateFields } from './refunds.ts'
import type { StripeWorld } from './state.ts'
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  endpointFields,
  endpointUpdateFields,
  getWebhookEndpoint,
  updateWebhookEndpoint,
} from './webhook-endpoints.ts'

const expandOnly = { expand: list }
const browserRead = { client_secret: filled, expand: list }

/** The Stripe API of `apiVersion`, as far as this shop uses it. */
export function stripeRoutes(world: StripeWorld, http: ReturnType<typeof stripeHttp>): Hono {
  const { state } = world

  function get<T>(table: Record<string, T>, id: string, kind: string): T {
    const found = table[id]
    if (!found) throw missing(kind, id)
    return found
  }

  /** With a publishable key a payment opens only to its client secret, and shows only its public half. */
  function unlock(intent: Stripe.PaymentIntent, key: KeyKind, clientSecret: string | undefined): void {
    if (key === 'publishable' && clientSecret === undefined) throw refuseKey()
    if (clientSecret !== undefined && clientSecret !== intent.client_secret) throw missing('payment_intent', intent.id, 'intent')
  }
  const shown = (intent: Stripe.PaymentIntent, key: KeyKind) => (key === 'publishable' ? asPublicIntent(intent) : intent)

  const secret = <F extends Fields>(endpoint: Endpoint<F>) =>
    http.handle<F>({
      ...endpoint,
      run: (call) => {
        if (call.key !== 'secret') throw refuseKey()
        return endpoint.run(call)
      },
    })
  const open = http.handle

  return new Hono()
    .use(cors({ origin: '*', allowHeaders: ['authorization', 'content-type', 'stripe-version', 'idempotency-key'], maxAge: 600 }))

    .post('/v1/customer_sessions', secret({ fields: sessionFields, run: ({ input }) => createCustomerSession(world, input) }))
    .get(
      '/v1/customers/:id/payment_methods',
      secret({
        run: ({ id, query }) => {
          getCustomer(world, id)
          const kept = Object.fromEntries(
            keptFor(world, id)
              .toReversed()
              .map((method) => [method.id, method]),
          )
          return listPage(kept, query, {
            kind: 'PaymentMethod',
            url: `/v1/customers/${id}/payment_methods`,
            filters: ['type', 'allow_redisplay'],
          })
        },
      }),
    )
    .post('/v1/customers', secret({ fields: customerFields, run: ({ input }) => createCustomer(world, input) }))
    .get(
      '/v1/customers',
      secret({ run: ({ query }) => listPage(state.customers, query, { kind: 'customer', url: '/v1/customers', filters: ['email'] }) }),
    )
    .get('/v1/customers/:id', secret({ fields: expandOnly, run: ({ id }) => getCustomer(world, id) }))
    .post('/v1/customers/:id', secret({ fields: customerFields, run: ({ id, input }) => updateCustomer(world, id, input) }))
    .delete('/v1/customers/:id', secret({ fields: expandOnly, run: ({ id }) => deleteCustomer(world, id) }))

    .post('/v1/payment_intents', secret({ fields: createFields, run: ({ input }) => createPaymentIntent(world, input) }))
    .get(
      '/v1/payment_intents',
      secret({
        run: ({ query }) =>
          listPage(state.paymentIntents, query, { kind: 'payment_intent', url: '/v1/payment_intents', filters: ['customer'] }),
      }),
    )
    .get(
      '/v1/payment_intents/search',
      secret({ run: ({ query }) => searchPage(state.paymentIntents, query, '/v1/payment_intents/search') }),
    )
    .get(
      '/v1/payment_intents/:id',
      open({
        fields: browserRead,
        run: ({ id, input, key }) => {
          const intent = getPaymentIntent(world, id)
          unlock(intent, key, input.client_secret)
          return shown(intent, key)
        },
      }),
    )
    .post('/v1/payment_intents/:id', secret({ fields: updateFields, run: ({ id, input }) => updatePaymentIntent(world, id, input) }))
    .post(
      '/v1/payment_intents/:id/confirm',
      open({
        fields: confirmFields,
        run: ({ id, input, key }) => {
          unlock(getPaymentIntent(world, id), key, input.client_secret)
          return shown(confirmPaymentIntent(world, id, input, key), key)
        },
      }),
    )
    .post(
      '/v1/payment_intents/:id/capture',
      secret({ fields: captureFields, run: ({ id, input }) => capturePaymentIntent(world, id, input) }),
    )
    .post('/v1/payment_intents/:id/cancel', secret({ fields: cancelFields, run: ({ id, input }) => cancelPaymentIntent(world, id, input) }))

    .get(
      '/v1/charges',
      secret({
        run: ({ query }) => listPage(state.charges, query, { kind: 'charge', url: '/v1/charges', filters: ['payment_intent', 'customer'] }),
      }),
    )
    .get('/v1/charges/:id', secret({ fields: expandOnly, run: ({ id }) => get(state.charges, id, 'charge') }))

    .post('/v1/refunds', secret({ fields: refundFields, run: ({ input }) => createRefund(world, input) }))
    .get(
      '/v1/refunds',
      secret({
        run: ({ query }) => listPage(state.refunds, query, { kind: 'refund', url: '/v1/refunds', filters: ['payment_intent', 'charge'] }),
      }),
    )
    .get('/v1/refunds/:id', secret({ fields: expandOnly, run: ({ id }) => get(state.refunds, id, 'refund') }))
    .post(
      '/v1/refunds/:id',
      secret({
        fields: refundUpdateFields,
        run: ({ id, input }) => {
          const refund = get(state.refunds, id, 'refund')
          refund.metadata = mergeMetadata(refund.metadata ?? {}, input.metadata)
          return refund
        },
      }),
    )

    .get(
      '/v1/events',
      secret({ run: ({ query }) => listPage(state.events, query, { kind: 'event', url: '/v1/events', filters: ['type'] }) }),
    )
    .get('/v1/events/:id', secret({ fields: expandOnly, run: ({ id }) => get(state.events, id, 'event') }))

    .get(
      '/v1/balance_transactions',
      secret({
        run: ({ query }) =>
          listPage(state.balanceTransactions, query, {
            kind: 'balance_transaction',
            url: '/v1/balance_transactions',
            filters: ['type', 'source', 'currency'],
          }),
      }),
    )
    .get(
      '/v1/balance_transactions/:id',
      secret({ fields: expandOnly, run: ({ id }) => get(state.balanceTransactions, id, 'balance_transaction') }),
    )

    .get('/v1/balance', secret({ fields: expandOnly, run: () => readBalance(world) }))

    .get(
      '/v1/payouts',
      secret({ run: ({ query }) => listPage(state.payouts, query, { kind: 'payout', url: '/v1/payouts', filters: ['status'] }) }),
    )
    .get('/v1/payouts/:id', secret({ fields: expandOnly, run: ({ id }) => get(state.payouts, id, 'payout') }))

    .get(
      '/v1/radar/early_fraud_warnings',
      secret({
        run: ({ query }) =>
          listPage(state.fraudWarnings, query, {
            kind: 'early_fraud_warning',
            url: '/v1/radar/early_fraud_warnings',
            filters: ['charge', 'payment_intent'],
          }),
      }),
    )

    .get(
      '/v1/disputes',
      secret({
        run: ({ query }) =>
          listPage(state.disputes, query, { kind: 'dispute', url: '/v1/disputes', filters: ['charge', 'payment_intent'] }),
      }),
    )
    .get('/v1/disputes/:id', secret({ fields: expandOnly, run: ({ id }) => getDispute(world, id) }))

    .post('/v1/payment_methods', open({ fields: paymentMethodFields, run: ({ input, key }) => createPaymentMethod(world, input, key) }))
    .post('/v1/payment_methods/:id/detach', secret({ fields: expandOnly, run: ({ id }) => detach(world, id) }))
    .get('/v1/payment_methods/:id', secret({ fields: expandOnly, run: ({ id }) => get(state.paymentMethods, id, 'PaymentMethod') }))

    .post('/v1/webhook_endpoints', secret({ fields: endpointFields, run: ({ input }) => createWebhookEndpoint(world, input) }))
    .get(
      '/v1/webhook_endpoints',
      secret({
        run: ({ query }) =>
          listPage(state.webhookEndpoints, query, { kind: 'webhook endpoint', url: '/v1/webhook_endpoints', filters: [] }),
      }),
    )
    .get('/v1/webhook_endpoints/:id', secret({ fields: expandOnly, run: ({ id }) => getWebhookEndpoint(world, id) }))
    .post(
      '/v1/webhook_endpoints/:id',
      secret({ fields: endpointUpdateFields, run: ({ id, input }) => updateWebhookEndpoint(world, id, input) }),
    )
    .delete('/v1/webhook_endpoints/:id', secret({ fields: expandOnly, run: ({ id }) => deleteWebhookEndpoint(world, id) }))

    .all(
      '/v1/*',
      http.handle({
        run: () => {
          throw invalidRequest(
            { message: 'Unrecognized request URL. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.' },
            404,
          )
        },
      }),
    )
}
