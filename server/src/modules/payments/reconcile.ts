import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { isUuid } from '../../platform/ids.ts'
import { asLoggedError } from '../../platform/log.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { askGateway } from './ask-gateway.ts'
import { openCase, unknownCase } from './cases.ts'
import { executeRefund } from './execute-refund.ts'
import type { ForeignHint, ForeignMovement, Gateway } from './gateways/gateway.ts'
import { handleSignal } from './handle-signal.ts'
import { findPaymentsByReferences, knownMovements, lockPayment, takeDuePayments } from './queries.ts'
import { listDueRefunds } from './queries-refunds.ts'
import { findBrokenBooks } from './queries-ledger.ts'
import { deleteOldSignals, listWaitingSignals } from './queries-inbox.ts'
import { askAgain } from './refresh-payment.ts'
import { parseShortName } from './short-name.ts'
import type { PaymentRow } from './tables.ts'

const leaseSeconds = 120
const batch = 20
/** After so many days an unclear payment is laid before a person: the whole schedule, and then some. */
const unknownDays = 4

/** Asks about every payment whose time to be asked about has come. Without webhooks this alone brings all to their end. */
export async function sweepPayments(ctx: Context): Promise<void> {
  for (;;) {
    const now = ctx.clock.now()
    const gateways = [...ctx.gateways.keys()]
    const due = await takeDuePayments(ctx.db, { now, leaseUntil: later(now, leaseSeconds), limit: batch, gateways })
    for (const { id } of due) await carefully(ctx, () => sweepOne(ctx, id))
    if (due.length < batch) return
  }
}

async function sweepOne(ctx: Context, id: string): Promise<void> {
  const { payment } = await askAgain(ctx, id)
  if (!isLongUnknown(ctx, payment)) return
  await inTransaction(ctx, async (ctx) => {
    // The answer may come in this very moment: it would not find the case, which nothing closed any more.
    const payment = await lockPayment(ctx.db, id)
    if (!payment?.unknownSince || !isLongUnknown(ctx, payment)) return
    await openCase(ctx, {
      kind: 'unknown_outcome',
      dedupeKey: unknownCase(id, payment.unknownSince),
      orderId: payment.orderId,
      paymentId: id,
      about: { code: 'silent_for_days' },
    })
  })
}

/** By days, not by how often it was asked: others ask, too, and the schedule may have stood still. */
function isLongUnknown({ clock }: Context, { state, unknownSince }: PaymentRow): boolean {
  return state === 'unknown' && unknownSince !== null && unknownSince <= later(clock.now(), -unknownDays * 86_400)
}

export async function sweepRefunds(ctx: Context): Promise<void> {
  const due = await listDueRefunds(ctx.db, { now: ctx.clock.now(), limit: 100 })
  for (const { id } of due) await carefully(ctx, () => executeRefund(ctx, id))
}

export async function sweepSignals(ctx: Context): Promise<void> {
  const waiting = await listWaitingSignals(ctx.db, { now: ctx.clock.now(), limit: 100 })
  for (const { id } of waiting) await carefully(ctx, () => handleSignal(ctx, id))
}

const keepSignalsDays = 90

export async function forgetOldSignals(ctx: Context): Promise<void> {
  await deleteOldSignals(ctx.db, later(ctx.clock.now(), -keepSignalsDays * 86_400))
}

/** Where a scan gives up: a hundred thousand movements of Stripe's. It says so in the log. */
const mostPages = 1_000

/** Compares what moved at each gateway since then with what we recorded. */
export async function scanGaps(ctx: Context, { seconds }: { seconds: number }): Promise<void> {
  const since = later(ctx.clock.now(), -seconds)
  for (const gateway of ctx.gateways.values()) await carefully(ctx, () => scanGateway(ctx, gateway, since))
}

async function scanGateway(ctx: Context, gateway: Gateway, since: Date): Promise<void> {
  const asked = new Set<string>()
  await readPages(ctx, gateway, { what: 'gap scan', since, pages: gateway.listMovements?.(since) }, (page) =>
    comparePage(ctx, gateway, page, asked),
  )
}

