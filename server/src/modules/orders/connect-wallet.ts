import type { PlacedOrder } from 'shared/orders.schema'
import type { WalletChallenge, WalletProof } from 'shared/payments.schema'
import type { CustomerContext } from '../../context.ts'
import { asPayment, connectWallet, paymentsOf, walletChallenge } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { presentOrder } from './present-order.ts'
import { orderProblem } from './problems.ts'
import { findOrder } from './queries.ts'

type Asked = { number: string; paymentId: string }

/**
 * What the customer's wallet is to sign, so that it is known to be theirs.
 * @throws orders/not-found · orders/payment-not-found · payments/no-wallet
 */
export async function orderWalletChallenge(ctx: CustomerContext, asked: Asked): Promise<WalletChallenge> {
  await refuseStrangers(ctx, asked)
  return { payload: await walletChallenge(ctx, asked.paymentId) }
}

/**
 * Takes the customer's wallet, and answers with what it should send.
 * @throws orders/not-found · orders/payment-not-found · payments/no-wallet · payments/wallet-not-proven
 */
export async function connectOrderWallet(ctx: CustomerContext, asked: Asked & { proof: WalletProof }): Promise<PlacedOrder> {
  await refuseStrangers(ctx, asked)
  const payment = await connectWallet(ctx, asked)
  return { order: await presentOrder(ctx, asked.number), payment: asPayment(ctx, payment) }
}

/** The order is the actor's, and the payment the order's. */
async function refuseStrangers(ctx: CustomerContext, { number, paymentId }: Asked): Promise<void> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  const known = (await paymentsOf(ctx.db, [order.id])).get(order.id)?.some((payment) => payment.id === paymentId)
  if (!known) throw orderProblem('payment-not-found')
}
