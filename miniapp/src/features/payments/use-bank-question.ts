import type { Stripe } from '@stripe/stripe-js'
import { useEffect, useEffectEvent, useState } from 'react'
import type { PaymentFailure } from 'shared/payments'
import { refusalOf } from './pay-state.ts'

/**
 * What Stripe says of the payment when its form opens. A reload may have cut the bank's question (3-D Secure) short: then
 * it is asked again instead of the card. `unknown` until Stripe answers, `card` when a card is wanted, `bank` while the
 * bank's question is open.
 */
export type Standing = { at: 'unknown' | 'card' | 'bank'; refusal?: PaymentFailure }

export function useBankQuestion(stripe: Stripe | null, clientSecret: string, onConfirmed: () => void): Standing {
  const [standing, setStanding] = useState<Standing>({ at: 'unknown' })
  const done = useEffectEvent(onConfirmed)
  useEffect(() => {
    if (!stripe) return
    let gone = false
    const goOn = async () => {
      const known = await stripe.retrievePaymentIntent(clientSecret)
      if (gone) return
      // Without an answer the form is safe: one payment of theirs takes money once.
      const status = known.paymentIntent?.status ?? 'requires_payment_method'
      if (status === 'requires_payment_method' || status === 'requires_confirmation') return setStanding({ at: 'card' })
      if (status === 'requires_action') {
        setStanding({ at: 'bank' })
        const { error } = await stripe.handleNextAction({ clientSecret })
        if (gone) return
        const refusal = error && refusalOf(error)
        if (refusal) return setStanding({ at: 'card', refusal })
      }
      done()
    }
    goOn().catch(() => gone || setStanding({ at: 'card' }))
    return () => {
      gone = true
    }
  }, [stripe, clientSecret])
  return standing
}
