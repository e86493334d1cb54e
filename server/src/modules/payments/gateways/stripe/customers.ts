import { Stripe } from 'stripe'
import type { GatewayPayment, KeptMethod } from '../gateway.ts'
import { brandOf } from './mapping.ts'

const userIdKey = 'user_id'
/** How many kept cards the form shows. */
const mostShown = 5

/** Who pays, at Stripe: nothing of them but our id. A second one of the same person harms nobody, the newest is used. */
export async function customerFor(client: Stripe, payment: GatewayPayment): Promise<string | undefined> {
  return payment.customer ?? makeCustomer(client, payment.userId, `cus_${payment.userId}`)
}

/** In place of one that was deleted there. */
export const newCustomerFor = (client: Stripe, payment: GatewayPayment): Promise<string | undefined> =>
  makeCustomer(client, payment.userId, `cus_${payment.userId}_after_${payment.customer}`)

async function makeCustomer(client: Stripe, userId: string, idempotencyKey: string): Promise<string | undefined> {
  try {
    return (await client.customers.create({ metadata: { [userIdKey]: userId } }, { idempotencyKey })).id
  } catch (error) {
    // A key that may not make customers still takes cards.
    if (error instanceof Stripe.errors.StripePermissionError) return undefined
    throw error
  }
}

export const isCustomerGone = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing' && error.param === 'customer'

/**
 * Lets the form show the cards kept for this customer, and ask whether to keep another (docs.stripe.com/payments/save-customer-payment-methods).
 * Without it the form still takes a card.
 */
export async function openSession(client: Stripe, customer: string): Promise<string | undefined> {
  try {
    const session = await client.customerSessions.create({
      customer,
      components: {
        payment_element: {
          enabled: true,
          features: {
            payment_method_redisplay: 'enabled',
            payment_method_redisplay_limit: mostShown,
            payment_method_save: 'enabled',
            payment_method_save_usage: 'on_session',
            payment_method_remove: 'disabled',
          },
        },
      },
    })
    return session.client_secret
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return undefined
    throw error
  }
}

/** The cards somebody agreed to have shown again. */
export async function listCards(client: Stripe, customer: string): Promise<KeptMethod[]> {
  const { data } = await client.customers.listPaymentMethods(customer, { type: 'card', allow_redisplay: 'always', limit: 100 })
  return data.flatMap(({ id, card }) =>
    card
      ? [{ id, label: `${brandOf(card.brand)} ·· ${card.last4}`, expires: `${card.exp_year}-${String(card.exp_month).padStart(2, '0')}` }]
      : [],
  )
}

/** @returns false when it is not theirs */
export async function removeCard(client: Stripe, customer: string, id: string): Promise<boolean> {
  const method = await client.paymentMethods.retrieve(id)
  const owner = typeof method.customer === 'string' ? method.customer : method.customer?.id
  if (owner !== customer) return false
  await client.paymentMethods.detach(id)
  return true
}
