import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NextAction } from 'shared/payments'
import type { KeptMethods } from 'shared/payments.schema'
import { money } from 'shared/money'
import type { Person } from '../../testing/world.ts'
import { findPayment } from './queries.ts'
import { startPayment } from './start-payment.ts'
import type { PaymentRow } from './tables.ts'
import { createPaymentsTest, type PaymentsTest } from './testing/payments-shop.ts'

describe('cards that are kept', () => {
  let test: PaymentsTest
  let amina: Person
  let other: Person
  beforeAll(async () => {
    test = await createPaymentsTest()
    const begun = await test.begin()
    amina = begun.person
    other = await test.person()
    await confirm(begun.payment, {
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '4242424242424242',
      'payment_method_data[card][exp_month]': '8',
      'payment_method_data[card][exp_year]': '2028',
      'payment_method_data[card][cvc]': '123',
      'payment_method_data[allow_redisplay]': 'always',
      setup_future_usage: 'on_session',
    })
    await test.settle()
  })
  afterAll(() => test.close())

  /** As the browser does, with the publishable key. */
  async function confirm(payment: PaymentRow, values: Record<string, string>) {
    const { clientSecret } = actionOf(payment)
    const answer = await test.sandbox.gateways.stripe.fetch(
      new Request(`https://api.stripe.com/v1/payment_intents/${payment.reference}/confirm`, {
        method: 'POST',
        headers: { authorization: `Bearer ${test.config.stripe?.publishableKey}` },
        body: new URLSearchParams({ ...values, client_secret: clientSecret }),
      }),
    )
    return { status: answer.status, body: (await answer.json()) as { error?: { code?: string; message?: string } } }
  }
  function actionOf({ nextAction }: PaymentRow) {
    const action = test.sealer.open<NextAction>('next-action', nextAction ?? '')
    if (action.type !== 'client_secret') throw new Error('There is no form to fill in')
    return action
  }
  const shownTo = async (secret: string | undefined) => {
    const answer = await test.sandbox.gateways.stripe.fetch(new Request(`https://sandbox.example/js/session/${secret}`))
    return answer.ok ? ((await answer.json()) as { cards: { id: string; last4: string; expiry: string }[] }).cards : undefined
  }
  const listOf = async (person: Person) => (await (await person.request('GET', '/me/payment-methods')).json()) as KeptMethods
  const again = async () => {
    const order = await test.order(amina, money(2500, 'USD'))
    return startPayment(test.system, (await test.attempt(order)).id)
  }

  it('are listed to their customer alone', async () => {
    const { items } = await listOf(amina)
    expect(items).toEqual([{ gateway: 'stripe', id: expect.stringMatching(/^pm_/), label: 'Visa ·· 4242', expires: '2028-08' }])
    expect(await listOf(other)).toEqual({ items: [] })
    expect((await test.request('GET', '/me/payment-methods')).status).toBe(401)
  })

  it('are asked for once by many screens, and anew once something may have changed', async () => {
    const begun = await test.begin()
    await confirm(begun.payment, { payment_method: 'pm_card_visa', setup_future_usage: 'on_session' })
    const method = Object.values(test.sandbox.gateways.stripe.state.paymentMethods).findLast((each) => each.customer !== null)
    if (method) method.allow_redisplay = 'always'
    const { calls } = test.sandbox.gateways.stripe.state
    const asked = () => calls.filter((each) => each.method === 'GET' && each.path.endsWith('/payment_methods')).length
    const before = asked()
    await Promise.all(Array.from({ length: 5 }, () => listOf(begun.person)))
    expect(await listOf(begun.person)).toMatchObject({ items: [{ id: method?.id }] })
    expect(asked()).toBe(before + 1)
    await test.settle()
    await listOf(begun.person)
    expect(asked()).toBe(before + 2)
    test.advance(20)
    await listOf(begun.person)
    expect(asked()).toBe(before + 3)
  })

  it('are not kept without consent', async () => {
    const begun = await test.begin()
    await confirm(begun.payment, { payment_method: 'pm_card_mastercard' })
    expect(await listOf(begun.person)).toEqual({ items: [] })
  })

  it('are shown first the next time, to the same customer at the gateway', async () => {
    const payment = await again()
    const cards = await shownTo(actionOf(payment).customerSecret)
    expect(cards).toMatchObject([{ last4: '4242', expiry: '08/28' }])
    expect(
      Object.values(test.sandbox.gateways.stripe.state.customers).filter((each) => each.metadata['user_id'] === amina.user.id),
    ).toHaveLength(1)
  })

  it('pay nothing for who does not know the security code', async () => {
    const payment = await again()
    const [card] = (await shownTo(actionOf(payment).customerSecret)) ?? []
    const refused = await confirm(payment, { payment_method: card?.id ?? '' })
    expect([refused.status, refused.body.error?.code]).toEqual([402, 'incorrect_cvc'])
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ captured: 0n, state: 'requires_action' })
    expect((await confirm(payment, { payment_method: card?.id ?? '', 'payment_method_options[card][cvc_token]': 'cvctok_1' })).status).toBe(
      200,
    )
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ captured: 2500n, state: 'succeeded' })
  })

  it('pay nothing of somebody else’s', async () => {
    const [card] = (await listOf(amina)).items
    const theirs = await test.begin()
    const { status } = await confirm(theirs.payment, {
      payment_method: card?.id ?? '',
      'payment_method_options[card][cvc_token]': 'cvctok_1',
    })
    expect(status).toBe(400)
  })

  it('go on to be paid with another card where the customer is gone there', async () => {
    const before = Object.values(test.sandbox.gateways.stripe.state.customers).find((each) => each.metadata['user_id'] === amina.user.id)
    const kept = structuredClone(before)
    delete test.sandbox.gateways.stripe.state.customers[before?.id ?? '']
    expect(await again()).toMatchObject({ state: 'requires_action' })
    test.advance(20)
    expect(await listOf(amina)).toEqual({ items: [] })
    if (kept) test.sandbox.gateways.stripe.state.customers[kept.id] = kept
  })

  it('and where cards cannot be shown, a payment begins all the same', async () => {
    test.sandbox.gateways.stripe.faults().add({ kind: 'forbid', times: 1, path: '/v1/customer_sessions' })
    const payment = await again()
    expect(payment.state).toBe('requires_action')
    expect(actionOf(payment).customerSecret).toBeUndefined()
  })

  it('are removed by their customer, and by nobody else', async () => {
    const begun = await test.begin()
    await confirm(begun.payment, {
      payment_method: 'pm_card_visa',
      setup_future_usage: 'on_session',
    })
    const method = Object.values(test.sandbox.gateways.stripe.state.paymentMethods).findLast((each) => each.customer !== null)
    if (method) method.allow_redisplay = 'always'
    const path = `/me/payment-methods/stripe/${method?.id}`
    expect((await other.request('DELETE', path)).status).toBe(404)
    expect((await amina.request('DELETE', path)).status).toBe(404)
    expect((await begun.person.request('DELETE', path)).status).toBe(204)
    expect(await listOf(begun.person)).toEqual({ items: [] })
    expect((await begun.person.request('DELETE', path)).status).toBe(404)
    expect((await begun.person.request('DELETE', '/me/payment-methods/nobody/pm_1')).status).toBe(404)
  })

  it('are not told of while the gateway does not answer', async () => {
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_before', times: 9, path: '/payment_methods' })
    test.advance(20)
    expect((await amina.request('GET', '/me/payment-methods')).status).toBe(409)
    test.sandbox.calm()
  })
})
