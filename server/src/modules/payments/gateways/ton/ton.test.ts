import { eq, isNull } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CoinTransfer, PaymentMethod } from 'shared/payments'
import { findPayment } from '../../queries.ts'
import { scanGaps, sweepPayments } from '../../reconcile.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { paymentCases } from '../../tables.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord, type GatewayDriver } from '../contract.ts'
import { memoOf } from './memo.ts'

const coinOf = ({ payment }: Begun) => (payment.method === 'ton' ? ('ton' as const) : ('usdt' as const))

type Change = {
  amount?: bigint
  memo?: string | null
  how?: Parameters<PaymentsTest['sandbox']['gateways']['ton']['pay']>[0]['how']
  person?: string
}

function send(
  test: PaymentsTest,
  begun: Begun,
  { amount = begun.payment.amount, memo = memoOf(begun.payment.id), how = 'right', person = 'Amina' }: Change = {},
) {
  return test.sandbox.gateways.ton.pay({ person, coin: coinOf(begun), amount, memo, how })
}

const driver = (method: PaymentMethod): GatewayDriver => ({
  method,
  refunds: 'none',
  pay: async (test, begun) => void (await send(test, begun)),
  // A chain calls nobody: to be told is to look.
  tell: async (test, { payment }) => void (await refreshPayment(test.system, payment.id)),
  silence: () => undefined,
  loseReply(test, of) {
    if (of === 'retrieve') test.sandbox.gateways.ton.faults().add({ kind: 'lose_reply', times: 1, path: 'transactions' })
  },
  async payWrong(test, begun) {
    await send(test, begun, { amount: begun.payment.amount + 1_000_000_000n })
    await refreshPayment(test.system, begun.payment.id)
  },
  truth(test, { id, method: by }) {
    const mine = test.sandbox.gateways.ton.truth().sent.filter((each) => each.memo === memoOf(id))
    expect(mine.every(({ coin }) => coin === (by === 'ton' ? 'ton' : 'usdt'))).toBe(true)
    // Of TON a little goes for the shop's own storage: what was sent is what came.
    const came = mine.filter(({ arrived }) => arrived !== '0')
    return {
      attempts: 1,
      captured: came.reduce((sum, { coin, amount, arrived }) => sum + BigInt(coin === 'ton' ? amount : arrived), 0n),
      refunded: 0n,
    }
  },
})

gatewayKeepsItsWord('TON', driver('ton'))
gatewayKeepsItsWord('USDT on TON', driver('usdt_ton'))

