// What we read of PayPal's resources, as in its own descriptions (github.com/paypal/paypal-rest-api-specifications:
// checkout_orders_v2 2.13, payments_payment_v2 2.5, customer_disputes_v1 1.10, notifications_webhooks_v1 1.11).

export type Amount = { currency_code: string; value: string }
export type Link = { href: string; rel: string; method?: string }

export type CaptureStatus = 'COMPLETED' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'PENDING' | 'REFUNDED' | 'FAILED'
export type Capture = {
  id: string
  status: CaptureStatus
  status_details?: { reason?: string }
  amount: Amount
  custom_id?: string
  invoice_id?: string
  create_time?: string
  update_time?: string
  supplementary_data?: { related_ids?: { order_id?: string } }
}

export type Refund = {
  id: string
  status: 'CANCELLED' | 'FAILED' | 'PENDING' | 'COMPLETED'
  status_details?: { reason?: string }
  amount: Amount
  custom_id?: string
  invoice_id?: string
  note_to_payer?: string
  create_time?: string
  update_time?: string
  links?: Link[]
}

export type OrderStatus = 'CREATED' | 'SAVED' | 'APPROVED' | 'VOIDED' | 'COMPLETED' | 'PAYER_ACTION_REQUIRED'
export type PurchaseUnit = {
  reference_id?: string
  custom_id?: string
  invoice_id?: string
  description?: string
  amount: Amount
  payments?: { captures?: Capture[]; refunds?: Refund[] }
}
export type Order = {
  id: string
  status: OrderStatus
  purchase_units: PurchaseUnit[]
  create_time?: string
  links?: Link[]
}

export type DisputeOutcome =
  | 'RESOLVED_BUYER_FAVOUR'
  | 'RESOLVED_SELLER_FAVOUR'
  | 'RESOLVED_WITH_PAYOUT'
  | 'CANCELED_BY_BUYER'
  | 'ACCEPTED'
  | 'DENIED'
  | 'NONE'
export type Dispute = {
  dispute_id: string
  create_time: string
  update_time?: string
  status: 'OPEN' | 'WAITING_FOR_BUYER_RESPONSE' | 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED' | 'OTHER'
  reason?: string
  dispute_amount: Amount
  dispute_outcome?: { outcome_code?: DisputeOutcome; amount_refunded?: Amount }
  dispute_life_cycle_stage?: 'INQUIRY' | 'CHARGEBACK' | 'PRE_ARBITRATION' | 'ARBITRATION'
  disputed_transactions: { seller_transaction_id?: string; custom?: string; invoice_number?: string; gross_amount?: Amount }[]
}

export type PaypalEvent = {
  id: string
  event_type: string
  resource_type: string
  create_time: string
  resource: Record<string, unknown>
}