type Pages<Item> = { what: string; since: Date; pages: AsyncIterable<readonly Item[]> | undefined }

/** @returns whether all was read: where it stops early it says so in the log */
export async function readPages<Item>(
  ctx: Context,
  gateway: Gateway,
  { what, since, pages: all }: Pages<Item>,
  each: (page: readonly Item[]) => Promise<void>,
): Promise<boolean> {
  const pages = all?.[Symbol.asyncIterator]()
  if (!pages) return false
  for (let read = 0; ; read += 1) {
    const page = read < mostPages ? await askGateway(ctx, gateway, () => pages.next()) : undefined
    if (!page?.ok) {
      const why = page ? page.fault.code : 'too many pages'
      ctx.log.error({ gateway: gateway.descriptor.id, since: since.toISOString(), pages: read, why }, `a ${what} stopped before its end`)
      return false
    }
    if (page.answer.done) return true
    await each(page.answer.value)
  }
}

/** Asks again about the payments whose movements we have not recorded, each once a scan. Two statements for all that is known. */
export async function comparePage(
  ctx: Context,
  gateway: Gateway,
  page: readonly (ForeignMovement | ForeignHint)[],
  asked: Set<string>,
): Promise<void> {
  const { id } = gateway.descriptor
  const known = await knownMovements(ctx.db, id, page.filter(isMovement))
  const missing = page.filter((each) => !isMovement(each) || !known.has(`${each.kind} ${each.externalId}`))
  if (missing.length === 0) return
  const references = [...new Set(missing.map((movement) => movement.reference))]
  const ownIds = missing.flatMap(({ paymentId }) => paymentId ?? [])
  const orderNumbers = references.flatMap((reference) => parseShortName(reference)?.orderNumber ?? [])
  const found = await findPaymentsByReferences(ctx.db, id, { references, ids: [...references, ...ownIds].filter(isUuid), orderNumbers })
  for (const movement of missing) {
    const named = parseShortName(movement.reference)
    const payment =
      found.find((each) => each.reference === movement.reference) ??
      found.find((each) => each.id === movement.reference) ??
      found.find((each) => named && each.orderNumber === named.orderNumber && each.attempt === named.attempt) ??
      // What names another order of theirs than the one we know is nobody's, for a person to see.
      found.find((each) => each.reference === null && each.id === movement.paymentId)
    if (payment && payment.label === movement.externalId) continue
    if (!payment) {
      if (!isMovement(movement)) continue
      await openCase(ctx, {
        kind: 'orphan',
        dedupeKey: `orphan:${id}:${movement.kind}:${movement.externalId}`,
        amount: movement.amount,
        about: { code: 'movement_unknown', facts: { gateway: id, movement: movement.kind, reference: movement.externalId } },
      })
    } else if (!asked.has(payment.id)) {
      asked.add(payment.id)
      // Where we have no reference of theirs, this is how we get one.
      const told = payment.reference === null && payment.id === movement.paymentId ? { told: movement.reference } : {}
      await carefully(ctx, async () => void (await askAgain(ctx, payment.id, told)))
    }
  }
}

const isMovement = (each: ForeignMovement | ForeignHint): each is ForeignMovement => each.kind !== 'hint'

/** Proves that movements, ledger and payments' sums agree; each disagreement becomes a case. @returns how many there are */
export async function proveBooks(ctx: Context): Promise<number> {
  const broken = await findBrokenBooks(ctx.db)
  for (const { rule, subject, expected, found } of broken) {
    ctx.log.error({ rule, subject, expected, found }, 'the books do not agree')
    await openCase(ctx, {
      kind: 'conflicted',
      dedupeKey: `books:${rule}:${subject}`,
      about: { code: 'books_differ', facts: { rule, subject, expected, found } },
    })
  }
  return broken.length
}

/** One that fails does not keep the others from their turn. */
export async function carefully(ctx: Context, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => ctx.log.error({ error: asLoggedError(error) }, 'one of a sweep failed'))
}
