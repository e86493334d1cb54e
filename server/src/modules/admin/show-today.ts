import { asMoneyJson, money, proportion } from 'shared/money'
import type { Today } from 'shared/admin.schema'
import { can } from 'shared/permissions'
import type { StaffContext } from '../../context.ts'
import { readDay, readMethods, readNeeds, readOrderCounts, readRevenue } from './queries.ts'

/** Whether it is a good day, and what needs somebody: the shop's own day so far against the day before up to this time. */
export async function showToday(ctx: StaffContext): Promise<Today> {
  const { currency, timeZone } = ctx.config.shop
  const day = await readDay(ctx.db, { now: ctx.clock.now(), timeZone })
  const revenue = await readRevenue(ctx.db, { day, timeZone, currency })
  const counts = await readOrderCounts(ctx.db, { day, currency })
  const average = counts.valued === 0 ? 0n : proportion(BigInt(counts.value), 1n, BigInt(counts.valued))
  const byHour = new Map(revenue.hours.map(({ hour, amount }) => [hour, amount]))
  return {
    day: day.day,
    revenue: asMoneyJson(money(revenue.today, currency)),
    revenueBefore: asMoneyJson(money(revenue.before, currency)),
    orders: counts.today,
    ordersBefore: counts.before,
    average: asMoneyJson(money(average, currency)),
    hours: Array.from({ length: day.hour + 1 }, (_, hour) => byHour.get(hour) ?? '0'),
    needsYou: (await readNeeds(ctx.db)).filter(({ kind }) => kind !== 'no_delivery' || can(ctx.actor.role, 'settings.write')),
    methods: await readMethods(ctx.db, { day }),
  }
}
