import type Stripe from 'stripe'

export type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  decline_code?: string
  advice_code?: string
  network_decline_code?: string
  param?: string
  charge?: string
  doc_url?: string
  request_log_url?: string
  payment_intent?: Stripe.PaymentIntent
  payment_method?: Stripe.PaymentMethod
}

/** An answer that is not 2xx, in Stripe's envelope. */
export class StripeFault extends Error {
  readonly status: number
  readonly body: ErrorBody
  /** Whether the endpoint had begun its work: only then Stripe keeps the answer under the idempotency key. */
  readonly begun: boolean

  constructor(status: number, body: ErrorBody, begun: boolean) {
    super(body.message)
    this.status = status
    this.body = body.code ? { ...body, doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` } : body
    this.begun = begun
  }
}

export function invalidRequest(body: Omit<ErrorBody, 'type'>, status = 400): StripeFault {
  return new StripeFault(status, { type: 'invalid_request_error', ...body }, false)
}

/** Refused by what the object has become, after the endpoint began. */
export function stateConflict(body: Omit<ErrorBody, 'type'>): StripeFault {
  return new StripeFault(400, { type: 'invalid_request_error', ...body }, true)
}

export function missing(kind: string, id: string, param = 'id'): StripeFault {
  return invalidRequest({ code: 'resource_missing', message: `No such ${kind}: '${id}'`, param }, 404)
}

export function cardError(body: Omit<ErrorBody, 'type'>): StripeFault {
  return new StripeFault(402, { type: 'card_error', ...body }, true)
}
