import type { Shop } from '../shop.ts'
import type { MethodDriver, Truth } from './driver.ts'

const minor = (amount: string) => BigInt(amount.replace('.', ''))

export const mpesa: MethodDriver = {
  method: 'mpesa',
  ways: ['pays', 'is declined', 'gives up half-way', 'pays another sum'],

  act(shop, payment, way, chance) {
    const { mpesa: theirs } = shop.sandbox.gateways
    const push = pushesOf(shop, payment.id).at(-1)
    if (!push || way === 'gives up half-way') return Promise.resolve()
    if (way === 'pays another sum') theirs.state.surprises.shillingsDelta = -30
    theirs.answer(push.id, way === 'is declined' ? chance.one(['1', '1032', '1037', '2001', '7777']) : '0')
    theirs.state.surprises.shillingsDelta = null
    return Promise.resolve()
  },

  truth(shop) {
    const { pushes, book } = shop.sandbox.gateways.mpesa.state
    const paymentOf = new Map(Object.values(pushes).map(({ account, callbackUrl }) => [account, callbackUrl.split('/').at(-2) ?? '']))
    const sums = new Map<string, Truth>()
    for (const { account, amount, isReversed } of Object.values(book)) {
      const id = paymentOf.get(account) ?? account
      const before = sums.get(id) ?? { captured: 0n, refunded: 0n }
      sums.set(id, { captured: before.captured + minor(amount), refunded: before.refunded + (isReversed ? minor(amount) : 0n) })
    }
    return sums
  },

  mischief(shop, chance) {
    const { mpesa: theirs } = shop.sandbox.gateways
    const told = Object.keys(theirs.state.callbacks)
    if (told.length > 0) theirs.resend(chance.one(told))
    return Promise.resolve()
  },
}

const pushesOf = (shop: Shop, paymentId: string) =>
  Object.values(shop.sandbox.gateways.mpesa.state.pushes).filter((each) => each.callbackUrl.includes(paymentId))
