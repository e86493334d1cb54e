import type { MethodDriver, Truth } from './driver.ts'

export const mtnMomo: MethodDriver = {
  method: 'mtn_momo',
  ways: ['pays', 'is declined', 'gives up half-way', 'pays another sum'],

  act(shop, payment, way, chance) {
    const theirs = shop.sandbox.gateways['mtn-momo']
    const asked = Object.entries(theirs.state.transfers).findLast(
      ([, each]) => each.kind === 'requesttopay' && each.externalId === payment.id,
    )
    if (!asked || way === 'gives up half-way') return Promise.resolve()
    const [id, transfer] = asked
    if (way === 'pays another sum' && transfer.status === 'PENDING') transfer.amount = String(BigInt(transfer.amount) - 100n)
    theirs.answer(id, way === 'is declined' ? chance.one(['NOT_ENOUGH_FUNDS', 'APPROVAL_REJECTED', 'EXPIRED', 'NEVER_HEARD_OF']) : null)
    return Promise.resolve()
  },

  truth(shop) {
    const transfers = Object.entries(shop.sandbox.gateways['mtn-momo'].state.transfers)
    const paymentOf = new Map(transfers.map(([id, { externalId }]) => [id, externalId]))
    const sums = new Map<string, Truth>()
    for (const [, { kind, status, externalId, of, amount }] of transfers) {
      if (status !== 'SUCCESSFUL') continue
      const id = kind === 'refund' ? (paymentOf.get(of ?? '') ?? externalId) : externalId
      const before = sums.get(id) ?? { captured: 0n, refunded: 0n }
      if (kind === 'requesttopay') sums.set(id, { ...before, captured: before.captured + BigInt(amount) })
      if (kind === 'refund') sums.set(id, { ...before, refunded: before.refunded + BigInt(amount) })
    }
    return sums
  },

  mischief(shop, chance) {
    const theirs = shop.sandbox.gateways['mtn-momo']
    const told = Object.keys(theirs.state.callbacks)
    if (told.length > 0) theirs.resend(chance.one(told))
    return Promise.resolve()
  },
}
