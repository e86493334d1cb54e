import type { Currency } from 'shared/currencies'
import { wordsFor } from '../../../../platform/words.ts'
import type { BotCharge, FromBot } from '../gateway.ts'

/** What the bot relays of Stars, in the words of the port. Telegram's own words are in shared/bot.schema.ts. */
export const starsFromBot: FromBot = {
  question: ({ payload, userId, ...asked }) => ({ paymentId: payload, payerId: userId, amount: amountOf(asked) }),

  refusal(why, language) {
    const t = wordsFor(language)
    return { closed: t('stars.closed'), 'other-person': t('stars.otherPerson'), changed: t('stars.changed') }[why]
  },

  paid: (charge, at) => ({ ...chargeOf(charge), snapshot: paid(charge, at) }),

  // That they went back proves that they had come.
  refunded: (charge, at) => ({
    ...chargeOf(charge),
    snapshot: {
      ...paid(charge, at),
      refunds: [{ reference: charge.chargeId, state: 'succeeded', amount: amountOf(charge), occurredAt: at }],
    },
  }),
}

function chargeOf(charge: BotCharge) {
  return { paymentId: charge.payload, charge: { reference: charge.chargeId, payerId: charge.userId, amount: amountOf(charge) } }
}

function paid(charge: BotCharge, at: Date) {
  const capture = { kind: 'capture' as const, externalId: charge.chargeId, amount: amountOf(charge), occurredAt: at }
  return { state: 'succeeded' as const, movements: [capture] }
}

/** A currency that is not Stars is kept as told: it makes the payment conflicted, never paid. */
const amountOf = ({ currency, totalAmount }: Pick<BotCharge, 'currency' | 'totalAmount'>) => ({
  amount: BigInt(totalAmount),
  currency: currency as Currency,
})
