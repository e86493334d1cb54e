import type { Shop } from '../shop.ts'
import type { MethodDriver, Truth } from './driver.ts'

export const paypal: MethodDriver = {
  method: 'paypal',
  ways: ['pays', 'is declined', 'gives up half-way', 'pays another sum', 'pays twice'],

  act(shop, payment, way) {
    const { paypal: theirs } = shop.sandbox.gateways
    const order = ordersOf(shop).findLast((each) => each.paymentId === payment.id)
    if (!order || way === 'gives up half-way') return Promise.resolve()
    if (way === 'pays another sum') theirs.surprise({ amountDelta: -700 })
    try {
      theirs.approve(order.id, way === 'is declined' ? 'declined' : 'good')
      if (way === 'pays twice') theirs.approve(order.id)
    } catch {
      // Said yes to already, or too late.
    }
    return Promise.resolve()
  },

  truth(shop) {
    const sums = new Map<string, Truth>()
    for (const { paymentId, captured, refunded } of ordersOf(shop)) {
      if (paymentId === null) continue
      // They keep a key for six hours, so an order that nobody was shown may stand beside the one that is paid.
      const before = sums.get(paymentId) ?? { captured: 0n, refunded: 0n }
      sums.set(paymentId, { captured: before.captured + BigInt(captured), refunded: before.refunded + BigInt(refunded) })
    }
    return sums
  },

  async mischief(shop, chance) {
    const { paypal: theirs } = shop.sandbox.gateways
    const { captures, disputes, refunds, events, orders } = theirs.state
    const what = chance.weighted({ dispute: 2, closeDispute: 4, failRefund: 1, resend: 3, forge: 1 })
    const taken = Object.values(captures).filter(({ status }) => status === 'COMPLETED')
    if (what === 'dispute' && taken.length > 0) theirs.dispute(chance.one(taken).id)
    const open = Object.values(disputes).filter(({ status }) => status !== 'RESOLVED')
    if (what === 'closeDispute' && open.length > 0) theirs.closeDispute(chance.one(open).dispute_id, chance.one(['shop', 'payer'] as const))
    const done = Object.values(refunds).filter(({ status }) => status === 'COMPLETED')
    if (what === 'failRefund' && done.length > 0) theirs.failRefund(chance.one(done).id)
    if (what === 'resend' && Object.keys(events).length > 0) theirs.resend(chance.one(Object.keys(events)))
    if (what === 'forge' && Object.keys(orders).length > 0 && ((await theirs.forge(chance.one(Object.keys(orders)))) ?? 400) < 400)
      shop.faults.push('A forged webhook of PayPal was taken')
  },
}

const ordersOf = (shop: Shop) => shop.sandbox.gateways.paypal.truth().payments
