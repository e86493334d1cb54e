import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Receipt, ReceiptLink } from 'shared/orders.schema'
import { newId } from '../../../platform/ids.ts'
import { openOrderShop, type OrderShop } from '../testing/order-shop.ts'

let shop: OrderShop
beforeAll(async () => {
  shop = await openOrderShop()
})
afterAll(() => shop.close())

type Problem = { code: string }
const json = async <Body>(response: Response | Promise<Response>): Promise<Body> => (await (await response).json()) as Body
const key = () => ({ 'idempotency-key': newId() })

describe('a receipt', () => {
  it('tells what was bought, paid and given back', async () => {
    const amina = await shop.person()
    const manager = await shop.person({ role: 'manager' })
    const { order, payment } = await shop.paid(amina)
    const body = { version: order.version, paymentId: payment.id, amount: '600', currency: 'USD', reason: 'damaged' }
    expect((await manager.request('POST', `/admin/orders/${order.number}/refunds`, body, key())).status).toBe(200)
    await shop.drain()
    const response = await amina.request('GET', `/orders/${order.number}/receipt`)
    expect(response.status).toBe(200)
    const receipt = await json<Receipt>(response)
    expect(receipt).toMatchObject({
      number: order.number,
      shop: { name: 'Duka Coffee' },
      customer: 'Amina Otieno',
      lines: [{ name: 'Nyeri AA', quantity: 2, total: { amount: '3600' } }],
      payments: [{ method: 'card', amount: { amount: '3600' }, reference: 'Paper ·· 4242' }],
      refunds: [{ amount: { amount: '600' } }],
      paid: { amount: '3600' },
      refunded: { amount: '600' },
    })
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