describe.each(['ton', 'usdt_ton'] as const)('a payment by %s', (method) => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(() => test.sandbox.calm())
  afterAll(() => test.close())

  const look = (begun: Begun) => refreshPayment(test.system, begun.payment.id)

  it('begins without asking anybody, and asks for the same however often it begins', async () => {
    const calls = test.sandbox.gateways.ton.state.calls.length
    const begun = await test.begin(method)
    expect(test.sandbox.gateways.ton.state.calls).toHaveLength(calls)
    expect(begun.payment).toMatchObject({ state: 'requires_action', reference: memoOf(begun.payment.id) })
  })

  it('shows where, how much and with which words, for a wallet to scan', async () => {
    const begun = await test.begin(method)
    const action = actionOf(test, begun)
    const memo = memoOf(begun.payment.id)
    expect(action).toMatchObject({
      type: 'transfer',
      network: 'ton',
      test: true,
      memo,
      due: String(begun.payment.amount),
      request: null,
      seen: null,
    })
    const link = new URL(action.uri)
    expect(action.uri).toMatch(/^ton:\/\/transfer\/0Q/)
    expect(Object.fromEntries(link.searchParams)).toEqual({
      amount: String(begun.payment.amount),
      text: memo,
      ...(method === 'usdt_ton' ? { jetton: action.token } : {}),
    })
  })

  it('takes it in parts, telling what is missing', async () => {
    const begun = await test.begin(method)
    const part = begun.payment.amount / 3n
    await send(test, begun, { amount: part })
    expect(await look(begun)).toMatchObject({ state: 'processing', captured: part })
    expect(actionOf(test, { ...begun, payment: await current(test, begun) })).toMatchObject({ due: String(begun.payment.amount - part) })
    await send(test, begun, { amount: begun.payment.amount - part })
    expect(await look(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
  })

  it('lays before a person what was only paid in part when its time was over', async () => {
    const begun = await test.begin(method)
    await send(test, begun, { amount: begun.payment.amount / 2n })
    test.advance(601)
    await sweepPayments(test.system)
    expect(await current(test, begun)).toMatchObject({ state: 'conflicted', captured: begun.payment.amount / 2n })
    expect(await casesOf(test, begun.payment.id)).toEqual(['under'])
  })

  it('finds what came after its time, and lays it before a person', async () => {
    const begun = await test.begin(method)
    test.advance(700)
    await sweepPayments(test.system)
    await send(test, begun)
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await current(test, begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect(await casesOf(test, begun.payment.id)).toContain('late')
  })

  it('waits until the chain is sure', async () => {
    const begun = await test.begin(method)
    test.sandbox.gateways.ton.hold()
    await send(test, begun)
    expect(await look(begun)).toMatchObject({ state: 'requires_action', captured: 0n })
    await test.sandbox.gateways.ton.advance()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('reads the words as people type them', async () => {
    const begun = await test.begin(method)
    const memo = memoOf(begun.payment.id)
    await send(test, begun, { memo: ` ${memo.slice(0, 4).toLowerCase()}-${memo.slice(4, 8)} ${memo.slice(8)}\n` })
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('does not take what nobody can be told by, and lays it before a person', async () => {
    const begun = await test.begin(method)
    await send(test, begun, { how: 'no_memo' })
    expect(await look(begun)).toMatchObject({ state: 'requires_action', captured: 0n })
    test.advance(180)
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await look(begun)).toMatchObject({ captured: 0n })
    expect(await casesOf(test, null)).toContain('orphan')
  })

  it('counts no dust, whatever is written on it', async () => {
    const begun = await test.begin(method)
    await send(test, begun, { amount: 900n })
    expect(await look(begun)).toMatchObject({ state: 'requires_action', captured: 0n })
  })

  it.each(['bounced', 'forged'] as const)('counts nothing that is %s', async (how) => {
    const begun = await test.begin(method)
    await send(test, begun, { how })
    expect(await look(begun)).toMatchObject({ state: 'requires_action', captured: 0n })
  })

  it('says that it cannot give back', () => {
    const gateway = [...test.gateways.values()].find((each) => each.descriptor.method === method)
    expect(gateway?.refund).toBeUndefined()
  })
})

describe('USDT on TON', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('counts what came without anybody being told of it', async () => {
    const begun = await test.begin('usdt_ton')
    await send(test, begun, { how: 'zero_forward' })
    expect(await refreshPayment(test.system, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
  })

  it('counts nothing of another jetton, however alike', async () => {
    const begun = await test.begin('usdt_ton')
    await send(test, begun, { how: 'fake_jetton' })
    expect(await refreshPayment(test.system, begun.payment.id)).toMatchObject({ state: 'requires_action', captured: 0n })
    // It was sent, and it is of the same form: only its master is another.
    expect(test.sandbox.gateways.ton.truth().sent.at(-1)).toMatchObject({ how: 'fake_jetton', arrived: '0' })
  })
})

async function current(test: PaymentsTest, begun: Begun) {
  const row = await findPayment(test.db, begun.payment.id)
  if (!row) throw new Error('The payment is gone')
  return row
}

function actionOf(test: PaymentsTest, { payment }: Begun): CoinTransfer {
  return test.sealer.open<CoinTransfer>('next-action', payment.nextAction ?? '')
}

async function casesOf(test: PaymentsTest, paymentId: string | null): Promise<string[]> {
  const of = paymentId === null ? isNull(paymentCases.paymentId) : eq(paymentCases.paymentId, paymentId)
  return (await test.db.select().from(paymentCases).where(of)).map(({ kind }) => kind)
}
