// The door of payments: every sum is taken for an order, and this module knows nothing of what was ordered.
//
// Inside the caller's transaction: createPayment, requestRefund, refundOrder, recordCash, recordRefund, callOffRefund, callOffPromises,
// returnMoney.
// After its commit, because they speak to a gateway: startPayment, refreshPayment, lookAtPayment, connectWallet, cancelOpenPayments.

export type { Gateways } from './gateways/index.ts'
export type { Payer } from './gateways/gateway.ts'
export type { PaymentRow, RefundRow } from './tables.ts'
export { payerGiven } from './ask-gateway.ts'
export { paymentChanged, refundChanged } from './events.ts'
export { seedErrors } from './gateway-errors.ts'
export { paymentProblem } from './problems.ts'
export { createPayment, type NewPayment } from './create-payment.ts'
export { startPayment } from './start-payment.ts'
export { connectWallet, walletChallenge } from './connect-wallet.ts'
export { refreshPayment } from './refresh-payment.ts'
export { lookAtPayment } from './look-at-payment.ts'
export { createAskedLately, type AskedLately } from './asked-lately.ts'
export { callOffPromises, isOpenPromise } from './call-off-promises.ts'
export { cancelOpenPayments } from './cancel-open-payments.ts'
export { refundOrder, requestRefund, returnMoney, type RefundOrder, type RefundPayment } from './request-refund.ts'
export { recordCash } from './record-cash.ts'
export { callOffRefund, recordRefund } from './refund-by-hand.ts'
export { createKeptPauses, type KeptPauses } from './kept-pauses.ts'
export { askedBy, offeredMethods, type OfferQuestion } from './offered-methods.ts'
export { asPayment, adminPaymentsOf, type PaymentForStaff } from './present.ts'
export { paymentsOf } from './queries.ts'
export { refundsOf } from './queries-refunds.ts'
export { openQuestionsOf } from './queries-cases.ts'
