import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callbackUrl, isReturn, returnUrl } from './callback.ts'
import { findPayment } from './queries.ts'
import { refreshPayment } from './refresh-payment.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from './testing/payments-shop.ts'

// What a browser sees that left for PayPal's page and comes back, signed in nowhere.
describe('a browser that comes back from a gateway', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
    test.sandbox.gateways.paypal.switches({ off: true })
  })
  afterAll(() => test.close())

  const pathOf = ({ payment }: Begun) => `/${new URL(returnUrl(test.system, payment.id)).pathname}`
  const come = (path: string) => test.request('GET', path)
  const state = async ({ payment }: Begun) => (await findPayment(test.db, payment.id))?.state

  it('is where PayPal is told to send it', async () => {
    const begun = await test.begin('paypal')
    const { returnUrl: back, cancelUrl } = test.sandbox.gateways.paypal.state.visits[begun.payment.reference ?? ''] ?? {}
    expect(back).toBe(returnUrl(test.system, begun.payment.id))
    expect(cancelUrl).toBe(`${back}?left=1`)
  })

  it('wakes the payment, and reads that it is done', async () => {
    const begun = await test.begin('paypal')
    test.sandbox.gateways.paypal.approve(begun.payment.reference ?? '')
    const answer = await come(`${pathOf(begun)}?token=${begun.payment.reference}&PayerID=X`)
    expect(answer.status).toBe(200)
    const page = await answer.text()
    expect(page).toContain('<h1>Done</h1>')
    expect(page).toContain(`https://t.me/duka_sandbox_bot/shop?startapp=o_${begun.order.number}`)
    expect(await state(begun)).toBe('succeeded')
  })

  it('has the gateway asked once by however many tabs, and anew two seconds later', async () => {
    const begun = await test.begin('paypal')
    const { calls } = test.sandbox.gateways.paypal.state
    const before = calls.length
    await Promise.all(Array.from({ length: 8 }, () => come(pathOf(begun))))
    await come(pathOf(begun))
    expect(calls).toHaveLength(before + 1)

    test.sandbox.gateways.paypal.approve(begun.payment.reference ?? '')
    expect(await (await come(pathOf(begun))).text()).toContain('<h1>One moment</h1>')
    test.advance(2)
    expect(await (await come(pathOf(begun))).text()).toContain('<h1>Done</h1>')
  })

  it('reads what was learnt meanwhile, though it does not ask', async () => {
    const begun = await test.begin('paypal')
    await come(pathOf(begun))
    test.sandbox.gateways.paypal.approve(begun.payment.reference ?? '')
    await refreshPayment(test.system, begun.payment.id)
    const before = test.sandbox.gateways.paypal.state.calls.length
    expect(await (await come(pathOf(begun))).text()).toContain('<h1>Done</h1>')
    expect(test.sandbox.gateways.paypal.state.calls).toHaveLength(before)
  })

  it('is shown nothing of who pays or how much, and nothing is loaded or kept', async () => {
    const begun = await test.begin('paypal')
    const { headers, ...answer } = await come(pathOf(begun)).then(async (response) => ({
      headers: response.headers,
      text: await response.text(),
    }))
    expect(answer.text).not.toMatch(/Amina|18\.00|<script|src=/)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('waits a little where the word is not in yet, and not for ever', async () => {
    const begun = await test.begin('paypal')
    expect(await (await come(pathOf(begun))).text()).toContain('http-equiv="refresh" content="3;url=?looks=1"')
    expect(await (await come(`${pathOf(begun)}?looks=10`)).text()).not.toContain('http-equiv')
    expect(await (await come(`${pathOf(begun)}?looks=-9e99`)).text()).toContain('looks=1"')
  })

  it('that turned back reads that nothing was charged, and nobody is asked', async () => {
    const begun = await test.begin('paypal')
    const { calls } = test.sandbox.gateways.paypal.state
    const before = calls.length
    expect(await (await come(`${pathOf(begun)}?left=1`)).text()).toContain('<h1>Not charged</h1>')
    expect(calls).toHaveLength(before)
    expect(await state(begun)).toBe('requires_action')
  })

  it('asks nothing any more once the payment is over', async () => {
    const begun = await test.begin('paypal')
    test.sandbox.gateways.paypal.approve(begun.payment.reference ?? '')
    await come(pathOf(begun))
    const { calls } = test.sandbox.gateways.paypal.state
    const before = calls.length
    expect(await (await come(pathOf(begun))).text()).toContain('<h1>Done</h1>')
    expect(calls).toHaveLength(before)
  })

  it('with a made-up token reads a friendly page, and of no payment', async () => {
    const begun = await test.begin('paypal')
    test.sandbox.gateways.paypal.approve(begun.payment.reference ?? '')
    const answer = await come(pathOf(begun).replace(/[\w-]+$/, 'x'.repeat(43)))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(await answer.text()).not.toContain('startapp')
    expect(await state(begun)).toBe('requires_action')
    const ofCallback = new URL(callbackUrl(test.system, 'paypal', begun.payment.id)).pathname.split('/').at(-1) ?? ''
    expect(isReturn(test.system, begun.payment.id, ofCallback)).toBe(false)
    expect(isReturn(test.system, begun.payment.id, test.sealer.sign('callback', begun.payment.id))).toBe(false)
  })

  it('is still answered when the gateway is not there', async () => {
    const begun = await test.begin('paypal')
    test.sandbox.gateways.paypal.faults().add({ kind: 'error_before', times: 1 })
    const answer = await come(pathOf(begun))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<h1>One moment</h1>')
  })
})
