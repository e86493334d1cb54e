import { asMoneyJson, money, proportion } from 'shared/money'
import type { Today } from 'shared/admin.schema'
import { can } from 'shared/permissions'
import type { StaffContext } from '../../context.ts'
import { readDay, readMethods, readNeeds, readOrderCounts, readTakings } from './queries.ts'

/** Whether it is a good day, and what needs somebody: the shop's own day so far against the day before up to this time. */
export async function showToday(ctx: StaffContext): Promise<Today> {
  const { currency, timeZone } = ctx.config.shop
  const day = await readDay(ctx.db, { now: ctx.clock.now(), timeZone })
  const takings = await readTakings(ctx.db, { day, timeZone })
  const own = takings.find((each) => each.currency === currency) ?? { today: '0', before: '0', hours: [] }
  const counts = await readOrderCounts(ctx.db, { day, currency })
  const average = counts.valued === 0 ? 0n : proportion(BigInt(counts.value), 1n, BigInt(counts.valued))
  const byHour = new Map(own.hours.map(({ hour, amount }) => [hour, amount]))
  return {
    day: day.day,
    revenue: asMoneyJson(money(own.today, currency)),
    revenueBefore: asMoneyJson(money(own.before, currency)),
    besides: takings
      .filter((each) => each.currency !== currency && each.today !== '0')
      .map((each) => asMoneyJson(money(each.today, each.currency))),
    orders: counts.today,
    ordersBefore: counts.before,
    average: asMoneyJson(money(average, currency)),
    hours: Array.from({ length: day.hour + 1 }, (_, hour) => byHour.get(hour) ?? '0'),
    needsYou: (await readNeeds(ctx.db)).filter(({ kind }) => kind !== 'no_delivery' || can(ctx.actor.role, 'settings.write')),
    methods: await readMethods(ctx.db, { day }),
  }
}
