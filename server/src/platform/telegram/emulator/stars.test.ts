import { describe, expect, it } from 'vitest'
import type { Update } from './state.ts'
import { telegramBench as bench } from './testing.ts'

const invoice = {
  title: 'Latte',
  description: 'A digital latte',
  payload: 'pay_1',
  provider_token: '',
  currency: 'XTR',
  prices: [{ label: 'Latte', amount: 120 }],
}

describe('Stars', () => {
  async function paying(answerOk = true) {
    const { telegram, ok, ...rest } = bench()
    const link = await ok<string>('createInvoiceLink', invoice)
    const slug = link.split('$')[1] ?? ''
    const paid = telegram.pay(slug, 1001)
    const [update] = await ok<{ update_id: number; pre_checkout_query: { id: string } }[]>('getUpdates')
    const query = update?.pre_checkout_query
    await ok('getUpdates', { offset: (update?.update_id ?? 0) + 1 })
    const answer = (more: object) => rest.call('answerPreCheckoutQuery', { pre_checkout_query_id: query?.id, ...more })
    if (answerOk) await answer({ ok: true })
    return { telegram, ok, ...rest, slug, paid, query, answer }
  }

  it.each([
    [{ prices: [...invoice.prices, ...invoice.prices] }, 'STARS_INVOICE_INVALID'],
    [{ provider_token: 'x' }, 'PAYMENT_PROVIDER_INVALID'],
    [{ currency: 'USD' }, 'CURRENCY_INVALID'],
    [{ title: 'x'.repeat(33) }, 'TITLE_TOO_LONG'],
    [{ description: 'x'.repeat(256) }, 'DESCRIPTION_TOO_LONG'],
    [{ payload: 'é'.repeat(65) }, 'INVOICE_PAYLOAD_INVALID'],
    [{ subscription_period: 86_400 }, 'SUBSCRIPTION_PERIOD_INVALID'],
  ])('take no invoice with %j', async (change, why) => {
    const { call } = bench()
    expect((await call('createInvoiceLink', { ...invoice, ...change })).description).toBe(`Bad Request: ${why}`)
  })

  it('are paid after the bot said yes, and the bot hears of it', async () => {
    const { paid, query, ok, telegram } = await paying()
    expect(query).toMatchObject({ currency: 'XTR', total_amount: 120, invoice_payload: 'pay_1', from: { id: 1001 } })
    const { status, chargeId } = await paid
    expect(status).toBe('paid')
    expect(await ok('getUpdates')).toMatchObject([
      {
        message: {
          successful_payment: { currency: 'XTR', total_amount: 120, invoice_payload: 'pay_1', telegram_payment_charge_id: chargeId },
        },
      },
    ])
    expect(await ok('getMyStarBalance')).toEqual({ amount: 120 })
    expect(telegram.state.people['1001']?.stars).toBe(380)
  })

  it('stay when the bot says no, or says nothing for ten seconds', async () => {
    const no = await paying(false)
    expect((await no.answer({ ok: false })).error_code).toBe(400)
    await no.answer({ ok: false, error_message: 'Sold out' })
    expect(await no.paid).toEqual({ status: 'failed', reason: 'Sold out' })

    const silent = await paying(false)
    silent.clock.advance(10)
    expect(await silent.paid).toEqual({ status: 'failed', reason: 'BOT_PRECHECKOUT_TIMEOUT' })
    expect((await silent.answer({ ok: true })).description).toContain('query is too old')
    expect(silent.telegram.truth()).toEqual({ charges: [], balance: 0 })
  })

  it('can be paid twice on one invoice, each with its own charge', async () => {
    const { paid, telegram, slug, ok, call } = await paying()
    const first = await paid
    const again = telegram.pay(slug, 1001)
    const updates = await ok<{ pre_checkout_query?: { id: string } }[]>('getUpdates')
    await call('answerPreCheckoutQuery', { pre_checkout_query_id: updates.at(-1)?.pre_checkout_query?.id, ok: true })
    const second = await again
    expect(second.status).toBe('paid')
    expect(second.chargeId).not.toBe(first.chargeId)
    expect(telegram.truth().balance).toBe(240)
  })

  it('are given back once, and the list of transactions tells', async () => {
    const { paid, ok, call, telegram } = await paying()
    const { chargeId } = await paid
    const refund = { user_id: 1001, telegram_payment_charge_id: chargeId }
    expect((await call('refundStarPayment', { ...refund, telegram_payment_charge_id: 'x' })).description).toBe(
      'Bad Request: CHARGE_NOT_FOUND',
    )
    expect(await ok('refundStarPayment', refund)).toBe(true)
    expect((await call('refundStarPayment', refund)).description).toBe('Bad Request: CHARGE_ALREADY_REFUNDED')
    expect(await ok('getStarTransactions', { limit: 10 })).toMatchObject({
      transactions: [
        { id: chargeId, amount: 120, source: { type: 'user', invoice_payload: 'pay_1' } },
        { id: chargeId, amount: 120, receiver: { type: 'user' } },
      ],
    })
    expect((await ok<Update[]>('getUpdates')).at(-1)).toMatchObject({
      message: { refunded_payment: { telegram_payment_charge_id: chargeId } },
    })
    expect(telegram.state.people['1001']?.stars).toBe(500)
  })

  it('are not spent by who has too few', async () => {
    const { telegram, ok } = bench()
    telegram.changePerson(1001, { stars: 5 })
    const link = await ok<string>('createInvoiceLink', invoice)
    expect(await telegram.pay(link.split('$')[1] ?? '', 1001)).toEqual({ status: 'cancelled', reason: 'BALANCE_TOO_LOW' })
  })
})
