import type { PlacedOrder } from 'shared/orders.schema'
import type { WalletChallenge, WalletProof } from 'shared/payments.schema'
import type { CustomerContext } from '../../context.ts'
import { connectWallet, walletChallenge } from '../payments/index.ts'
import { ownOrderOf } from './own-order-of.ts'
import { placedOrder } from './retry-payment.ts'

type Asked = { number: string; paymentId: string }

/**
 * What the customer's wallet is to sign, so that it is known to be theirs.
 * @throws orders/not-found · orders/payment-not-found · payments/no-wallet
 */
export async function orderWalletChallenge(ctx: CustomerContext, asked: Asked): Promise<WalletChallenge> {
  await ownOrderOf(ctx, asked)
  return { payload: await walletChallenge(ctx, asked.paymentId) }
}

/**
 * Takes the customer's wallet, and answers with what it should send.
 * @throws orders/not-found · orders/payment-not-found · payments/no-wallet · payments/wallet-not-proven
 */
export async function connectOrderWallet(ctx: CustomerContext, asked: Asked & { proof: WalletProof }): Promise<PlacedOrder> {
  await ownOrderOf(ctx, asked)
  return placedOrder(ctx, asked.number, await connectWallet(ctx, asked))
}
