import type { MethodDriver, Payable, Truth } from './driver.ts'
import type { Shop } from '../shop.ts'

const declined = ['pm_card_chargeDeclined', 'pm_card_chargeDeclinedInsufficientFunds', 'pm_card_chargeDeclinedLostCard'] as const
const taken = ['pm_card_visa', 'pm_card_visa', 'pm_card_mastercard', 'pm_card_pendingRefund', 'pm_card_refundFail'] as const

export const card: MethodDriver = {
  method: 'card',
  ways: ['pays', 'is declined', 'gives up half-way', 'pays another sum', 'pays twice'],

  async act(shop, payment, way, chance) {
    const { stripe } = shop.sandbox.gateways
    if (way === 'pays another sum') stripe.wrongAmountNext(chance.happens(0.5) ? -700 : 300)
    if (way === 'is declined') await confirm(shop, payment, chance.one(declined))
    else if (way === 'gives up half-way') await confirm(shop, payment, 'pm_card_authenticationRequired')
    else await confirm(shop, payment, chance.one(taken))
    // The second tap.
    if (way === 'pays twice') await confirm(shop, payment, 'pm_card_visa')
    stripe.wrongAmountNext(0)
  },

  truth(shop) {
    const sums = new Map<string, Truth>()
    for (const { metadata, captured, refunded } of shop.sandbox.gateways.stripe.truth().payments) {
      const id = metadata['payment_id']
      if (!id) continue
      const before = sums.get(id) ?? { captured: 0n, refunded: 0n, asked: 0 }
      sums.set(id, {
        captured: before.captured + BigInt(captured),
        refunded: before.refunded + BigInt(refunded),
        asked: (before.asked ?? 0) + 1,
      })
    }
    return sums
  },

  async mischief(shop, chance) {
    const { stripe } = shop.sandbox.gateways
    const paid = stripe.truth().payments.filter((each) => each.captured > each.refunded && !each.disputed)
    const what = chance.weighted({ dispute: 2, closeDispute: 4, refundThere: 2, failRefund: 1, resend: 3, forge: 1 })
    if (what === 'dispute' && paid.length > 0) stripe.dispute(chance.one(paid).id)
    if (what === 'closeDispute') {
      const open = Object.values(stripe.state.disputes).filter((each) => each.status === 'needs_response')
      if (open.length > 0) stripe.moveDispute(chance.one(open).id, chance.happens(0.5) ? 'won' : 'lost')
    }
    if (what === 'refundThere' && paid.length > 0) {
      const { id, captured, refunded } = chance.one(paid)
      const amount = chance.happens(0.5) ? captured - refunded : Math.max(1, Math.floor((captured - refunded) / 3))
      await ask(shop, 'refunds', { payment_intent: id, amount: String(amount) }, shop.config.stripe?.secretKey)
    }
    if (what === 'failRefund') {
      const done = Object.values(stripe.state.refunds).filter((each) => each.status === 'succeeded')
      if (done.length > 0) stripe.failRefund(chance.one(done).id)
    }
    const events = Object.keys(stripe.state.events)
    if (what === 'resend' && events.length > 0) stripe.resend(chance.one(events))
    if (what === 'forge') {
      const intents = Object.keys(stripe.state.paymentIntents)
      if (intents.length === 0) return
      const answers = await stripe.forge({
        type: 'payment_intent.succeeded',
        paymentIntentId: chance.one(intents),
        changes: { status: 'succeeded', amount_received: 1_000_000 },
      })
      if ([answers].flat().some((status) => Number(status) < 400)) shop.faults.push('A forged webhook of Stripe was taken')
    }
  },
}

/** The customer's browser confirms with this card, as Stripe.js would. */
async function confirm(shop: Shop, payment: Payable, paymentMethod: string): Promise<void> {
  const intents = Object.values(shop.sandbox.gateways.stripe.state.paymentIntents).filter(
    (each) => each.metadata['payment_id'] === payment.id,
  )
  const intent = intents.at(-1)
  if (!intent?.client_secret) return
  const body = { payment_method: paymentMethod, client_secret: intent.client_secret }
  await ask(shop, `payment_intents/${intent.id}/confirm`, body, shop.config.stripe?.publishableKey)
}

async function ask(shop: Shop, path: string, body: Record<string, string>, key = ''): Promise<void> {
  const request = new Request(`https://api.stripe.com/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(body),
  })
  // What the browser is not answered it does not learn.
  await shop.sandbox.gateways.stripe.fetch(request).then(
    (answer) => answer.arrayBuffer(),
    () => undefined,
  )
}
