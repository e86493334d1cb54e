import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../platform/db.ts'
import { findPayment } from './queries.ts'
import { sweepPayments } from './reconcile.ts'
import { settleGateways } from './settle.ts'
import { createPaymentsTest, type PaymentsTest } from './testing/payments-shop.ts'

const day = 86_400

describe('coins at addresses of ours', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  const settle = async (id: string) => {
    const gateway = test.gateways.get(id)
    if (gateway) await settleGateways({ ...test.system, gateways: new Map([[id, gateway]]) })
  }
  const cases = () =>
    rowsOf<{ kind: string; amount: string | null; payment_id: string | null }>(
      test.db,
      sql`select kind, amount::text, payment_id from payment_cases where resolved_at is null order by created_at`,
    )
  const closeAll = () => test.db.execute(sql`update payment_cases set resolved_at = now()`)

  it('that nobody was given yet become a case: a database that lost its end gave them away', async () => {
    const { payment } = await test.begin('bitcoin')
    await test.db.execute(sql`update address_counters set next = 0 where chain = 'bitcoin'`)
    await test.db.execute(sql`update payments set address_chain = null, address_index = null, reference = null where id = ${payment.id}`)
    test.sandbox.gateways.bitcoin.pay(payment.reference ?? '', 30_000)
    test.sandbox.gateways.bitcoin.mine(6)
    await settle('bitcoin')
    await settle('bitcoin')
    expect(await cases()).toEqual([{ kind: 'orphan', amount: '30000', payment_id: null }])
    await closeAll()
  })

  it('are found as late money months after the payment ended, when their turn comes', async () => {
    await test.db.execute(sql`update address_counters set next = 100 where chain = 'bitcoin'`)
    const { payment } = await test.begin('bitcoin')
    test.advance(1_000)
    await sweepPayments(test.system)
    test.advance(60 * day)
    // Of the old ones a fourteenth is read each day, by their place: it is this one's turn in three days.
    const today = Math.floor(test.clock.now().getTime() / (day * 1000))
    test.advance((((((payment.addressIndex ?? 0) - 3 - today) % 14) + 14) % 14) * day)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'expired', nextPollAt: null })
    await settle('bitcoin')
    test.sandbox.gateways.bitcoin.pay(payment.reference ?? '', Number(payment.amount))
    test.sandbox.gateways.bitcoin.mine(6)
    await settle('bitcoin')
    expect(await findPayment(test.db, payment.id)).toMatchObject({ captured: 0n })
    test.advance(3 * day)
    await settle('bitcoin')
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded', captured: payment.amount })
    expect(await cases()).toEqual([{ kind: 'late', amount: String(payment.amount), payment_id: payment.id }])
    await closeAll()
  })

  it('of another coin become a case, but not the ether its owner sends to move a token', async () => {
    const [ether, token] = [await test.begin('ethereum'), await test.begin('usdt_ethereum')]
    const { ethereum } = test.sandbox.gateways
    ethereum.payToken(ether.payment.reference ?? '', 18_000_000n)
    ethereum.pay(token.payment.reference ?? '', 10n ** 16n)
    ethereum.finalise()
    await settle('usdt-ethereum')
    await settle('ethereum')
    expect(await cases()).toEqual([{ kind: 'orphan', amount: '18000000', payment_id: null }])
  })
})
