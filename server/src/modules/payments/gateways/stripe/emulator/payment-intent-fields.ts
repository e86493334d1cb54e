import { anything, clearable, filled, group, integer, list, metadata, oneOf, text, yesNo } from './form.ts'
import { paymentMethodFields } from './payment-methods.ts'

const shipping = group({ address: anything, name: text, phone: clearable, carrier: clearable, tracking_number: clearable })

const methodOptions = group({
  card: group({
    cvc_token: filled,
    require_cvc_recollection: yesNo,
    request_three_d_secure: oneOf('any', 'automatic', 'challenge'),
  }),
})

const commonFields = {
  amount: integer,
  currency: filled,
  customer: clearable,
  description: clearable,
  expand: list,
  metadata,
  payment_method: clearable,
  receipt_email: clearable,
  shipping,
  statement_descriptor: clearable,
  statement_descriptor_suffix: clearable,
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  setup_future_usage: oneOf('off_session', 'on_session'),
  payment_method_options: methodOptions,
  payment_method_data: group(paymentMethodFields),
  transfer_group: text,
}

const confirmOptions = {
  return_url: filled,
  use_stripe_sdk: yesNo,
  off_session: yesNo,
  error_on_requires_action: yesNo,
  mandate_data: anything,
}

/** Without `payment_method_types`: the parameter left the API with 2026-10-28.endive. */
export const createFields = {
  ...commonFields,
  ...confirmOptions,
  automatic_payment_methods: group({ enabled: yesNo, allow_redirects: oneOf('always', 'never') }),
  confirm: yesNo,
  confirmation_method: oneOf('automatic', 'manual'),
}

export const updateFields = commonFields

export const confirmFields = {
  ...confirmOptions,
  capture_method: commonFields.capture_method,
  client_secret: filled,
  expand: list,
  payment_method: clearable,
  payment_method_data: commonFields.payment_method_data,
  payment_method_options: methodOptions,
  receipt_email: clearable,
  setup_future_usage: commonFields.setup_future_usage,
  shipping,
}

export const captureFields = {
  amount_to_capture: integer,
  final_capture: yesNo,
  metadata,
  expand: list,
  statement_descriptor_suffix: clearable,
}

export const cancelFields = { cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'), expand: list }
