import type { Quote } from 'shared/checkout.schema'
import { newId } from '../platform/ids.ts'
import type { Person } from './world.ts'

export const home = {
  label: 'Home',
  recipient: 'Amina Otieno',
  phone: '+254712345678',
  line1: 'Kilimani, Argwings Kodhek Road 12',
  city: 'Nairobi',
  country: 'KE',
  isDefault: true,
}

/** Gives somebody an address, over HTTP. @returns its id */
export async function giveAddress(person: Person, address: Partial<typeof home> = {}): Promise<string> {
  const response = await person.request('POST', '/me/addresses', { ...home, ...address })
  if (!response.ok) throw new Error(`No address was made: ${await response.text()}`)
  return ((await response.json()) as { id: string }).id
}

export async function fillCart(person: Person, ...lines: (readonly [{ variantId: string }, quantity: number])[]): Promise<void> {
  const response = await person.request('PUT', '/cart', { lines: lines.map(([{ variantId }, quantity]) => ({ variantId, quantity })) })
  if (!response.ok) throw new Error(`The cart was not filled: ${await response.text()}`)
}

/** @throws when there is no quote to be had */
export async function askQuote(person: Person, request: object = {}): Promise<Quote> {
  const response = await person.request('POST', '/checkout/quote', request)
  if (!response.ok) throw new Error(`Nothing was quoted: ${await response.text()}`)
  return (await response.json()) as Quote
}

export function checkOut(
  person: Person,
  quote: { token: string },
  { key = newId(), ...request }: { key?: string; method?: string; [more: string]: unknown } = {},
): Promise<Response> {
  return person.request(
    'POST',
    '/checkout',
    { quoteToken: quote.token, method: 'cash_on_delivery', termsAccepted: true, ...request },
    { 'idempotency-key': key },
  )
}
