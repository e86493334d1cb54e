import type { Context } from '../../context.ts'
import { askGateway } from './ask-gateway.ts'
import { openCase } from './cases.ts'
import type { Gateway, StrangersCharge } from './gateways/gateway.ts'
import { findOpenCase, settleCase } from './queries-cases.ts'
import type { PaymentRow } from './tables.ts'

type Stranger = { gateway: Gateway; payment: PaymentRow; charge: StrangersCharge }

/**
 * Somebody else than who ordered paid: the money is nobody's here, so it goes back to them at once. It is a case before
 * anything is asked, and stays one for a person when the gateway cannot; whenever the payment is asked about again, this is
 * tried again. It closes by what the gateway says of the money, never on anybody else's word. Speaks to a gateway, so never
 * inside a transaction.
 */
export async function returnToStranger(ctx: Context, { gateway, payment, charge }: Stranger): Promise<void> {
  const dedupeKey = `stranger:${gateway.descriptor.id}:${charge.reference}`
  const settle = async () => void (await settleCase(ctx.db, { dedupeKey, outcome: 'sent_back', at: ctx.clock.now() }))
  if (charge.isBack) return settle()
  await openCase(ctx, {
    kind: 'orphan',
    dedupeKey,
    orderId: payment.orderId,
    paymentId: payment.id,
    amount: charge.amount,
    about: { code: 'paid_by_stranger', facts: { reference: charge.reference } },
  })
  const { returnCharge } = gateway
  // Settled by a person, or by an earlier try.
  if (!returnCharge || !(await findOpenCase(ctx.db, dedupeKey))) return
  const sent = await askGateway(ctx, gateway, () => returnCharge(charge), 'refund')
  if (sent.ok) await settle()
}
