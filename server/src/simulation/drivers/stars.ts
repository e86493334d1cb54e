import type { Chance } from '../chance.ts'
import { ConnectionLost, type Shop } from '../shop.ts'
import type { MethodDriver, Payable, Truth } from './driver.ts'

const stranger = 899_999

export const stars: MethodDriver = {
  method: 'stars',
  ways: ['pays', 'pays twice', 'another person pays', 'gives up half-way'],

  async act(shop, payment, way, chance) {
    if (way === 'gives up half-way') return
    if (way === 'another person pays') {
      shop.sandbox.telegram.addPerson({ id: stranger, first_name: 'Somebody', stars: 1_000_000, started: true })
      return payInvoice(shop, payment, stranger, chance)
    }
    await payInvoice(shop, payment, payment.telegramId, chance)
    if (way === 'pays twice') await payInvoice(shop, payment, payment.telegramId, chance)
  },

  truth(shop) {
    const sums = new Map<string, Truth>()
    for (const { payload, userId, amount, refunded } of shop.sandbox.telegram.truth().charges) {
      if (userId === stranger) continue
      const before = sums.get(payload) ?? { captured: 0n, refunded: 0n }
      sums.set(payload, {
        captured: before.captured + BigInt(amount),
        refunded: before.refunded + (refunded ? BigInt(amount) : 0n),
      })
    }
    return sums
  },

  strays: (shop) =>
    new Map(
      shop.sandbox.telegram
        .truth()
        .charges.filter(({ userId }) => userId === stranger)
        .map(({ id, refunded }) => [id, { isBack: refunded }]),
    ),
}

/** The person pays the newest invoice of this payment. The bot asks the shop first, nearly always, and tells of it, mostly. */
async function payInvoice(shop: Shop, payment: Payable, payerId: number, chance: Chance): Promise<void> {
  const { telegram } = shop.sandbox
  const invoice = Object.values(telegram.state.invoices).findLast((each) => each.payload === payment.id)
  if (!invoice) return
  const question = { userId: payerId, payload: payment.id, currency: 'XTR', totalAmount: invoice.amount }
  const paying = telegram.pay(invoice.slug, payerId)
  const checkout = Object.values(telegram.state.checkouts).findLast((each) => each.state === 'waiting' && each.slug === invoice.slug)
  if (!checkout) return void (await paying)
  // Two who were both told yes, and one who was told it just before the end, do happen.
  const verdict = chance.happens(0.1) ? { ok: true } : await tellShop(shop, 'pre-checkout', question)
  const may = verdict !== undefined && 'ok' in verdict && verdict.ok === true
  await answerCheckout(shop, checkout.id, may)
  const { status, chargeId } = await paying
  if (status !== 'paid' || !chargeId) return
  const copies = chance.one([0, 1, 1, 1, 2])
  for (let copy = 0; copy < copies; copy += 1) await tellShop(shop, 'stars-paid', { ...question, chargeId })
}

async function answerCheckout(shop: Shop, id: string, ok: boolean): Promise<void> {
  const answer = await shop.sandbox.telegram
    .fetch(
      new Request(`https://api.telegram.org/bot${shop.config.telegram.botToken}/answerPreCheckoutQuery`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ pre_checkout_query_id: id, ok, ...(ok ? {} : { error_message: 'This cannot be paid any more' }) }),
      }),
    )
    .catch(() => undefined)
  // The bot was not heard: Telegram waits ten seconds, and takes nothing.
  if (!answer?.ok) shop.clock.advance(11)
}

/** As our bot does. @returns what was answered; undefined when nothing was */
async function tellShop(shop: Shop, what: string, body: object): Promise<object | undefined> {
  const headers = { authorization: `Bearer ${shop.config.telegram.botApiSecret}`, 'content-type': 'application/json' }
  const request = new Request(`http://shop.test/api/v1/internal/bot/${what}`, { method: 'POST', headers, body: JSON.stringify(body) })
  try {
    const answer = await shop.ask(request)
    return answer.ok ? ((await answer.json()) as object) : undefined
  } catch (error) {
    if (error instanceof ConnectionLost) return undefined
    throw error
  }
}
