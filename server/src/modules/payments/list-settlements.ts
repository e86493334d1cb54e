import { isCurrency } from 'shared/currencies'
import { asMoneyJson, type MoneyJson } from 'shared/money'
import type { Settlements } from 'shared/payments.schema'
import type { StaffContext } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { listHeldNow, listSettledDays } from './queries-settlement.ts'
import { listReadings } from './queries-settlement-readings.ts'
import { lookBack, patience } from './settle.ts'

/** The last days of every gateway that tells of its settlement, and what all of them hold by our book. */
export async function listSettlements(ctx: StaffContext, { days }: { days: number }): Promise<Settlements> {
  const now = ctx.clock.now()
  const gateways = [...ctx.gateways.values()].map(({ descriptor }) => ({ ...descriptor, kinds: descriptor.settledKinds ?? [] }))
  const telling = gateways.filter(({ kinds }) => kinds.length > 0)
  const from = later(now, -days * 86_400)
  const since = later(from, -lookBack.most)
  const settled = await listSettledDays(ctx.db, { gateways: telling, from, since, told: later(now, -patience) })
  const methodOf = (gateway: string) => ctx.gateways.get(gateway)?.descriptor.method ?? null
  const held = await listHeldNow(ctx.db, { now })
  const readUntil = new Map((await listReadings(ctx.db)).map((reading) => [reading.gateway, reading.readUntil]))
  return {
    gateways: gateways.map(({ id, method, kinds }) => ({
      gateway: id,
      method,
      tells: [...kinds],
      readUntil: readUntil.get(id)?.toISOString() ?? null,
    })),
    days: settled.flatMap(({ gateway, day, currency, ...sums }) => {
      const shown = (amount: string | bigint) => asMoney(amount, currency)
      const difference = BigInt(sums.actual) - BigInt(sums.expected)
      const row = {
        expected: shown(sums.expected),
        actual: shown(sums.actual),
        difference: shown(difference),
        waiting: shown(sums.waiting),
        fees: shown(sums.fees),
        paidOut: shown(sums.paidOut),
      }
      return isCurrency(currency) ? [{ gateway, method: methodOf(gateway), day, ...row }] : []
    }),
    held: held.flatMap(({ gateway, currency, booked, held, onHold, at }) =>
      isCurrency(currency)
        ? [
            {
              gateway,
              method: methodOf(gateway),
              booked: asMoney(booked, currency),
              held: held === null ? null : asMoney(held, currency),
              onHold: asMoney(onHold, currency),
              at,
            },
          ]
        : [],
    ),
  }
}

const asMoney = (amount: string | bigint, currency: string): MoneyJson =>
  asMoneyJson({ amount: BigInt(amount), currency: currency as MoneyJson['currency'] })
