import { invalidRequest, missing } from './errors.ts'
import { filled, group, integer, list, readFields, type Field, type FormValues } from './form.ts'
import type { StripeState, StripeWorld } from './state.ts'

const span: Field<{ gt?: number; gte?: number; lt?: number; lte?: number }> = (value, param) => {
  if (typeof value !== 'string') return group({ gt: integer, gte: integer, lt: integer, lte: integer })(value, param)
  const at = integer(value, param)
  return { gte: at, lte: at }
}

const pageFields = { limit: integer, starting_after: filled, ending_before: filled, created: span, expand: list }

type Listed = { id: string; created: number }

/**
 * A page of a list, newest first, as every Stripe list: `limit` 1–100 (10), cursors by id, `created` as a number or a
 * span. `filters` names the fields a caller may filter by equality; `types` is the list filter of events.
 */
export function listPage<T extends Listed>(
  table: Record<string, T>,
  query: FormValues,
  { kind, url, filters }: { kind: string; url: string; filters: (keyof T & string)[] },
): { object: 'list'; data: T[]; has_more: boolean; url: string } {
  const filterFields: Record<string, Field<string>> = Object.fromEntries(filters.map((name) => [name, filled]))
  const {
    limit = 10,
    starting_after,
    ending_before,
    created,
    expand: _expand,
    ...rest
  } = readFields({ ...filterFields, ...pageFields, types: list }, query) as {
    limit?: number
    starting_after?: string
    ending_before?: string
    created?: { gt?: number; gte?: number; lt?: number; lte?: number }
    expand?: string[]
    types?: string[]
  }
  if (limit < 1 || limit > 100)
    throw invalidRequest({
      message: limit < 1 ? 'This value must be greater than or equal to 1.' : 'This value must be less than or equal to 100.',
      param: 'limit',
      code: 'parameter_invalid_integer',
    })
  const { types, ...equal } = rest
  const rows = Object.values(table)
    .toReversed()
    .filter((row) => Object.entries(equal).every(([name, value]) => row[name as keyof T] === value))
    .filter((row) => !types || types.includes(String(row['type' as keyof T])))
    .filter(
      (row) =>
        !created ||
        ((created.gt === undefined || row.created > created.gt) &&
          (created.gte === undefined || row.created >= created.gte) &&
          (created.lt === undefined || row.created < created.lt) &&
          (created.lte === undefined || row.created <= created.lte)),
    )
  const at = (cursor: string, param: string) => {
    const found = rows.findIndex((row) => row.id === cursor)
    if (found < 0) throw missing(kind, cursor, param)
    return found
  }
  if (ending_before) {
    const end = at(ending_before, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', data: rows.slice(start, end), has_more: start > 0, url }
  }
  const start = starting_after ? at(starting_after, 'starting_after') + 1 : 0
  return { object: 'list', data: rows.slice(start, start + limit), has_more: rows.length > start + limit, url }
}

const searchFields = { query: filled, limit: integer, page: filled, expand: list }

/**
 * Search over payments: clauses `field:'value'`, `field~'part'`, `metadata['key']:'value'` and comparisons of `created`
 * and `amount`, joined by AND or by OR, each with an optional `-` (docs.stripe.com/search#search-query-language).
 * Stripe's index lags by up to a minute; this one does not.
 */
export function searchPage<T extends Listed>(table: Record<string, T>, query: FormValues, url: string) {
  const { query: words, limit = 10, page } = readFields(searchFields, query)
  if (words === undefined) throw invalidRequest({ code: 'parameter_missing', message: 'Missing required param: query.', param: 'query' })
  const matches = parseSearch(words)
  const rows = Object.values(table)
    .toReversed()
    .filter((row) => matches(row as unknown as Record<string, unknown>))
  const start = page ? Number(Buffer.from(page, 'base64url').toString()) || 0 : 0
  const more = rows.length > start + limit
  return {
    object: 'search_result',
    data: rows.slice(start, start + limit),
    has_more: more,
    next_page: more ? Buffer.from(String(start + limit)).toString('base64url') : null,
    url,
  }
}

function parseSearch(words: string): (row: Record<string, unknown>) => boolean {
  const clause = /^(-?)(\w+)(?:\[["']([^"']+)["']\])?(:|~|>=|<=|>|<)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+|null))$/
  const either = /\s+or\s+/i.test(words)
  const parts = words.trim().split(/\s+(?:and|or)\s+(?=-?\w+(?:\[["'][^"']+["']\])?(?::|~|>|<))/i)
  const tests = parts.map((part) => {
    const found = clause.exec(part.trim())
    if (!found) throw invalidRequest({ message: `We were unable to parse your search query: ${words}`, param: 'query' })
    const [, not, field = '', key, operator, single, double, bare] = found
    const wanted = (single ?? double ?? bare ?? '').replaceAll(/\\(.)/g, '$1')
    return (row: Record<string, unknown>) => {
      const value = key === undefined ? row[field] : (row[field] as Record<string, string> | undefined)?.[key]
      return compare(value, operator ?? ':', wanted) !== (not === '-')
    }
  })
  return (row) => (either ? tests.some((test) => test(row)) : tests.every((test) => test(row)))
}

function compare(value: unknown, operator: string, wanted: string): boolean {
  if (wanted === 'null' && operator === ':') return value === null || value === undefined
  switch (operator) {
    case ':':
      return String(value) === wanted
    case '~':
      return String(value).includes(wanted)
    case '>':
      return Number(value) > Number(wanted)
    case '<':
      return Number(value) < Number(wanted)
    case '>=':
      return Number(value) >= Number(wanted)
    default:
      return Number(value) <= Number(wanted)
  }
}

const tableOf: Record<string, (state: StripeState) => Record<string, object>> = {
  latest_charge: (state) => state.charges,
  charge: (state) => state.charges,
  balance_transaction: (state) => state.balanceTransactions,
  failure_balance_transaction: (state) => state.balanceTransactions,
  customer: (state) => state.customers,
  payment_method: (state) => state.paymentMethods,
  payment_intent: (state) => state.paymentIntents,
  source: (state) => ({ ...state.charges, ...state.refunds, ...state.disputes, ...state.payouts }),
}

/** Replaces ids by their objects for each path of `expand[]`, at most four deep; `data.` reaches into lists. */
export function expand(world: StripeWorld, answer: object, paths: string[]): object {
  if (paths.length === 0) return answer
  const copy = structuredClone(answer) as Record<string, unknown>
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length > 4) throw invalidRequest({ message: 'You cannot expand more than 4 levels of a property.', param: 'expand' })
    expandStep(world, copy, steps, path)
  }
  return copy
}

function expandStep(world: StripeWorld, at: Record<string, unknown>, steps: string[], path: string): void {
  const [step, ...rest] = steps
  if (step === undefined) return
  if (step === 'data' && Array.isArray(at['data'])) {
    for (const item of at['data'] as Record<string, unknown>[]) expandStep(world, item, rest, path)
    return
  }
  const table = tableOf[step]
  if (!table || !(step in at)) {
    throw invalidRequest({ message: `This property cannot be expanded (${step}).`, param: 'expand' })
  }
  const value = at[step]
  if (typeof value === 'string') at[step] = structuredClone(table(world.state)[value] ?? value)
  const inner = at[step]
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) expandStep(world, inner as Record<string, unknown>, rest, path)
}
