import { isCurrency } from 'shared/currencies'
import { parseDecimal } from 'shared/money'
import { z } from 'zod'

// How a value of the environment reads. An empty one is one that is not there.

export const flag = (fallback: boolean) =>
  z
    .enum(['on', 'off', 'true', 'false', '1', '0', ''])
    .optional()
    .transform((value) => (value ? value === 'on' || value === 'true' || value === '1' : fallback))
export const blank = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema)
export const port = (fallback: number) => blank(z.coerce.number().int().min(0).max(65535).default(fallback))
export const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))
export const list = z
  .string()
  .default('')
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
/** `15.00 USD` */
export const moneyText = z.string().transform((value, check) => {
  const [amount = '', currency = ''] = value.trim().split(/\s+/)
  const read = isCurrency(currency) ? parseDecimal(amount, currency) : undefined
  if (!read) check.addIssue('an amount and its currency, such as 15.00 USD')
  return read ?? z.NEVER
})

/** Where a gateway's part of the environment is read: what is wrong with it is added to `wrong`, all of it told at once. */
export type Site = {
  production: boolean
  /** Where the sandbox plays the outside world; undefined when it is off. */
  sandboxUrl: string | undefined
  wrong: string[]
}

/**
 * Keys that make sense only together. @returns them when all are there; `undefined` when none is, or when some are missing,
 * which is wrong.
 */
export function allOrNone<Names extends string>(site: Site, values: Record<Names, string | undefined>): Record<Names, string> | undefined {
  const names = Object.keys(values) as Names[]
  const given = names.filter((name) => values[name] !== undefined)
  if (given.length === names.length) return values as Record<Names, string>
  if (given.length > 0) site.wrong.push(`${names.join(', ')}: give all ${names.length} or none`)
  return undefined
}
