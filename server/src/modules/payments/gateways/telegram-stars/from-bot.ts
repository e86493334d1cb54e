import type { Currency } from 'shared/currencies'
import { wordsFor } from '../../../../platform/words.ts'
import type { BotQuestion, FromBot } from '../gateway.ts'

/** What the bot relays of Stars, in the words of the port. Telegram's own words are in shared/bot.schema.ts. */
export const starsFromBot: FromBot = {
  question: ({ payload, userId, ...asked }) => ({ paymentId: payload, payerId: userId, amount: amountOf(asked) }),

  refusal(why, language) {
    const t = wordsFor(language)
    return { closed: t('stars.closed'), 'other-person': t('stars.otherPerson'), changed: t('stars.changed') }[why]
  },

  news: ({ chargeId, payload, userId, ...asked }) => ({
    paymentId: payload,
    charge: { reference: chargeId, payerId: userId, amount: amountOf(asked) },
  }),
}

/** A currency that is not Stars is kept as told: it is not what was asked. */
const amountOf = ({ currency, totalAmount }: Pick<BotQuestion, 'currency' | 'totalAmount'>) => ({
  amount: BigInt(totalAmount),
  currency: currency as Currency,
})
