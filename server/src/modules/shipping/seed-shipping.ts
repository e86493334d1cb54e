import type { LocalText } from 'shared/locale'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { shippingChanged } from './kept-shipping.ts'
import { hasZones, insertShipping } from './queries.ts'

type Option = {
  kind: 'courier' | 'pickup'
  name: LocalText
  place?: LocalText
  /** US cents. */
  price: bigint
  freeFrom?: bigint
  /** Working hours until it is there, from and to. */
  hours: readonly [number, number]
  /** 1 is Monday; every day when absent. */
  days?: number[]
  closes?: number
  cashOnDelivery?: boolean
}

const name = (en: string, sw: string, ar: string): LocalText => ({ en, sw, ar })

const toSaturday = [1, 2, 3, 4, 5, 6]
const toFriday = [1, 2, 3, 4, 5]

const zones: { name: LocalText; countries: string[]; cities?: string[]; options: Option[] }[] = [
  {
    name: name('Nairobi', 'Nairobi', 'نيروبي'),
    countries: ['KE'],
    cities: ['Nairobi', 'نيروبي'],
    options: [
      {
        kind: 'courier',
        name: name('Nairobi rider', 'Bodaboda, Nairobi', 'دراجة نارية، نيروبي'),
        price: 600n,
        hours: [2, 4],
        cashOnDelivery: true,
      },
      {
        kind: 'courier',
        name: name('Nairobi courier', 'Msafirishaji, Nairobi', 'مندوب توصيل، نيروبي'),
        price: 350n,
        freeFrom: 6000n,
        hours: [12, 12],
        cashOnDelivery: true,
      },
      {
        kind: 'pickup',
        name: name('Pick up on Ngong Road', 'Chukua mwenyewe, Barabara ya Ngong', 'استلام من شارع نغونغ'),
        place: name(
          'Ngong Road 212, ground floor. Monday to Saturday, 8:00 to 19:00. Bring the order’s number.',
          'Barabara ya Ngong 212, ghorofa ya chini. Jumatatu hadi Jumamosi, saa 2 asubuhi hadi saa 1 jioni. Njoo na namba ya oda.',
          'شارع نغونغ 212، الطابق الأرضي. من الاثنين إلى السبت، من 8:00 إلى 19:00. أحضر رقم الطلب معك.',
        ),
        price: 0n,
        hours: [1, 2],
        days: toSaturday,
        closes: 19,
        cashOnDelivery: true,
      },
    ],
  },
  {
    name: name('The rest of Kenya', 'Kwingine nchini Kenya', 'باقي كينيا'),
    countries: ['KE'],
    options: [
      {
        kind: 'courier',
        name: name('Courier to the rest of Kenya', 'Msafirishaji kwingine nchini Kenya', 'مندوب توصيل إلى باقي كينيا'),
        price: 550n,
        freeFrom: 9000n,
        hours: [24, 48],
        days: toSaturday,
        cashOnDelivery: true,
      },
    ],
  },
  {
    name: name('East Africa', 'Afrika Mashariki', 'شرق أفريقيا'),
    countries: ['UG', 'TZ', 'RW'],
    options: [
      {
        kind: 'courier',
        name: name('Road courier', 'Msafirishaji wa barabara', 'شحن بري'),
        price: 1200n,
        freeFrom: 12000n,
        hours: [36, 72],
        days: toSaturday,
      },
      { kind: 'courier', name: name('Air courier', 'Msafirishaji wa ndege', 'شحن جوي'), price: 2200n, hours: [24, 36], days: toFriday },
    ],
  },
  {
    name: name('The world', 'Dunia nzima', 'العالم'),
    countries: ['*'],
    options: [
      {
        kind: 'courier',
        name: name('International courier', 'Msafirishaji wa kimataifa', 'شحن دولي'),
        price: 2800n,
        freeFrom: 20000n,
        hours: [60, 120],
        days: toFriday,
      },
    ],
  },
]

const taxes = [
  { country: 'KE', name: 'VAT', rateBps: 1600, inclusive: true, onDelivery: true },
  { country: 'UG', name: 'VAT', rateBps: 1800, inclusive: true, onDelivery: true },
  { country: 'TZ', name: 'VAT', rateBps: 1800, inclusive: true, onDelivery: true },
  { country: 'RW', name: 'VAT', rateBps: 1800, inclusive: true, onDelivery: true },
  { country: 'AE', name: 'VAT', rateBps: 500, inclusive: false, onDelivery: true },
  { country: 'SA', name: 'VAT', rateBps: 1500, inclusive: false, onDelivery: true },
  { country: 'GB', name: 'VAT', rateBps: 2000, inclusive: false, onDelivery: false },
  { country: '*', name: '', rateBps: 0, inclusive: false, onDelivery: false },
]

/** The demo shop's ways to deliver and tax rules. Does nothing when there are zones already. */
export function seedShipping(ctx: Context): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    if (await hasZones(ctx.db)) return
    const rows = zones.map(({ options, ...zone }, position) => ({ zone: { id: newId(), ...zone, position }, options }))
    await insertShipping(ctx.db, {
      zones: rows.map(({ zone }) => zone),
      options: rows.flatMap(({ zone, options }) =>
        options.map(({ hours: [minHours, maxHours], freeFrom = null, ...option }, position) => ({
          id: newId(),
          zoneId: zone.id,
          position,
          minHours,
          maxHours,
          freeFrom,
          ...option,
        })),
      ),
      taxes,
    })
    shippingChanged(ctx)
  })
}
