import { describe, expect, it } from 'vitest'
import { anIntent, problemOf, stripeBench } from './testing.ts'

async function paid() {
  const bench = stripeBench()
  const intent = await bench.stripe.paymentIntents.create(anIntent)
  await bench.pay(intent)
  bench.clock.advance(60)
  await bench.settle()
  return { ...bench, intent }
}

describe('the balance', () => {
  it('is pending for two days, then free, then paid out once', async () => {
    const { stripe, clock, emulator, types, settle } = await paid()
    expect(await stripe.balance.retrieve()).toMatchObject({ available: [], pending: [{ amount: 1037, currency: 'usd' }] })
    expect(emulator.payOut('USD')).toBeUndefined()
    clock.advance(2 * 86_400)
    expect(await stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 1037, currency: 'usd' }], pending: [] })
    const payout = emulator.payOut('USD')
    expect(emulator.payOut('USD')).toBeUndefined()
    const { data } = await stripe.payouts.list()
    expect(data).toMatchObject([{ id: payout?.id, amount: 1037, status: 'paid' }])
    const rows = await stripe.balanceTransactions.list({ type: 'payout', expand: ['data.source'] })
    expect(rows.data).toMatchObject([{ amount: -1037, fee: 0, source: { id: payout?.id, object: 'payout' } }])
    await settle()
    expect(types()).toContain('payout.paid')
  })
})

describe('a dispute', () => {
  it('begins as a question that takes nothing, and may be answered by giving the money back', async () => {
    const { stripe, emulator, intent } = await paid()
    const dispute = emulator.dispute(intent.id, 'fraudulent', 'inquiry')
    expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [], is_charge_refundable: true })
    expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ status: 'succeeded' })
    expect(emulator.moveDispute(dispute?.id ?? '', 'warning_closed').status).toBe('warning_closed')
  })

  it('goes only where it may go, takes and returns, and takes again when it was appealed', async () => {
    const { stripe, emulator, intent } = await paid()
    const id = emulator.dispute(intent.id, 'fraudulent', 'inquiry')?.id ?? ''
    expect(emulator.moveDispute(id, 'appeal_needs_response').status).toBe('warning_needs_response')
    expect(emulator.moveDispute(id, 'needs_response').balance_transactions).toHaveLength(1)
    expect((await problemOf(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe('charge_disputed')
    emulator.moveDispute(id, 'lost')
    emulator.moveDispute(id, 'appeal_needs_response')
    emulator.moveDispute(id, 'appeal_under_review')
    emulator.moveDispute(id, 'won')
    const { data } = await stripe.disputes.list({ payment_intent: intent.id })
    expect(data[0]).toMatchObject({ status: 'won', balance_transactions: [{ amount: -1099 }, { amount: 1099 }] })
  })
})

describe('an early fraud warning', () => {
  it('asks for something until the money went back', async () => {
    const { stripe, emulator, intent, settle, types } = await paid()
    const { id } = emulator.warnOfFraud(intent.id)
    const list = () => stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id })
    expect((await list()).data).toMatchObject([{ id, actionable: true, fraud_type: 'made_with_stolen_card' }])
    await stripe.refunds.create({ payment_intent: intent.id })
    expect((await list()).data).toMatchObject([{ id, actionable: false }])
    await settle()
    expect(types()).toEqual(expect.arrayContaining(['radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated']))
  })
})
