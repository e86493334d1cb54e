import { problems } from '../../platform/problem.ts'

export const paymentProblem = problems('payments', {
  'not-found': [404, 'No such payment'],
  'kept-method-not-found': [404, 'No such way to pay is kept for you'],
  'case-not-found': [404, 'No such case'],
  'case-resolved': [409, 'This case is resolved already'],
  'case-undecided': [409, 'Whether this payment was paid is still to be decided'],
  'outcome-known': [409, 'The outcome of this payment is known'],
  'reference-taken': [409, 'Another payment has this reference'],
  'method-unavailable': [409, 'This way to pay is not available here'],
  'payer-required': [422, 'This way to pay needs something of the payer'],
  'payer-unfit': [422, 'This way to pay cannot ask this payer'],
  'payer-busy': [409, 'This phone is still being asked about another payment'],
  'no-wallet': [409, 'This payment takes no connected wallet now'],
  'wallet-not-proven': [422, 'The wallet did not show that it is yours'],
  'still-open': [409, 'An earlier payment of this order may still go through'],
  'not-refundable': [409, 'This payment cannot be given back by the gateway'],
  'refund-too-large': [409, 'More than is left to give back'],
  'refund-not-open': [409, 'This refund does not wait for a person to send it'],
  'whole-refunds-only': [409, 'This gateway gives back a whole charge or nothing'],
  'not-in-cash': [409, 'This order was never to be paid in cash'],
  'no-such-gateway': [404, 'There is nothing here'],
})
