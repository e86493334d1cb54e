/** Where a `t.me/<bot>/<app>?startapp=…` link leads (at most 64 of A–Z a–z 0–9 _ -). Anyone can craft one: it grants nothing. */
export type StartTarget =
  | { kind: 'product'; id: string }
  | { kind: 'category'; slug: string }
  | { kind: 'order'; number: string }
  | { kind: 'ticket'; id: string }
  | { kind: 'referral'; code: string }
  | { kind: 'group'; id: string }
  | { kind: 'admin_order'; number: string }

const prefixes = { product: 'p_', category: 'c_', order: 'o_', ticket: 't_', referral: 'r_', group: 'g_', admin_order: 'a_o_' } as const

export function asStartParam(target: StartTarget): string {
  switch (target.kind) {
    case 'category':
      return prefixes.category + target.slug
    case 'order':
    case 'admin_order':
      return prefixes[target.kind] + target.number
    case 'referral':
      return prefixes.referral + target.code
    default:
      return prefixes[target.kind] + target.id
  }
}

/** @returns undefined for anything that is not one of ours. */
export function parseStartParam(value: string | null | undefined): StartTarget | undefined {
  if (!value || !/^[\w-]{1,64}$/.test(value)) return undefined
  const rest = (prefix: string) => (value.startsWith(prefix) && value.length > prefix.length ? value.slice(prefix.length) : undefined)
  const adminOrder = rest(prefixes.admin_order)
  if (adminOrder) return { kind: 'admin_order', number: adminOrder }
  const product = rest(prefixes.product)
  if (product) return { kind: 'product', id: product }
  const category = rest(prefixes.category)
  if (category) return { kind: 'category', slug: category }
  const order = rest(prefixes.order)
  if (order) return { kind: 'order', number: order }
  const ticket = rest(prefixes.ticket)
  if (ticket) return { kind: 'ticket', id: ticket }
  const referral = rest(prefixes.referral)
  if (referral) return { kind: 'referral', code: referral }
  const group = rest(prefixes.group)
  if (group) return { kind: 'group', id: group }
  return undefined
}
