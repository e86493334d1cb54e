import { z } from 'zod'
import { Id, localText, text } from './common.schema.ts'
import { countryCodes } from './countries.ts'

/** A country we know, or `*`: everywhere that has no entry of its own. */
export const Destination = z.enum(['*', ...countryCodes])

const amount = z.string().regex(/^\d{1,15}$/)
/** Working hours; 2000 of them are at least twelve weeks. */
const hours = z.number().int().min(0).max(2000)
const position = z.number().int().min(0).max(1000).default(0)

/** The version that was edited, so that two people do not overwrite each other. Absent for what is new. */
const edited = { version: z.int32().min(1).optional() }
const known = { version: z.number().int() }

const optionShape = {
  kind: z.enum(['courier', 'pickup']),
  name: localText(60),
  /** Where it is picked up, when and how; null where it says itself. */
  place: localText(200).nullable().default(null),
  /** Minor units of the shop's currency. */
  price: amount,
  /** The goods' sum from which on it costs nothing; null when it always costs. */
  freeFrom: amount.nullable().default(null),
  minHours: hours,
  maxHours: hours,
  /** The days it works; 1 is Monday. */
  days: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'names one twice')
    .default([1, 2, 3, 4, 5, 6, 7]),
  /** From which hour of the shop's clock to which it works on them. */
  opens: z.number().int().min(0).max(23).default(8),
  closes: z.number().int().min(1).max(24).default(20),
  cashOnDelivery: z.boolean().default(false),
  isActive: z.boolean().default(true),
  position,
}
export const DeliveryOptionInput = z
  .strictObject({ ...optionShape, ...edited })
  .refine(({ minHours, maxHours }) => minHours <= maxHours, { path: ['maxHours'], error: 'is before the earliest hour' })
  .refine(({ opens, closes }) => opens < closes, { path: ['closes'], error: 'is before it opens' })
export type DeliveryOptionInput = z.input<typeof DeliveryOptionInput>

const zoneShape = {
  name: localText(60),
  countries: z
    .array(Destination)
    .min(1)
    .max(countryCodes.length + 1)
    .refine((countries) => new Set(countries).size === countries.length, 'names one twice'),
  /** Only these cities of the one country; empty is all of it. */
  cities: z.array(text(80)).max(100).default([]),
  /** Whether what the rest of the country is offered is offered here too. */
  alsoWider: z.boolean().default(false),
  position,
}
export const DeliveryZoneInput = z
  .strictObject({ ...zoneShape, ...edited })
  .refine(({ countries, cities }) => cities.length === 0 || (countries.length === 1 && countries[0] !== '*'), {
    path: ['cities'],
    error: 'need one country that they are in',
  })
export type DeliveryZoneInput = z.input<typeof DeliveryZoneInput>

const taxShape = {
  /** As the receipt says it: VAT. */
  name: text(40, 0).default(''),
  /** Hundredths of a percent: 1600 is 16 %. */
  rateBps: z.number().int().min(0).max(10_000),
  /** Whether prices hold the tax already. */
  inclusive: z.boolean(),
  onDelivery: z.boolean(),
}
export const TaxRuleInput = z
  .strictObject({ ...taxShape, ...edited })
  .refine(({ rateBps, name }) => rateBps === 0 || name !== '', { path: ['name'], error: 'is needed when there is a tax' })
export type TaxRuleInput = z.input<typeof TaxRuleInput>

const DeliveryOption = z.object({ ...optionShape, ...known, id: Id }).meta({ ref: 'DeliveryOption' })
export type DeliveryOption = z.infer<typeof DeliveryOption>
const DeliveryZone = z.object({ ...zoneShape, ...known, id: Id, options: z.array(DeliveryOption) }).meta({ ref: 'DeliveryZone' })
export type DeliveryZone = z.infer<typeof DeliveryZone>
const TaxRule = z.object({ ...taxShape, ...known, country: Destination }).meta({ ref: 'TaxRule' })
export type TaxRule = z.infer<typeof TaxRule>

/** Where the shop sends, how, for how much, and how it is taxed there. What every change answers with. */
export const AdminShipping = z.object({ zones: z.array(DeliveryZone), taxes: z.array(TaxRule) }).meta({ ref: 'AdminShipping' })
export type AdminShipping = z.infer<typeof AdminShipping>
