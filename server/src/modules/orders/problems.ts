import { problems } from '../../platform/problem.ts'

export const orderProblem = problems('orders', {
  'not-found': [404, 'No such order'],
  changed: [409, 'The order changed in the meantime'],
  'move-refused': [409, 'The order cannot go there from where it is'],
  'past-cancelling': [409, 'It is too late to call this order off'],
  'payment-in-progress': [409, 'A payment of this order is still under way'],
  'payment-missing': [409, 'There is neither money for this order nor the promise of it'],
  'payment-conflicted': [409, 'A payment of this order waits for a person to decide'],
  disputed: [409, 'A bank asks the money of this order back'],
  'not-payable': [409, 'Nothing is to be paid for this order now'],
  'method-unavailable': [409, 'This way to pay is not offered for this order'],
  'amount-changed': [409, 'What would be asked is no longer what was shown'],
  'not-accepted-this-way': [409, 'Only an order paid on delivery is accepted before it is paid'],
  'payment-not-found': [404, 'No such payment on this order'],
  'goods-not-left': [409, 'Fewer of these goods are left to give back'],
  'refund-not-found': [404, 'No such refund on this order'],
  'no-receipt': [409, 'There is a receipt once the order is paid'],
  'link-expired': [404, 'This link no longer works'],
})
