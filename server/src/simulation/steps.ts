import type { AdminProduct } from 'shared/catalog.schema'
import type { OfferedMethod, Quote } from 'shared/checkout.schema'
import type { AdminOrder, Order, WaysToPay, WayToPay } from 'shared/orders.schema'
import { refundReasons } from 'shared/payments'
import type { PaymentCase } from 'shared/payments.schema'
import { newId } from '../platform/ids.ts'
import { aProduct, asProductInput } from '../testing/products.ts'
import { createChance, type Chance } from './chance.ts'
import { drivers } from './drivers/index.ts'
import { deaths } from './life.ts'
import { lastOrders, paymentsOfOrder, type PlacedOrder, type Wish } from './looking.ts'
import type { People, Person } from './people.ts'
import type { Shop } from './shop.ts'

/** What may happen, and how often of all that happens. */
const weights = {
  buy: 22,
  pay: 26,
  payAgain: 6,
  refresh: 5,
  cancel: 4,
  staffMove: 16,
  staffRefund: 5,
  staffSent: 2,
  staffCase: 2,
  staffStock: 3,
  staffPrice: 2,
  mischief: 4,
  time: 7,
  road: 4,
  fault: 6,
  calm: 4,
  kill: 3,
  doom: 5,
} as const
type Kind = keyof typeof weights

/** What several may do in the same moment, mostly about the same order. */
const raced = { pay: 5, payAgain: 4, refresh: 4, cancel: 4, staffMove: 4, staffRefund: 3, staffSent: 1, buy: 2 } as const

/**
 * One thing that happens. `seed` decides all that is decided by chance in it, so that what is drawn for one step changes
 * nothing about those after it. `batches`: how much the workers get done afterwards.
 */
export type Step = { kind: Kind | 'race'; seed: number; batches: number; of?: Step[] }

export function drawStep(chance: Chance): Step {
  const seed = chance.below(2 ** 31)
  const batches = chance.one([0, 0, 1, 3, 20])
  if (chance.happens(0.12)) {
    const order = chance.below(2 ** 31)
    const of = Array.from({ length: chance.between(2, 4) }, (_, at): Step => ({
      kind: chance.weighted(raced),
      // The same chance chooses the same order.
      seed: chance.happens(0.8) ? order : order + at + 1,
      batches: 0,
    }))
    return { kind: 'race', seed, batches, of }
  }
  return { kind: chance.weighted(weights), seed, batches }
}

export const tellStep = ({ kind, seed, batches, of }: Step): string =>
  `${kind} ${of ? `(${of.map(tellStep).join(', ')}) ` : ''}${seed} +${batches}`

/** `order`: what all of a race are about. */
export type Stage = { shop: Shop; people: People; products: AdminProduct[]; order?: PlacedOrder }

/** Does one step with all that follows of it. @returns what came of it, for people */
export async function takeStep(stage: Stage, step: Step): Promise<string> {
  const told = await (step.of ? race(stage, step.seed, step.of) : acts[step.kind as Kind](stage, createChance(step.seed)))
  await stage.shop.sandbox.settle()
  if (step.batches > 0) {
    const index = step.seed % 2
    await stage.shop.runDue(index)
    await stage.shop.work(index, step.batches)
    await stage.shop.sandbox.settle()
  }
  return told
}

async function race(stage: Stage, seed: number, steps: readonly Step[]): Promise<string> {
  const chance = createChance(seed)
  const wish = chance.weighted({ 'waits to be paid': 6, 'holds money': 3, 'goes on': 2, any: 1 })
  const order = chance.happens(0.8) ? await someOrder(stage, chance, wish) : undefined
  const told = await Promise.all(
    // Two of one seed that do the same thing are a double tap.
    steps.map((step) => acts[step.kind as Kind]({ ...stage, ...(order ? { order } : {}) }, createChance(step.seed))),
  )
  return told.join(' | ')
}

type Act = (stage: Stage, chance: Chance) => Promise<string>

