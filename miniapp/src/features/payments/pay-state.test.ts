import { paymentFailures, paymentStateNames, type PaymentState } from 'shared/payments'
import { stripeErrorCodes } from 'shared/stripe-codes'
import { describe, expect, it } from 'vitest'
import { failureKey, pauseBefore, phaseOf, refusalOf, timeLeft } from './pay-state.ts'

type Given = Parameters<typeof phaseOf>[0]
type Attempt = NonNullable<Given['currentPayment']>

const secret = { type: 'client_secret', clientSecret: 'pi_1_secret_2', publishableKey: 'pk' } as const

const order = (state: PaymentState, payment: Partial<Attempt> = {}, change: Partial<Given> = {}): Given => ({
  state: 'pending_payment',
  payment: 'unpaid',
  canRetryPayment: true,
  currentPayment: { state, nextAction: { type: 'none' }, failure: null, ...payment },
  ...change,
})

describe('where paying an order stands', () => {
  it('asks for what is to be done next', () => {
    expect(phaseOf(order('requires_action', { nextAction: secret }))).toEqual({ phase: 'act', action: secret })
  })

  it.each(['starting', 'processing', 'succeeded', 'authorized'] as const)('waits while it is %s', (state) => {
    expect(phaseOf(order(state))).toEqual({ phase: 'checking', sure: true })
  })

  it('says that it does not know when the gateway gave no answer, and offers no second payment', () => {
    expect(phaseOf(order('unknown'))).toEqual({ phase: 'checking', sure: false })
  })

  it('tells a declined payment with its reason', () => {
    expect(phaseOf(order('failed', { failure: 'insufficient_funds' }))).toEqual({
      phase: 'failed',
      failure: 'insufficient_funds',
      canRetry: true,
    })
  })

  it('offers no retry where the order cannot be paid any more', () => {
    expect(phaseOf(order('expired', {}, { canRetryPayment: false }))).toEqual({ phase: 'failed', failure: 'expired', canRetry: false })
  })

  it('believes the order before the payment: what is paid is paid', () => {
    expect(phaseOf(order('failed', {}, { payment: 'paid', state: 'payment_confirmed' }))).toEqual({ phase: 'paid' })
  })

  it('is done for now when it is paid at the door', () => {
    expect(phaseOf(order('authorized', {}, { payment: 'on_delivery' }))).toEqual({ phase: 'promised' })
  })

  it('asks nothing more of an order that was called off', () => {
    expect(phaseOf(order('requires_action', { nextAction: secret }, { state: 'cancelled' }))).toEqual({ phase: 'over', cancelled: true })
  })

  it('never asks to pay again when money came in another amount', () => {
    expect(phaseOf(order('conflicted'))).toEqual({ phase: 'disputed' })
  })

  it('knows every state there is', () => {
    for (const state of paymentStateNames) expect(phaseOf(order(state)).phase).toBeTruthy()
  })
})

describe('a card that was refused', () => {
  it.each([
    [{ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' }, 'insufficient_funds'],
    [{ type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' }, 'declined'],
    [{ type: 'card_error', code: 'expired_card' }, 'expired_card'],
    [{ type: 'card_error', code: 'incorrect_cvc' }, 'incorrect_details'],
    [{ type: 'invalid_request_error', code: 'payment_intent_authentication_failure' }, 'authentication_failed'],
    [{ type: 'card_error', code: 'something_new' }, 'declined'],
  ])('has a reason in our words: %o', (error, reason) => {
    expect(refusalOf(error)).toBe(reason)
    expect(paymentFailures).toContain(reason)
  })

  it.each(Object.entries(stripeErrorCodes))('is read of %s as the server reads it', (code, reason) => {
    expect(refusalOf({ type: 'card_error', code: 'card_declined', decline_code: code })).toBe(reason)
    expect(refusalOf({ type: 'card_error', code })).toBe(reason)
  })

  it.each(['lost_card', 'stolen_card', 'pickup_card', 'restricted_card', 'security_violation', 'fraudulent', 'merchant_blacklist'])(
    'tells whoever holds it nothing of %s',
    (code) => {
      expect(refusalOf({ type: 'card_error', code: 'card_declined', decline_code: code })).toBe('declined')
      expect(refusalOf({ type: 'card_error', code })).toBe('declined')
    },
  )

  it.each([
    { type: 'api_connection_error' },
    { type: 'api_error' },
    { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' },
  ])('is not said of an outcome nobody knows: %o', (error) => {
    expect(refusalOf(error)).toBeUndefined()
  })
})

describe('the pauses between questions', () => {
  it('grow, and stay within ten seconds', () => {
    const pauses = [0, 1, 2, 3, 8, 50].map(pauseBefore)
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
    expect(pauses[0]).toBe(1000)
    expect(pauses.at(-1)).toBe(10_000)
  })
})

describe('a question on a phone', () => {
  it('has so much of its time left', () => {
    const [from, until] = ['2026-11-22T09:41:00Z', '2026-11-22T09:44:00Z']
    expect(timeLeft(from, until, new Date('2026-11-22T09:42:18Z'))).toEqual({ seconds: 102, share: 102 / 180, text: '1:42' })
    expect(timeLeft(from, until, new Date('2026-11-22T09:50:00Z'))).toEqual({ seconds: 0, share: 0, text: '0:00' })
  })

  it('speaks of no card when it was refused', () => {
    expect(failureKey('insufficient_funds', 'mpesa')).toBe('payments.phoneFailure.insufficient_funds')
    expect(failureKey('insufficient_funds', 'card')).toBe('payments.failure.insufficient_funds')
    expect(failureKey('wrong_pin', 'mpesa')).toBe('payments.failure.wrong_pin')
  })
})
