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

/** A row of the account (transaction_search_v1 1.9, `transaction_info`). Sums that left are negative, and so are fees. */
export type TransactionInfo = {
  transaction_id: string
  /** What it is about: for `TXN` another row, for `ODR` an order. */
  paypal_reference_id?: string
  paypal_reference_id_type?: 'ODR' | 'TXN' | 'SUB' | 'PAP'
  /** developer.paypal.com/reports/reference/t-codes */
  transaction_event_code: string
  transaction_initiation_date: string
  transaction_updated_date: string
  transaction_amount: Amount
  fee_amount?: Amount
  /** Denied, pending, successful, reversed whole, refunded in part. */
  transaction_status: 'D' | 'P' | 'S' | 'V' | 'F'
  invoice_id?: string
  custom_field?: string
}

export type TransactionPage = {
  transaction_details?: { transaction_info: TransactionInfo }[]
  last_refreshed_datetime?: string
  page: number
  total_items: number
  total_pages: number
}

export type Balances = { balances?: { currency: string; total_balance: Amount }[] }