const acts: Record<Kind, Act> = {
  async buy({ people, products }, chance) {
    const person = await people.customer(chance.below(people.size))
    const goods = chance.happens(0.25) ? 'digital' : 'physical'
    const choice = products.filter((product) => product.kind === goods).flatMap((product) => product.variants)
    const lines = new Map(
      Array.from({ length: chance.between(1, 3) }, () => [chance.one(choice).id, goods === 'digital' ? 1 : chance.between(1, 3)] as const),
    )
    await person.call('PUT', '/cart', { lines: [...lines].map(([variantId, quantity]) => ({ variantId, quantity })) })
    const quoted = await person.call<Quote>('POST', '/checkout/quote', { goods })
    if (!quoted.ok) return `no quote: ${tell(quoted)}`
    const offer = choose(quoted.body.methods, chance)
    if (!offer) return 'no way to pay'
    const key = newId()
    const request = { quoteToken: quoted.body.token, method: offer.method, termsAccepted: true, ...payerOf(person, offer) }
    const checkOut = () => person.call<{ order: Order }>('POST', '/checkout', request, key)
    const answers = await Promise.all(chance.happens(0.15) ? [checkOut(), checkOut()] : [checkOut()])
    // Whoever hears nothing tries again, with the same key.
    const answer = answers.find((each) => each.ok) ?? (answers[0]?.status === 0 && chance.happens(0.7) ? await checkOut() : answers[0])
    return `${offer.method}: ${answer?.ok ? answer.body.order.number : tell(answer)}`
  },

  async pay(stage, chance) {
    const { shop } = stage
    const order = await someOrder(stage, chance, 'waits to be paid')
    if (!order) return 'no order'
    const payments = await paymentsOfOrder(shop, order.id)
    const payment = chance.happens(0.8) ? payments.at(-1) : payments[0]
    const driver = drivers.find((each) => each.method === payment?.method)
    if (!payment || !driver) return `${order.number}: nothing to do`
    const way = chance.happens(0.55) ? 'pays' : chance.one(driver.ways)
    await driver.act(shop, payment, way, chance)
    return `${order.number} ${driver.method} attempt ${payments.indexOf(payment) + 1}: ${way}`
  },

  async payAgain(stage, chance) {
    const order = await someOrder(stage, chance, 'waits to be paid')
    if (!order) return 'no order'
    const person = await ownerOf(stage.people, order)
    const ways = await person.call<WaysToPay>('GET', `/orders/${order.number}/ways-to-pay`)
    const offer = ways.ok ? choose(ways.body.items, chance) : undefined
    if (!offer) return `${order.number}: no way to pay`
    const body = { method: offer.method, ...shownOf(offer), ...payerOf(person, offer) }
    const key = newId()
    const answer = await person.call('POST', `/orders/${order.number}/payments`, body, key)
    const again = answer.status === 0 ? await person.call('POST', `/orders/${order.number}/payments`, body, key) : answer
    return `${order.number} by ${offer.method}: ${tell(again)}`
  },

  async refresh(stage, chance) {
    const { shop, people } = stage
    const order = await someOrder(stage, chance, 'waits to be paid')
    const payment = order && (await paymentsOfOrder(shop, order.id)).at(-1)
    if (!order || !payment) return 'no order'
    const person = await ownerOf(people, order)
    return `${order.number}: ${tell(await person.call('POST', `/orders/${order.number}/payments/${payment.id}/refresh`))}`
  },

  async cancel(stage, chance) {
    const order = await someOrder(stage, chance, 'goes on')
    if (!order) return 'no order'
    const person = await ownerOf(stage.people, order)
    return `${order.number}: ${tell(await person.call('POST', `/orders/${order.number}/cancel`))}`
  },

  async staffMove(stage, chance) {
    const { owner } = stage.people
    const order = await someOrder(stage, chance, 'goes on')
    const seen = order && (await owner.call<AdminOrder>('GET', `/admin/orders/${order.number}`))
    if (!order || !seen?.ok) return 'no order'
    const { moves, version } = seen.body
    const open = moves.filter((move) => move !== 'refund' && (move !== 'cancel' || chance.happens(0.3)))
    if (open.length === 0) return `${order.number}: nothing to do in ${seen.body.state}`
    const move = chance.one(open)
    const body = { version, ...(move === 'cancel' ? { reason: 'No more of it', restock: chance.happens(0.7) } : {}) }
    return `${order.number} ${move}: ${tell(await owner.call('POST', `/admin/orders/${order.number}/${move}`, body))}`
  },

  async staffRefund(stage, chance) {
    const { owner } = stage.people
    const order = await someOrder(stage, chance, 'holds money')
    const seen = order && (await owner.call<AdminOrder>('GET', `/admin/orders/${order.number}`))
    if (!order || !seen?.ok) return 'no order'
    const payment = seen.body.payments.find(({ canRefund, refundable }) => canRefund && BigInt(refundable.amount) > 0n)
    if (!payment) return `${order.number}: nothing to refund`
    const left = BigInt(payment.refundable.amount)
    const amount = payment.partialRefunds && chance.happens(0.6) ? 1n + (left * BigInt(chance.between(0, 90))) / 100n : left
    const body = {
      version: seen.body.version,
      paymentId: payment.id,
      amount: String(amount > left ? left : amount),
      currency: payment.refundable.currency,
      reason: chance.one(refundReasons),
    }
    return `${order.number} ${body.amount}: ${tell(await owner.call('POST', `/admin/orders/${order.number}/refunds`, body, newId()))}`
  },

  /** Sends what no gateway can give back, and writes it down. */
  async staffSent(stage, chance) {
    const { owner } = stage.people
    const order = await someOrder(stage, chance, 'waits for money by hand')
    const seen = order && (await owner.call<AdminOrder>('GET', `/admin/orders/${order.number}`))
    if (!order || !seen?.ok) return 'no order'
    const refund = seen.body.payments.flatMap(({ refunds }) => refunds).find(({ byHand, state }) => byHand && state === 'requested')
    if (!refund) return `${order.number}: nothing to send`
    const [what, more] = chance.happens(0.8) ? ['sent', { evidence: 'Receipt 4711' }] : ['call-off', {}]
    const path = `/admin/orders/${order.number}/refunds/${refund.id}/${what}`
    return `${order.number} ${what}: ${tell(await owner.call('POST', path, { version: seen.body.version, ...more }))}`
  },

  async staffCase({ people: { owner } }, chance) {
    const cases = await owner.call<{ items: PaymentCase[] }>('GET', '/admin/cases')
    if (!cases.ok || cases.body.items.length === 0) return 'no case'
    const { id, kind } = chance.one(cases.body.items)
    // Money that is nobody's stays a case until it went back; a person may only settle what is theirs to settle.
    if (kind === 'orphan' || kind === 'refund_by_hand') return 'left alone'
    return `${kind}: ${tell(await owner.call('POST', `/admin/cases/${id}/resolve`, { resolution: 'Settled with the customer' }))}`
  },

  async staffStock({ people: { owner }, products }, chance) {
    const variant = chance.one(products.filter(({ kind }) => kind === 'physical').flatMap(({ variants }) => variants))
    const delta = chance.happens(0.7) ? chance.between(1, 25) : -chance.between(1, 6)
    const body = { delta, reason: delta > 0 ? 'received' : 'damaged' }
    return `${variant.sku} ${delta}: ${tell(await owner.call('POST', `/admin/variants/${variant.id}/stock`, body))}`
  },

  async staffPrice({ people: { owner }, products }, chance) {
    const seen = await owner.call<AdminProduct>('GET', `/admin/products/${chance.one(products).id}`)
    if (!seen.ok) return tell(seen)
    const input = asProductInput(seen.body)
    const variants = input.variants.map((variant) => ({ ...variant, price: String(chance.between(300, 9_000)) }))
    return `${seen.body.slug}: ${tell(await owner.call('PUT', `/admin/products/${seen.body.id}`, { ...input, variants }))}`
  },

  async mischief({ shop }, chance) {
    const able = drivers.filter((driver) => driver.mischief)
    await chance.one(able).mischief?.(shop, chance)
    return ''
  },

  async time({ shop }, chance) {
    const seconds = chance.weighted({ 20: 6, 65: 5, 400: 4, 1_810: 3, 4_000: 1, 90_000: 1, 260_000: 1 })
    shop.clock.advance(Number(seconds))
    return `${seconds} s`
  },

  async road({ shop }, chance) {
    const service = chance.one(troubled(shop).filter((name) => shop.sandbox.services[name]?.switches))
    const change = chance.one([
      { off: true },
      { off: false },
      { duplicate: 1 },
      { duplicate: 3 },
      { delaySeconds: 45 },
      { delaySeconds: 4_000 },
      { reorder: true },
      { dropNext: 2 },
      { beforeReply: true },
    ])
    shop.sandbox.services[service]?.switches?.(change)
    return `${service} ${JSON.stringify(change)}`
  },

  async fault({ shop }, chance) {
    const service = chance.one(troubled(shop))
    const faults = shop.sandbox.services[service]?.faults()
    const kind = chance.one(faults?.kinds.filter((each) => !['slow', 'forbid', 'reject'].includes(each)) ?? [])
    const times = chance.between(1, 4)
    faults?.add({ kind, times, ...(chance.happens(0.3) ? { method: 'GET' } : {}) })
    return `${service} ${kind} ${times}`
  },

  async calm({ shop }) {
    shop.sandbox.calm()
    return ''
  },

  async kill({ shop }, chance) {
    const index = chance.below(2)
    shop.kill(index)
    return `process ${index}`
  },

  async doom({ shop }, chance) {
    const [index, at, after] = [chance.below(2), chance.one(deaths), chance.between(1, 25)]
    shop.doom(index, at, at.endsWith('send') ? 1 + (after % 3) : after)
    return `process ${index} ${at} ${after}`
  },
}

