import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { dropAfterCommit } from '../../platform/kept.ts'
import { asLoggedError } from '../../platform/log.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { ageSeconds, agree, warnSeconds, type Reading } from './agree.ts'
import { offlineRates } from './offline-rates.ts'
import { findNewestTable, insertTable } from './queries.ts'
import { goodSeconds } from './rates.ts'
import type { RateSource } from './sources/source.ts'
import type { FxTableRow } from './tables.ts'

const everySeconds = 300
const keptSeconds = 7 * 86_400

/** Takes a new table when the last one is five minutes old. */
export async function refreshRates(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const last = await findNewestTable(ctx.db)
  if (last && ageSeconds({ asOf: last.takenAt.toISOString() }, now) < everySeconds) return
  await takeTable(ctx, last)
}

async function takeTable(ctx: Context, last: FxTableRow | undefined): Promise<void> {
  const readings = await Promise.all(
    ctx.rates.sources.map((source) =>
      readingOf(
        ctx,
        source,
        last?.sources.find((reading) => reading.source === source.id),
      ),
    ),
  )
  const now = ctx.clock.now()
  const told = readings.filter((reading) => reading !== undefined)
  const { offlineMaxAgeSeconds, spreadBps } = ctx.config.fx
  const rates = agree(told, { quotes: offlineRates, maxAgeSeconds: offlineMaxAgeSeconds }, now)
  for (const [currency, rate] of Object.entries(rates)) {
    if (rate.sources[0] === 'offline') ctx.log.warn({ currency, asOf: rate.asOf }, 'nobody tells a rate: the table of this release is used')
    else if (ageSeconds(rate, now) > warnSeconds) ctx.log.warn({ currency, asOf: rate.asOf }, 'a rate is more than two days old')
  }
  const table = { id: newId(), takenAt: now, goodUntil: later(now, goodSeconds), spreadBps, sources: told, rates }
  await inTransaction(ctx, async (ctx) => {
    await insertTable(ctx.db, table, later(now, -keptSeconds))
    dropAfterCommit(ctx, ctx.rates)
  })
}

/** What the source tells now; what it told before, while it is not time to ask again or it does not answer. */
async function readingOf(ctx: Context, source: RateSource, before: Reading | undefined): Promise<Reading | undefined> {
  const now = ctx.clock.now()
  if (before && now.getTime() - Date.parse(before.readAt) < source.everySeconds * 1000) return before
  try {
    return { source: source.id, readAt: now.toISOString(), quotes: await source.read() }
  } catch (error) {
    ctx.log.warn({ source: source.id, error: asLoggedError(error) }, 'a source of rates did not answer')
    return before
  }
}
