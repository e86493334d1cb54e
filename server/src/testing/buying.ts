import { eq } from 'drizzle-orm'
import type { Cart } from 'shared/cart.schema'
import type { Quote } from 'shared/checkout.schema'
import type { ProblemJson } from 'shared/problem'
import { stockLevels } from '../modules/catalog/tables.ts'
import { orders } from '../modules/orders/tables.ts'
import type { Gateway } from '../modules/payments/gateways/gateway.ts'
import { seedShipping } from '../modules/shipping/index.ts'
import { newId } from '../platform/ids.ts'
import { addGoods } from './goods.ts'
import { createTestWorld, type Person } from './world.ts'

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

type CardAnswer = 'asks for the card' | 'is down' | 'says nothing clear'

/** A world that delivers, takes cards at a gateway that does as `card.answers` says, and makes Stars invoices. */
export async function createBuyingWorld() {
  const world = await createTestWorld()
  await seedShipping(world.system)
  const card = { answers: 'asks for the card' as CardAnswer }
  const gateways = new Map([...world.world.gateways].filter(([, gateway]) => gateway.descriptor.method !== 'card'))
  gateways.set('test-card', cardGateway(card))
  world.world.gateways = gateways
  world.world.telegram.call = (() => Promise.resolve('https://t.me/$invoice')) as never
  return {
    ...world,
    card,
    ordersOf: (person: Person) => world.db.select().from(orders).where(eq(orders.userId, person.user.id)),
    stockOf: async (variantId: string) => (await world.db.select().from(stockLevels).where(eq(stockLevels.variantId, variantId)))[0],
    /** Somebody with an address in Nairobi and something in the cart. */
    async shopper({ price = 1800n, onHand = 100, quantity = 2 } = {}) {
      const person = await world.person()
      const addressId = await giveAddress(person)
      const goods = await addGoods(world.db, { price, onHand })
      await fillCart(person, [goods, quantity])
      return { person, addressId, goods }
    },
  }
}

export type BuyingWorld = Awaited<ReturnType<typeof createBuyingWorld>>

function cardGateway(card: { answers: CardAnswer }): Gateway {
  return {
    descriptor: {
      id: 'test-card',
      method: 'card',
      goods: ['physical'],
      limits: () => ({ min: 50n, max: 10n ** 9n }),
      partialRefunds: true,
      pollSeconds: [60],
    },
    start: (payment) =>
      card.answers === 'asks for the card'
        ? Promise.resolve({
            reference: `ref-${payment.id}`,
            snapshot: { state: 'requires_action', movements: [], expected: payment.amount },
            nextAction: { type: 'client_secret', clientSecret: 'secret', publishableKey: 'pk' },
          })
        : Promise.reject(new Error(card.answers)),
    retrieve: (payment) => Promise.resolve({ state: 'requires_action', movements: [], expected: payment.amount }),
    classify: () => ({ kind: card.answers === 'is down' ? 'unavailable' : 'ambiguous', code: 'test', failure: 'gateway_unavailable' }),
  }
}

export const read = async <Body>(response: Response) => (await response.json()) as Body
export const code = async (response: Response) => [response.status, (await read<ProblemJson>(response)).code]
/** Status and code of every answer that is a refusal. */
export const refusals = (answers: readonly Response[]) => Promise.all(answers.filter((answer) => !answer.ok).map(code))
export const cartOf = async (person: Person) => read<Cart>(await person.request('GET', '/cart'))
