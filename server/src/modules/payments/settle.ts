import type { CaseCode } from 'shared/cases'
import type { Currency } from 'shared/currencies'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { askGateway } from './ask-gateway.ts'
import { openCase } from './cases.ts'
import { asMovement } from './gateways/as-movement.ts'
import type { Gateway, SettledLine } from './gateways/gateway.ts'
import { postSettled } from './ledger.ts'
import { findUnsettled, insertSettled, keepHeld, type Unsettled } from './queries-settlement.ts'
import { findReading, keepReading } from './queries-settlement-readings.ts'
import { carefully, comparePage, readPages } from './reconcile.ts'
import { addressesToRead } from './settled-addresses.ts'

const day = 86_400
/** Each time the last week is read anew: what comes late finds its place. After an outage as far back as it began, at most so long. */
export const lookBack = { least: 7 * day, most: 90 * day }
/** How long a gateway may take to tell of what moved. */
export const patience = 3 * day

/** Compares what gateways say they did with our money with our own book, and books what only they know: fees and payouts. */
export async function settleGateways(ctx: Context): Promise<void> {
  for (const gateway of ctx.gateways.values()) {
    if (gateway.listSettled || gateway.listHeld) await carefully(ctx, () => settleGateway(ctx, gateway))
  }
}

async function settleGateway(ctx: Context, gateway: Gateway): Promise<void> {
  const { id, settledKinds: kinds = [], settledDays } = gateway.descriptor
  const now = ctx.clock.now()
  const last = await findReading(ctx.db, id)
  const from = latest(later(now, -lookBack.most), earliest(later(now, -lookBack.least), last?.readUntil ?? now))
  const since = settledDays === undefined ? from : latest(from, later(now, -settledDays * day))
  const asked = new Set<string>()
  const pages = gateway.listSettled?.(since, addressesToRead(ctx, gateway, { since, now }))
  const isWhole = await readPages(ctx, gateway, { what: 'settlement', since, pages }, (page) => takePage(ctx, gateway, page, asked))
  if (isWhole) {
    // What moved in a gap between two readings could never have been told.
    const beganAt = last && last.readUntil >= since ? earliest(last.beganAt, since) : since
    await keepReading(ctx.db, { gateway: id, beganAt, readUntil: now })
    const unsettled = await findUnsettled(ctx.db, { gateway: id, kinds, from: latest(from, beganAt), told: later(now, -patience) })
    for (const difference of unsettled) await openDifference(ctx, id, difference)
  }
  const { listHeld } = gateway
  const held = listHeld && (await askGateway(ctx, gateway, () => listHeld.call(gateway)))
  if (held?.ok) for (const { amount, currency } of held.answer) await keepHeld(ctx.db, { gateway: id, currency, held: amount, at: now })
}

const earliest = (a: Date, b: Date) => (a < b ? a : b)
const latest = (a: Date, b: Date) => (a > b ? a : b)

async function takePage(ctx: Context, gateway: Gateway, page: readonly SettledLine[], asked: Set<string>): Promise<void> {
  if (page.length === 0) return
  const { id } = gateway.descriptor
  await inTransaction(ctx, async (ctx) => {
    const recordedAt = ctx.clock.now()
    const inserted = await insertSettled(
      ctx.db,
      page.map((line) => ({
        id: newId(),
        gateway: id,
        line: line.id,
        kind: line.kind,
        externalId: line.externalId ?? line.id,
        reference: line.reference ?? null,
        amount: line.amount.amount,
        currency: line.amount.currency,
        kept: (line.kept ?? line.amount).amount,
        keptCurrency: (line.kept ?? line.amount).currency,
        fee: line.fee,
        occurredAt: line.occurredAt,
        availableAt: line.availableAt ?? null,
        recordedAt,
      })),
    )
    await postSettled(ctx, inserted)
  })
  // Money of a payment has one road into our book: its gateway is asked about it.
  await comparePage(ctx, gateway, page.flatMap(asMovement), asked)
}

const codes = {
  untold: 'not_settled',
  unbooked: 'settled_unbooked',
  differs: 'settled_otherwise',
  unexplained: 'held_changed',
} as const satisfies Record<Unsettled['rule'], CaseCode>

async function openDifference(ctx: Context, gateway: string, { rule, subject, orderId, paymentId, ...found }: Unsettled): Promise<void> {
  await openCase(ctx, {
    kind: 'settlement',
    dedupeKey: `settlement:${rule}:${gateway}:${subject}`,
    orderId,
    paymentId,
    amount: { amount: BigInt(found.amount), currency: found.currency as Currency },
    about: { code: codes[rule], facts: { gateway, what: found.detail } },
  })
}
