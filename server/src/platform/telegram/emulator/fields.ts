import { badRequest } from './errors.ts'

/** What a method was called with. Forms bring everything as text; objects in them are JSON. */
export type Input = Record<string, unknown>

export function textOf(input: Input, name: string): string | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

export function numberOf(input: Input, name: string): number | undefined {
  const value = input[name]
  if (value === undefined || value === null || value === '') return undefined
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw badRequest(`invalid ${name} specified`)
  return number
}

export function flagOf(input: Input, name: string): boolean {
  return input[name] === true || input[name] === 'true' || input[name] === '1'
}

export function jsonOf<T>(input: Input, name: string): T | undefined {
  const value = input[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') return value as T
  try {
    return JSON.parse(value) as T
  } catch {
    throw badRequest(`can't parse ${name} JSON object`)
  }
}

export type SentFile = { name: string; type: string; size: number }

export function fileOf(input: Input, name: string): SentFile | string | undefined {
  const value = input[name]
  if (value instanceof File) return { name: value.name, type: value.type, size: value.size }
  return typeof value === 'string' && value !== '' ? value : undefined
}
