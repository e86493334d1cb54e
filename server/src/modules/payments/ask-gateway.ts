import type { Context } from '../../context.ts'
import { breakerOf, type Operation } from './breaker.ts'
import { callbackUrl, returnUrl } from './callback.ts'
import type { Gateway, GatewayFault, GatewayPayment, Payer } from './gateways/gateway.ts'
import { paymentProblem } from './problems.ts'
import { findPaymentForGateway, hasTwin, movementsOf } from './queries.ts'
import { findGatewayError } from './queries-gateway-errors.ts'
import { toldOf } from './queries-inbox.ts'
import { shortName } from './short-name.ts'
import { wordsFor } from '../../platform/words.ts'
import type { Currency } from 'shared/currencies'
import type { OrderState } from 'shared/orders'
import type { PaymentRow } from './tables.ts'

/** How long any gateway may take. Its own client gives up earlier; this is for one that does not. */
const patienceMs = 30_000

export function gatewayFor(ctx: Pick<Context, 'gateways'>, id: string): Gateway {
  const gateway = ctx.gateways.get(id)
  if (!gateway) throw paymentProblem('method-unavailable', { facts: { gateway: id } })
  return gateway
}

export type Asked<Answer> = { ok: true; answer: Answer } | { ok: false; fault: GatewayFault }

/**
 * Asks a gateway something, outside any transaction, and never throws what a gateway threw: a fault is a result. What is
 * not understood is ambiguous. While the gateway is known to be down nothing is sent at all.
 */
export async function askGateway<Answer>(
  ctx: Context,
  gateway: Gateway,
  question: () => Promise<Answer>,
  operation: Operation = 'read',
): Promise<Asked<Answer>> {
  if (ctx.afterCommit) throw new Error('A gateway is never asked inside a transaction')
  const breaker = breakerOf(gateway, operation)
  if (!breaker.lets(ctx.clock.now())) {
    return { ok: false, fault: { kind: 'unavailable', code: 'breaker_open', failure: 'gateway_unavailable' } }
  }
  const began = performance.now()
  try {
    const answer = await withPatience(question())
    breaker.heard(ctx.clock.now(), true, performance.now() - began)
    return { ok: true, answer }
  } catch (error) {
    const fault = classify(gateway, error)
    // First of all: whatever fails from here on, the breaker has heard how its call went.
    breaker.heard(ctx.clock.now(), fault.isReplayed ? undefined : fault.kind !== 'unavailable' && fault.kind !== 'ambiguous')
    const level = fault.kind === 'invalid' || fault.kind === 'auth' ? 'error' : 'warn'
    ctx.log[level]({ gateway: gateway.descriptor.id, fault: fault.kind, faultCode: fault.code }, 'a gateway refused or did not answer')
    return { ok: false, fault: await inOurWords(ctx, gateway, fault) }
  }
}

function classify(gateway: Gateway, error: unknown): GatewayFault {
  if (error instanceof OutOfPatience) return { kind: 'ambiguous', code: 'timeout', failure: 'gateway_unavailable' }
  return gateway.classify(error)
}

/** The row of `gateway_errors` for this code, if there is one, says how it reads to people. */
async function inOurWords(ctx: Context, gateway: Gateway, fault: GatewayFault): Promise<GatewayFault> {
  const known = await findGatewayError(ctx.db, gateway.descriptor.id, fault.code)
  return known ? { ...fault, failure: known.failure } : fault
}

class OutOfPatience extends Error {}

async function withPatience<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfPatience('The gateway did not answer in time')), patienceMs)
  })
  return Promise.race([answer, patience]).finally(() => clearTimeout(timer))
}

/** What the customer gave for this payment alone. */
export function payerGiven({ sealer }: Pick<Context, 'sealer'>, { payer }: Pick<PaymentRow, 'payer'>): Payer {
  return payer === null ? {} : sealer.open<Payer>('payer', payer)
}

export type PaymentToAsk = { payment: PaymentRow; gateway: Gateway; asked: GatewayPayment; orderState: OrderState }

/** A payment as its gateway is shown it. Two statements, and one more for what was told to its own address. @throws payments/not-found */
export async function paymentToAsk(ctx: Context, paymentId: string): Promise<PaymentToAsk> {
  const found = await findPaymentForGateway(ctx.db, paymentId)
  if (!found) throw paymentProblem('not-found')
  const { payment, orderNumber, orderState, telegramId, language } = found
  const payer = payerGiven(ctx, payment)
  // Of what was never changed nothing moved. What staff decided may have moved money without a reference.
  const movements = payment.version === 0 ? [] : await movementsOf(ctx.db, [paymentId])
  const gateway = gatewayFor(ctx, payment.gateway)
  return {
    payment,
    orderState,
    gateway,
    asked: {
      id: payment.id,
      orderNumber,
      userId: payment.userId,
      telegramId,
      attempt: payment.attempt,
      shortName: shortName({ orderNumber, attempt: payment.attempt }),
      amount: { amount: payment.amount, currency: payment.currency as Currency },
      reference: payment.reference,
      customer: found.customer,
      label: payment.label,
      ...(movements.some((movement) => movement.recordedBy !== null) ? { isDecided: true } : {}),
      state: payment.state,
      failureCode: payment.failureCode,
      language,
      description: wordsFor(language)('payments.description', { shop: ctx.config.shop.name, number: orderNumber }),
      payer: payer.wallet ? { ...payer, isAlone: !(await hasTwin(ctx.db, payment)) } : payer,
      addressIndex: payment.addressIndex,
      callbackUrl: callbackUrl(ctx, payment.gateway, payment.id),
      told: gateway.descriptor.answersByCallback ? await toldOf(ctx.db, payment.id) : [],
      returnUrl: returnUrl(ctx, payment.id),
      createdAt: payment.createdAt,
      expiresAt: payment.expiresAt,
      movements: movements.map((movement) => ({
        kind: movement.kind,
        externalId: movement.externalId,
        amount: { amount: movement.amount, currency: movement.currency as Currency },
      })),
    },
  }
}
