import type { ProductKind } from 'shared/catalog'
import type { Sealer } from '../../platform/crypto.ts'
import { checkoutProblem } from './problems.ts'

/** What was quoted. Amounts are minor units of the shop's currency, `stars` apart. */
export type Quoted = {
  /** Becomes the order's id, so that a quote makes at most one order. */
  id: string
  userId: string
  goods: ProductKind
  lines: { variantId: string; quantity: number; unitPrice: bigint }[]
  addressId: string | null
  /** Where it was priced for; null for what is not sent. */
  country: string | null
  deliveryOptionId: string | null
  delivery: bigint
  tax: bigint
  total: bigint
  stars: bigint | null
  /** The exchange rates it was shown by; null when none were needed. */
  rateTable: string | null
  expiresAt: Date
}

// A token of 50 lines must fit into 4096 characters, so ids travel as 22 characters and there are no names.
type Packed = [
  id: string,
  userId: string,
  goods: 'p' | 'd',
  lines: [variantId: string, quantity: number, unitPrice: string][],
  addressId: string | null,
  country: string | null,
  deliveryOptionId: string | null,
  amounts: [delivery: string, tax: string, total: string, stars: string | null],
  expiresAt: number,
  rateTable: string | null,
]

const packId = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
const unpackId = (packed: string) =>
  Buffer.from(packed, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
const packMaybe = (id: string | null) => id && packId(id)
const unpackMaybe = (packed: string | null) => packed && unpackId(packed)

export function sealQuote(sealer: Sealer, quoted: Quoted): string {
  const packed: Packed = [
    packId(quoted.id),
    packId(quoted.userId),
    quoted.goods === 'physical' ? 'p' : 'd',
    quoted.lines.map((line) => [packId(line.variantId), line.quantity, String(line.unitPrice)]),
    packMaybe(quoted.addressId),
    quoted.country,
    packMaybe(quoted.deliveryOptionId),
    [String(quoted.delivery), String(quoted.tax), String(quoted.total), quoted.stars === null ? null : String(quoted.stars)],
    quoted.expiresAt.getTime(),
    packMaybe(quoted.rateTable),
  ]
  return sealer.seal('quote', packed)
}

/** @throws checkout/quote-invalid for what we did not seal, or not for this user; checkout/quote-expired */
export function openQuote(sealer: Sealer, token: string, { userId, now }: { userId: string; now: Date }): Quoted {
  const quoted = unseal(sealer, token)
  if (quoted?.userId !== userId) throw checkoutProblem('quote-invalid')
  if (quoted.expiresAt <= now) throw checkoutProblem('quote-expired')
  return quoted
}

function unseal(sealer: Sealer, token: string): Quoted | undefined {
  try {
    const [id, userId, goods, lines, addressId, country, deliveryOptionId, [delivery, tax, total, stars], expiresAt, rateTable] =
      sealer.open<Packed>('quote', token)
    return {
      id: unpackId(id),
      userId: unpackId(userId),
      goods: goods === 'p' ? 'physical' : 'digital',
      lines: lines.map(([variantId, quantity, unitPrice]) => ({
        variantId: unpackId(variantId),
        quantity,
        unitPrice: BigInt(unitPrice),
      })),
      addressId: unpackMaybe(addressId),
      country,
      deliveryOptionId: unpackMaybe(deliveryOptionId),
      delivery: BigInt(delivery),
      tax: BigInt(tax),
      total: BigInt(total),
      stars: stars === null ? null : BigInt(stars),
      rateTable: unpackMaybe(rateTable),
      expiresAt: new Date(expiresAt),
    }
  } catch {
    return undefined
  }
}
