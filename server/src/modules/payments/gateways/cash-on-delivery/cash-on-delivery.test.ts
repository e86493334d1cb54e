import { recordCash } from '../../record-cash.ts'
import { gatewayKeepsItsWord } from '../contract.ts'

gatewayKeepsItsWord('Cash on delivery', {
  method: 'cash_on_delivery',
  refunds: 'none',
  isPromise: true,
  async pay(test, { order }) {
    await recordCash(test.system, order.id)
  },
  // The only book of cash is ours.
  truth: (_, payment) => ({ attempts: 1, captured: payment.captured, refunded: payment.refunded }),
})
