import { isOpenPayment } from 'shared/payments'
import type { WalletProof } from 'shared/payments.schema'
import type { Context } from '../../context.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { askGateway, gatewayFor, payerGiven, paymentToAsk } from './ask-gateway.ts'
import { paymentProblem } from './problems.ts'
import { findPayment, lockPayment, updatePayment } from './queries.ts'
import { refreshPayment } from './refresh-payment.ts'
import type { PaymentRow } from './tables.ts'

/** How long a wallet may take to sign. */
const challengeSeconds = 600

/**
 * What a wallet must sign to be taken for the payer's own. It is bound to who is known to pay so far, so it is used up by the
 * first wallet that is proven with it.
 * @throws payments/not-found · payments/no-wallet
 */
export async function walletChallenge(ctx: Context, paymentId: string): Promise<string> {
  const payment = await findPayment(ctx.db, paymentId)
  if (!payment) throw paymentProblem('not-found')
  refuseWalletless(ctx, payment)
  return challengeAt(ctx, payment, Math.floor(ctx.clock.now().getTime() / 1000))
}

/**
 * Takes a wallet that has signed our challenge for the payer's own, and asks the gateway what it should send.
 * @throws payments/not-found · payments/no-wallet · payments/wallet-not-proven · payments/method-unavailable when the gateway does not
 * answer
 */
export async function connectWallet(ctx: Context, { paymentId, proof }: { paymentId: string; proof: WalletProof }): Promise<PaymentRow> {
  const { payment } = await paymentToAsk(ctx, paymentId)
  const gateway = refuseWalletless(ctx, payment)
  if (!isOurs(ctx, payment, proof)) throw paymentProblem('wallet-not-proven')
  const proven = await askGateway(ctx, gateway, () => gateway.proveWallet(proof))
  if (!proven.ok) throw paymentProblem('method-unavailable', { facts: { gateway: payment.gateway } })
  const wallet = proven.answer
  if (!wallet) throw paymentProblem('wallet-not-proven')

  await inTransaction(ctx, async (ctx) => {
    const locked = await lockPayment(ctx.db, paymentId)
    if (!locked) throw paymentProblem('not-found')
    refuseWalletless(ctx, locked)
    // Somebody may have used it up meanwhile.
    if (!isOurs(ctx, locked, proof)) throw paymentProblem('wallet-not-proven')
    const payer = payerGiven(ctx, locked)
    await updatePayment(ctx.db, paymentId, { payer: ctx.sealer.seal('payer', { ...payer, wallet }), updatedAt: ctx.clock.now() })
  })
  return refreshPayment(ctx, paymentId)
}

function refuseWalletless(ctx: Pick<Context, 'gateways'>, payment: PaymentRow) {
  const gateway = gatewayFor(ctx, payment.gateway)
  const { proveWallet } = gateway
  if (!proveWallet || !isOpenPayment(payment.state)) throw paymentProblem('no-wallet', { facts: { state: payment.state } })
  return { ...gateway, proveWallet }
}

function challengeAt({ sealer }: Pick<Context, 'sealer'>, { id, payer }: PaymentRow, seconds: number): string {
  return `${seconds}.${sealer.sign('wallet', `${id} ${seconds} ${payer ?? ''}`)}`
}

function isOurs(ctx: Pick<Context, 'sealer' | 'clock'>, payment: PaymentRow, { proof: { payload } }: WalletProof): boolean {
  const [seconds = '', signature = ''] = payload.split('.')
  const age = ctx.clock.now().getTime() / 1000 - Number(seconds)
  if (!/^\d{10}$/.test(seconds) || age < 0 || age > challengeSeconds) return false
  return ctx.sealer.isSigned('wallet', `${payment.id} ${seconds} ${payment.payer ?? ''}`, signature)
}