/** Whose trouble there is something to see of. */
const troubled = ({ sandbox }: Shop) => Object.keys(sandbox.services).filter((name) => name !== 'rates')

/** Mostly one of the newest of those something can be done to. */
async function someOrder({ shop, order }: Stage, chance: Chance, wish: Wish): Promise<PlacedOrder | undefined> {
  const orders = await lastOrders(shop, chance.happens(0.85) ? wish : 'any', chance.happens(0.8) ? 10 : 400)
  const chosen = orders[orders.length === 0 ? 0 : chance.below(orders.length)]
  return order ?? chosen
}

const ownerOf = (people: People, order: PlacedOrder): Promise<Person> => people.customer(order.telegramId - 700_000)

function choose<Offer extends OfferedMethod>(offers: readonly Offer[], chance: Chance): Offer | undefined {
  const open = offers.filter(
    ({ available, method }) => available && (method === 'cash_on_delivery' || drivers.some((each) => each.method === method)),
  )
  return open.length === 0 ? undefined : chance.one(open)
}

/** What some ways to pay want to know, and what came with the amount. */
const payerOf = (person: Person, offer: object) => ('asks' in offer && offer.asks === 'phone' ? { payer: { phone: person.phone } } : {})
const shownOf = ({ shown }: WayToPay) => (shown === null ? {} : { shown })

