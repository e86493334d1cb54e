import type Stripe from 'stripe'
import { missing } from './errors.ts'
import { anything, clearable, filled, group, integer, list, mergeMetadata, metadata, oneOf, required, yesNo, type Read } from './form.ts'
import type { StripeWorld } from './state.ts'

export const customerFields = {
  address: anything,
  description: clearable,
  email: clearable,
  expand: list,
  metadata,
  name: clearable,
  phone: clearable,
  preferred_locales: list,
  shipping: anything,
}

const feature = oneOf('enabled', 'disabled')
export const sessionFields = {
  customer: filled,
  components: group({
    payment_element: group({
      enabled: yesNo,
      features: group({
        payment_method_allow_redisplay_filters: list,
        payment_method_redisplay: feature,
        payment_method_redisplay_limit: integer,
        payment_method_remove: feature,
        payment_method_save: feature,
        payment_method_save_usage: oneOf('off_session', 'on_session'),
      }),
    }),
  }),
  expand: list,
}

/** How long a browser may use one (docs.stripe.com/api/customer_sessions). */
const sessionSeconds = 1800

export function createCustomerSession(world: StripeWorld, input: Read<typeof sessionFields>): Stripe.CustomerSession {
  const customer = required(input.customer, 'customer')
  required(input.components, 'components')
  if (!world.state.customers[customer]) throw missing('customer', customer, 'customer')
  const created = world.clock.seconds()
  const secret = `cuss_secret_${world.random.id(32)}`
  const asked = input.components?.payment_element?.features
  const expires_at = created + sessionSeconds
  world.state.customerSessions[secret] = {
    customer,
    expiresAt: expires_at,
    maySave: asked?.payment_method_save === 'enabled',
    mayShow: asked?.payment_method_redisplay === 'enabled',
    limit: asked?.payment_method_redisplay_limit ?? 3,
    usage: asked?.payment_method_save_usage ?? null,
  }
  return { object: 'customer_session', client_secret: secret, created, customer, customer_account: null, expires_at, livemode: false }
}

export function createCustomer(world: StripeWorld, input: Read<typeof customerFields>): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: `cus_${world.random.id(14)}`,
    object: 'customer',
    address: null,
    balance: 0,
    created: world.clock.seconds(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: world.random.id(8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
  fill(customer, input)
  world.state.customers[customer.id] = customer
  world.emit('customer.created', customer)
  return customer
}

export function getCustomer(world: StripeWorld, id: string): Stripe.Customer {
  const found = world.state.customers[id]
  if (!found) throw missing('customer', id)
  return found
}

export function updateCustomer(world: StripeWorld, id: string, input: Read<typeof customerFields>): Stripe.Customer {
  const customer = getCustomer(world, id)
  const before = structuredClone(customer)
  fill(customer, input)
  const changed = Object.fromEntries(
    Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(customer[name as keyof Stripe.Customer])),
  )
  world.emit('customer.updated', customer, changed)
  return customer
}

export function deleteCustomer(world: StripeWorld, id: string): Stripe.DeletedCustomer {
  const customer = getCustomer(world, id)
  delete world.state.customers[id]
  world.emit('customer.deleted', customer)
  return { id, object: 'customer', deleted: true }
}

function fill(customer: Stripe.Customer, { expand: _expand, metadata, ...rest }: Read<typeof customerFields>): void {
  Object.assign(customer, rest)
  customer.metadata = mergeMetadata(customer.metadata, metadata)
}
