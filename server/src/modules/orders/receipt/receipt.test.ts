import { asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import type { CreditNote, Order, Receipt, ReceiptLink } from 'shared/orders.schema'
import { newId } from '../../../platform/ids.ts'
import { orderLines, orders } from '../tables.ts'
import { openOrderShop, type OrderShop } from '../testing/order-shop.ts'
import { issueReceipts } from './issue-receipts.ts'
import { receipts } from './tables.ts'

let shop: OrderShop
beforeAll(async () => {
  shop = await openOrderShop()
})
afterAll(() => shop.close())

type Problem = { code: string }
const json = async <Body>(response: Response | Promise<Response>): Promise<Body> => (await (await response).json()) as Body
const key = () => ({ 'idempotency-key': newId() })

/** Gives a part back, and waits until it is there. */
async function giveBack(bought: Awaited<ReturnType<OrderShop['paid']>>, body: object) {
  const manager = await shop.person({ role: 'manager' })
  const { version, number } = await shop.orderOf(bought.order.id)
  const whole = { version, paymentId: bought.payment.id, currency: bought.payment.currency, reason: 'damaged', ...body }
  expect((await manager.request('POST', `/admin/orders/${number}/refunds`, whole, key())).status).toBe(200)
  await shop.drain()
}

describe('a receipt', () => {
  it('tells what was bought and paid, and stays as it was issued', async () => {
    const amina = await shop.person()
    const bought = await shop.paid(amina)
    const { order } = bought
    const read = () => json<Receipt>(amina.request('GET', `/orders/${order.number}/receipt`))
    const before = await read()
    expect(before).toMatchObject({
      number: expect.stringMatching(/^R-\d{4}-\d{6}$/),
      order: order.number,
      shop: { name: 'Duka Coffee' },
      customer: 'Amina Otieno',
      delivery: { kind: 'courier', name: 'Rider', place: '14 Ring Road, Nairobi, KE' },
      lines: [{ name: 'Nyeri AA', quantity: 2, total: { amount: '3600' } }],
      payments: [{ method: 'card', amount: { amount: '3600' }, rate: null, reference: 'Paper ·· 4242' }],
      creditNotes: [],
    })
    const pdf = async () => Buffer.from(await (await amina.request('GET', `/orders/${order.number}/receipt.pdf`)).arrayBuffer())
    const printed = await pdf()
    await giveBack(bought, { amount: '600' })
    await shop.db.update(orderLines).set({ name: 'Another name' }).where(eq(orderLines.orderId, order.id))
    shop.clock.advance(90_000)
    expect((await pdf()).equals(printed)).toBe(true)
    const after = await read()
    expect(after).toMatchObject({ creditNotes: [{ amount: { amount: '600', currency: 'USD' } }] })
    expect({ ...after, creditNotes: [] }).toEqual(before)
    const isThis = eq(receipts.number, before.number)
    const refused = { cause: { message: expect.stringContaining('append-only') as unknown } }
    await expect(shop.db.update(receipts).set({ tax: 0n }).where(isThis)).rejects.toMatchObject(refused)
    await expect(shop.db.delete(receipts).where(isThis)).rejects.toMatchObject(refused)
  })

  it('says what was charged in another currency, and by which rate', async () => {
    const amina = await shop.person({ language: 'ar' })
    const rate = {
      table: newId(),
      from: 'USD' as const,
      to: 'KES' as const,
      rate: '129.67',
      sources: ['one', 'two'],
      takenAt: shop.clock.now().toISOString(),
    }
    const { order, payment } = await shop.place(amina, { paid: money(466_800, 'KES'), rate })
    await shop.pay(payment)
    expect(await json<Receipt>(amina.request('GET', `/orders/${order.number}/receipt`))).toMatchObject({
      totals: { total: { amount: '3600', currency: 'USD' } },
      payments: [{ amount: { amount: '466800', currency: 'KES' }, rate }],
    })
    expect((await amina.request('GET', `/orders/${order.number}/receipt.pdf`)).status).toBe(200)
  })

  it('is not printed again and again', async () => {
    const amina = await shop.person()
    const { order } = await shop.paid(amina)
    const statuses = []
    for (let at = 0; at < 13; at += 1) statuses.push((await amina.request('GET', `/orders/${order.number}/receipt.pdf`)).status)
    expect(statuses.slice(0, 12).every((status) => status === 200)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
  })

  it('is numbered in its year without gaps, once for each order, however many issue at once', async () => {
    const bought = await Promise.all(Array.from({ length: 6 }, async () => shop.paid(await shop.person())))
    await shop.db.update(orders).set({ captured: sql`${orders.total}` })
    const ids = bought.map(({ order }) => order.id)
    await Promise.all([
      issueReceipts(shop.system, ids.slice(0, 4)),
      issueReceipts(shop.system, ids.slice(2)),
      ...ids.map((id) => issueReceipts(shop.system, [id])),
    ])
    const issued = await shop.db.select().from(receipts).where(eq(receipts.kind, 'receipt')).orderBy(asc(receipts.serial))
    expect(issued.map((paper) => paper.serial)).toEqual(issued.map((_, index) => index + 1))
    for (const id of ids) expect(issued.filter((paper) => paper.orderId === id)).toHaveLength(1)
  })

  it('waits for the money', async () => {
    const amina = await shop.person()
    const { order } = await shop.place(amina)
    for (const [method, path] of [
      ['GET', 'receipt'],
      ['GET', 'receipt.pdf'],
      ['POST', 'receipt-link'],
    ] as const) {
      const response = await amina.request(method, `/orders/${order.number}/${path}`)
      expect([response.status, (await json<Problem>(response)).code]).toEqual([409, 'orders/no-receipt'])
    }
  })

  it('comes as a PDF in each language, for the session and for a link that lives five minutes', async () => {
    for (const language of ['en', 'sw', 'ar'] as const) {
      const amina = await shop.person({ language })
      const { order } = await shop.paid(amina)
      const own = await amina.request('GET', `/orders/${order.number}/receipt.pdf`)
      expect(own.status).toBe(200)
      expect(own.headers.get('content-type')).toBe('application/pdf')
      const bytes = Buffer.from(await own.arrayBuffer())
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
      // Only the glyphs used are embedded: the whole fonts are some 800 kB.
      expect(bytes.length).toBeLessThan(80_000)
      expect(bytes.toString('latin1').includes('NotoSansArabic')).toBe(language === 'ar')

      const link = await json<ReceiptLink>(amina.request('POST', `/orders/${order.number}/receipt-link`))
      const path = new URL(link.url).pathname + new URL(link.url).search
      const open = (at: string) => shop.request('GET', `/${at}`)
      expect((await open(path)).status).toBe(200)
      const stranger = await shop.paid(await shop.person())
      expect((await open(path.replace(order.number, stranger.order.number))).status).toBe(404)
      expect((await open(path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(404)
      expect((await open(`${new URL(link.url).pathname}?ticket=`)).status).toBe(404)
      shop.clock.advance(301)
      const late = await open(path)
      expect([late.status, (await json<Problem>(late)).code]).toEqual([404, 'orders/link-expired'])
    }
  })
})

describe('a credit note', () => {
  it('tells of one refund: for what, how much of it is tax, and in which currency', async () => {
    const amina = await shop.person({ language: 'sw' })
    const bought = await shop.place(amina, { quantity: 3, paid: money(700_000, 'KES'), tax: 1600 })
    await shop.pay(bought.payment)
    const order = () => json<Order>(amina.request('GET', `/orders/${bought.order.number}`))
    const lineId = (await order()).lines[0]?.id
    await giveBack(bought, { amount: '233334', lines: [{ lineId, quantity: 1 }] })
    await giveBack(bought, { amount: '100000' })
    await giveBack(bought, { amount: '366666' })
    const cards = (await order()).creditNotes
    expect(cards.map((card) => card.amount.amount)).toEqual(['233334', '100000', '366666'])
    const notes = await Promise.all(
      cards.map(({ number }) => json<CreditNote>(amina.request('GET', `/orders/${bought.order.number}/credit-notes/${number}`))),
    )
    const receipt = await json<Receipt>(amina.request('GET', `/orders/${bought.order.number}/receipt`))
    expect(notes[0]).toMatchObject({
      number: expect.stringMatching(/^C-\d{4}-\d{6}$/),
      order: bought.order.number,
      receipt: receipt.number,
      isWhole: false,
      lines: [{ name: 'Nyeri AA', quantity: 1, amount: { amount: '233334', currency: 'KES' } }],
      tax: { name: 'VAT', rateBps: 1600 },
      amount: { amount: '233334', currency: 'KES' },
      method: 'card',
    })
    expect(notes[1]).toMatchObject({ lines: [], isWhole: false })
    // All of it went back, and so did all of its tax: 16% inside 7,000 shillings, by the order's own proportion.
    const tax = notes.reduce((sum, note) => sum + BigInt(note.tax?.amount.amount ?? 0), 0n)
    expect(tax).toBe((700_000n * 745n + 2_700n) / 5_400n)
    for (const { number } of cards) {
      const pdf = await amina.request('GET', `/orders/${bought.order.number}/credit-notes/${number}/pdf`)
      expect([pdf.status, pdf.headers.get('content-disposition')]).toEqual([200, `attachment; filename="${number}.pdf"`])
    }
  })

  it('is void once its bank has sent the money back, keeps its number, and the next one takes all of the tax', async () => {
    const amina = await shop.person()
    const bought = await shop.place(amina, { tax: 1600 })
    await shop.pay(bought.payment)
    const read = () => json<Order>(amina.request('GET', `/orders/${bought.order.number}`))
    const noteOf = (number = '') => json<CreditNote>(amina.request('GET', `/orders/${bought.order.number}/credit-notes/${number}`))
    const print = async (number = '') =>
      Buffer.from(await (await amina.request('GET', `/orders/${bought.order.number}/credit-notes/${number}/pdf`)).arrayBuffer())
    await giveBack(bought, { amount: bought.payment.amount.toString() })
    const [first] = (await read()).creditNotes
    const before = await noteOf(first?.number)
    const printed = await print(first?.number)
    expect([first?.isVoid, before.isVoid]).toEqual([false, false])

    shop.card.bounce(bought.payment.id)
    await shop.refresh(bought.payment.id)
    await shop.drain()
    expect((await read()).creditNotes).toEqual([{ ...first, isVoid: true }])
    expect(await noteOf(first?.number)).toEqual({ ...before, isVoid: true })
    expect(printed.equals(await print(first?.number))).toBe(false)
    expect((await print(first?.number)).equals(await print(first?.number))).toBe(true)

    await giveBack(bought, { amount: bought.payment.amount.toString() })
    const notes = (await read()).creditNotes
    expect(notes.map(({ isVoid }) => isVoid)).toEqual([true, false])
    expect((await noteOf(notes[1]?.number)).tax).toEqual(before.tax)
    const receipt = await json<Receipt>(amina.request('GET', `/orders/${bought.order.number}/receipt`))
    expect(receipt.creditNotes).toEqual(notes)
  })

  it('is its customer’s alone, and a link opens no other paper', async () => {
    const amina = await shop.person()
    const bought = await shop.paid(amina)
    await giveBack(bought, { amount: '100' })
    await giveBack(bought, { amount: '200' })
    const at = `/orders/${bought.order.number}/credit-notes`
    const [first, second] = (await json<Order>(amina.request('GET', `/orders/${bought.order.number}`))).creditNotes
    const stranger = await shop.person()
    expect((await stranger.request('GET', `${at}/${first?.number}`)).status).toBe(404)
    expect((await amina.request('GET', `${at}/C-2026-999999`)).status).toBe(409)
    const link = await json<ReceiptLink>(amina.request('POST', `${at}/${first?.number}/link`))
    const path = new URL(link.url).pathname + new URL(link.url).search
    expect((await shop.request('GET', `/${path}`)).status).toBe(200)
    expect((await shop.request('GET', `/${path.replace(first?.number ?? '', second?.number ?? '')}`)).status).toBe(404)
    const other = path.replace(`credit-notes/${first?.number}/pdf`, 'receipt.pdf')
    expect((await shop.request('GET', `/${other}`)).status).toBe(404)
  })
})