const tell = (answer: { status: number; ok: boolean; body: unknown } | undefined): string =>
  answer?.ok ? 'done' : answer?.status === 0 ? 'no answer' : String((answer?.body as { code?: string } | undefined)?.code ?? answer?.status)

/** Puts goods on the shelf, as staff do. */
export async function fillShelf(shop: Shop, { owner }: People): Promise<AdminProduct[]> {
  const products: AdminProduct[] = []
  for (const [at, kind] of (['physical', 'physical', 'physical', 'physical', 'digital', 'digital'] as const).entries()) {
    const variant = (name: string, price: number) => ({
      sku: `SIM-${at}-${name}`,
      price: String(price),
      onHand: kind === 'digital' ? null : 12 + 9 * at,
    })
    const input = aProduct({
      slug: `goods-${at}`,
      kind,
      variants: [
        kind === 'digital'
          ? { ...variant('A', 500 + 100 * at), stars: String(150 + 40 * at), digitalContent: `Content ${at}` }
          : variant('A', 1_250 + 333 * at),
      ],
    })
    const made = await owner.call<AdminProduct>('POST', '/admin/products', input)
    if (!made.ok) throw new Error(`No product was made: ${JSON.stringify(made)} ${shop.errors.at(-1) ?? ''}`)
    products.push(made.body)
  }
  return products
}
