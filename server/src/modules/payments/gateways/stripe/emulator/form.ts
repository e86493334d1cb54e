import { invalidRequest } from './errors.ts'

export type FormValue = string | FormValue[] | { [key: string]: FormValue }
export type FormValues = { [key: string]: FormValue }

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads `a=1&b[c]=2&list[]=x&list[0][d]=3` as Stripe does; maps with only the keys 0, 1, 2 … become lists. */
export function parseForm(text: string): FormValues {
  const root: FormValues = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const steps = name.replaceAll(']', '').split('[')
    let at: FormValues = root
    for (const [index, step] of steps.entries()) {
      if (forbidden.has(step)) throw invalidRequest({ message: `Invalid parameter name: ${name}`, param: name })
      const key = step === '' ? String(Object.keys(at).length) : step
      if (index === steps.length - 1) {
        at[key] = value
        break
      }
      const next = at[key]
      if (typeof next === 'object' && !Array.isArray(next)) at = next
      else {
        const made: FormValues = {}
        at[key] = made
        at = made
      }
    }
  }
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, withLists(value)]))
}

function withLists(value: FormValue): FormValue {
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const keys = Object.keys(value)
  if (keys.length > 0 && keys.every((key, index) => key === String(index))) return Object.values(value).map(withLists)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withLists(inner)]))
}

/** Reads one value and refuses it in Stripe's words. `param` is its name with brackets. */
export type Field<T> = (value: FormValue, param: string) => T
export type Fields = { [name: string]: Field<unknown> }
export type Read<F extends Fields> = { [K in keyof F]?: F[K] extends Field<infer T> ? T : never }

/** @throws Stripe's `parameter_unknown` for a name that is not in `fields`. */
export function readFields<F extends Fields>(fields: F, values: FormValues, parent = ''): Read<F> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const param = parent ? `${parent}[${name}]` : name
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) throw invalidRequest({ code: 'parameter_unknown', message: `Received unknown parameter: ${param}`, param })
    read[name] = field(value, param)
  }
  return read as Read<F>
}

export function required<T>(value: T | undefined, param: string): T {
  if (value !== undefined) return value
  throw invalidRequest({ code: 'parameter_missing', message: `Missing required param: ${param}.`, param })
}

export const text: Field<string> = (value, param) => {
  if (typeof value !== 'string') throw invalidRequest({ message: `Invalid string: ${JSON.stringify(value)}`, param })
  return value
}

/** A text that may not be emptied. */
export const filled: Field<string> = (value, param) => {
  const words = text(value, param)
  if (words !== '') return words
  throw invalidRequest({
    code: 'parameter_invalid_empty',
    message: `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
    param,
  })
}

/** A text that `''` unsets. */
export const clearable: Field<string | null> = (value, param) => text(value, param) || null

export const integer: Field<number> = (value, param) => {
  const words = filled(value, param)
  if (/^-?\d+$/.test(words) && Number.isSafeInteger(Number(words))) return Number(words)
  throw invalidRequest({ code: 'parameter_invalid_integer', message: `Invalid integer: ${words}`, param })
}

export const yesNo: Field<boolean> = (value, param) => {
  const words = filled(value, param)
  if (words === 'true' || words === 'false') return words === 'true'
  throw invalidRequest({ message: `Invalid boolean: ${words}`, param })
}

export function oneOf<const T extends string>(...choices: T[]): Field<T> {
  return (value, param) => {
    const words = filled(value, param)
    const found = choices.find((choice) => choice === words)
    if (found) return found
    const list = choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}` : choices[0]
    throw invalidRequest({ message: `Invalid ${param}: must be one of ${list}`, param })
  }
}

export function group<F extends Fields>(fields: F): Field<Read<F>> {
  return (value, param) => {
    if (typeof value === 'object' && !Array.isArray(value)) return readFields(fields, value, param)
    throw invalidRequest({ message: 'Invalid object', param })
  }
}

export const list: Field<string[]> = (value, param) => {
  if (Array.isArray(value)) return value.map((item) => filled(item, param))
  throw invalidRequest({ message: 'Invalid array', param })
}

/** At most 50 keys of 40 characters with values of 500; `''` unsets one key, or all of it. */
export const metadata: Field<Record<string, string>> = (value, param) => {
  if (value === '') return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidRequest({ message: 'Invalid object', param })
  const entries = Object.entries(value)
  if (entries.length > 50)
    throw invalidRequest({ message: `You can have up to 50 metadata keys, but you passed ${entries.length}.`, param })
  for (const [key, words] of entries) {
    if (key.length > 40)
      throw invalidRequest({
        message: `Metadata keys must be up to 40 characters long, but you passed in key '${key}'.`,
        param: `${param}[${key}]`,
      })
    if (text(words, `${param}[${key}]`).length > 500) {
      throw invalidRequest({
        message: `Metadata values can have up to 500 characters, but you passed in a value that is ${text(words, param).length} characters.`,
        param: `${param}[${key}]`,
      })
    }
  }
  return Object.fromEntries(entries.map(([key, words]) => [key, text(words, `${param}[${key}]`)]))
}

/** What was kept, with what was sent on top; a value of `''` removes its key. */
export function mergeMetadata(kept: Record<string, string>, sent: Record<string, string> | undefined): Record<string, string> {
  if (!sent) return kept
  if (Object.keys(sent).length === 0) return {}
  return Object.fromEntries(Object.entries({ ...kept, ...sent }).filter(([, value]) => value !== ''))
}

/** Accepted, whatever it holds: parts of Stripe that this shop's world does not act on. */
export const anything: Field<FormValue> = (value) => value
