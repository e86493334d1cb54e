import type { Currency } from 'shared/currencies'
import { countryCodes } from 'shared/countries'
import type { LocalText } from 'shared/locale'
import { asDecimal, money, parseDecimal } from 'shared/money'
import type { AdminShipping, DeliveryOption, DeliveryOptionInput, DeliveryZone, TaxRule, TaxRuleInput } from 'shared/shipping.schema'
import { tidyWords } from '../tidy-words.ts'

/** A way to deliver as it is typed; it becomes a request only when saved. */
export type OptionForm = Omit<
  Required<DeliveryOptionInput>,
  'price' | 'freeFrom' | 'minHours' | 'maxHours' | 'opens' | 'closes' | 'version'
> &
  Pick<DeliveryOptionInput, 'version'> & {
    price: string
    freeFrom: string
    minHours: string
    maxHours: string
    opens: string
    closes: string
  }
export type OptionField = 'name' | 'place' | 'price' | 'freeFrom' | 'hours' | 'work'
export type OptionErrors = ReadonlySet<OptionField>

export function emptyOption(position: number): OptionForm {
  return {
    kind: 'courier',
    name: { en: '' },
    place: null,
    price: '',
    freeFrom: '',
    minHours: '12',
    maxHours: '24',
    days: [1, 2, 3, 4, 5, 6, 7],
    opens: '8',
    closes: '20',
    cashOnDelivery: false,
    isActive: true,
    position,
  }
}

export function asOptionForm({ id: _id, ...option }: DeliveryOption, currency: Currency): OptionForm {
  return {
    ...option,
    price: asDecimal(money(option.price, currency)),
    freeFrom: option.freeFrom === null ? '' : asDecimal(money(option.freeFrom, currency)),
    minHours: String(option.minHours),
    maxHours: String(option.maxHours),
    opens: String(option.opens),
    closes: String(option.closes),
  }
}

/** @returns the request, or what is wrong */
export function asOptionInput(
  form: OptionForm,
  currency: Currency,
): { input: DeliveryOptionInput; errors?: undefined } | { errors: OptionErrors } {
  const errors = new Set<OptionField>()
  const place = form.kind === 'pickup' && form.place ? tidyWords(form.place) : null
  const hasPlace = place !== null && Object.values(place).some(Boolean)
  const price = parseDecimal(form.price, currency)
  const freeFrom = form.freeFrom.trim() === '' ? null : parseDecimal(form.freeFrom, currency)
  const whole = (text: string) => (/^\d{1,4}$/.test(text) ? Number(text) : NaN)
  const [minHours, maxHours, opens, closes] = [whole(form.minHours), whole(form.maxHours), whole(form.opens), whole(form.closes)]
  if (form.name.en.trim() === '') errors.add('name')
  if (hasPlace && place.en === '') errors.add('place')
  if (!price) errors.add('price')
  if (freeFrom === undefined) errors.add('freeFrom')
  if (!(minHours <= maxHours && maxHours <= 2000)) errors.add('hours')
  if (!(form.days.length > 0 && opens < closes && closes <= 24)) errors.add('work')
  if (errors.size > 0 || !price || freeFrom === undefined) return { errors }
  return {
    input: {
      ...form,
      name: tidyWords(form.name),
      place: hasPlace ? place : null,
      price: price.amount.toString(),
      freeFrom: freeFrom && freeFrom.amount.toString(),
      minHours,
      maxHours,
      opens,
      closes,
    },
  }
}

export type TaxForm = { name: string; percent: string; inclusive: boolean; onDelivery: boolean; version?: number | undefined }

export function asTaxForm({ name, rateBps, inclusive, onDelivery, version }: TaxRule): TaxForm {
  return { name, percent: String(rateBps / 100), inclusive, onDelivery, version }
}

/** @returns undefined when the rate is no percentage, or has no name to be shown by */
export function asTaxInput({ name, percent, inclusive, onDelivery, version }: TaxForm): TaxRuleInput | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(percent.trim())
  if (!match) return undefined
  const rateBps = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  if (rateBps > 10_000 || (rateBps > 0 && name.trim() === '')) return undefined
  return { name: name.trim(), rateBps, inclusive, onDelivery, version }
}

/** A zone for one country, named as people there and elsewhere call it. */
export function homeZone(country: string): { name: LocalText; countries: string[] } {
  const called = (language: string) => new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country
  return { name: { en: called('en'), sw: called('sw'), ar: called('ar') }, countries: [country] }
}

/** Where another zone could still go as a whole: each country is in one zone, and so is everywhere else. */
export function freeDestinations({ zones }: Pick<AdminShipping, 'zones'>, exceptZoneId?: string): string[] {
  const taken = new Set(zones.flatMap((zone) => (zone.id === exceptZoneId || zone.cities.length > 0 ? [] : zone.countries)))
  return ['*', ...countryCodes].filter((country) => !taken.has(country))
}

/** The zone that serves the rest of a country of which this one names some cities: that for all of it, or for everywhere else. */
export function widerZone({ zones }: Pick<AdminShipping, 'zones'>, country: string, exceptZoneId?: string): DeliveryZone | undefined {
  const whole = zones.filter((zone) => zone.id !== exceptZoneId && zone.cities.length === 0)
  const forAll = (code: string) => whole.find((zone) => zone.countries.some((each) => each === code))
  return forAll(country) ?? forAll('*')
}

/** Cities as they are typed, separated by commas of any script. */
export function asCities(text: string): string[] {
  return [...new Set(text.split(/[,،\n]/).map((city) => city.trim()))].filter(Boolean)
}
