import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CoinTransfer } from 'shared/payments'
import { rowsOf } from '../../../../platform/db.ts'
import { cancelOpenPayments } from '../../cancel-open-payments.ts'
import { asPayment } from '../../present.ts'
import { findPayment, movementsOf } from '../../queries.ts'
import { proveBooks, sweepPayments } from '../../reconcile.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord, type GatewayDriver } from '../contract.ts'

const chainOf = (test: PaymentsTest) => test.sandbox.gateways.ethereum
const addressOf = ({ payment }: Begun) => payment.reference ?? ''

const driver = (method: 'ethereum' | 'usdt_ethereum'): GatewayDriver => {
  const send = (test: PaymentsTest, begun: Begun, amount: bigint) => {
    if (method === 'ethereum') chainOf(test).pay(addressOf(begun), amount)
    else chainOf(test).payToken(addressOf(begun), amount)
    chainOf(test).finalise()
  }
  return {
    method,
    refunds: 'none',
    isWatched: true,
    pay: (test, begun) => Promise.resolve(send(test, begun, begun.payment.amount)),
    // Nobody calls: whoever watches the page asks.
    tell: async (test, { payment }) => void (await refreshPayment(test.system, payment.id)),
    silence: () => undefined,
    async payWrong(test, begun) {
      send(test, begun, begun.payment.amount * 2n - 1n)
      await refreshPayment(test.system, begun.payment.id)
    },
    loseReply(test, of) {
      if (of === 'retrieve') chainOf(test).faults().add({ kind: 'lose_reply', times: 1, path: 'eth_getTransactionCount' })
    },
    truth(test, { reference }) {
      const held = chainOf(test).truth()[(reference ?? '').toLowerCase()]
      return { attempts: 1, captured: BigInt((method === 'ethereum' ? held?.wei : held?.usdt) ?? 0), refunded: 0n }
    },
  }
}

gatewayKeepsItsWord('Ether', driver('ethereum'))
gatewayKeepsItsWord('USDT on Ethereum', driver('usdt_ethereum'))

describe('on Ethereum', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(async () => {
    test.sandbox.calm()
    if ((await proveBooks(test.system)) > 0) throw new Error('The books do not agree')
  })
  afterAll(() => test.close())

  const chain = () => chainOf(test)
  const look = async (begun: Begun) => asPayment(test, await refreshPayment(test.system, begun.payment.id))
  const next = async (begun: Begun) => (await look(begun)).nextAction as CoinTransfer
  const row = async ({ payment }: Begun) => {
    const found = await findPayment(test.db, payment.id)
    if (!found) throw new Error('The payment is gone')
    return found
  }
  const movements = async ({ payment }: Begun) => (await movementsOf(test.db, [payment.id])).map((each) => each.amount)
  const casesOf = async ({ payment }: Begun) =>
    (await rowsOf<{ kind: string }>(test.db, sql`select kind from payment_cases where payment_id = ${payment.id} order by kind`)).map(
      (each) => each.kind,
    )

  it('no address is given twice, whichever of the two coins asks', async () => {
    const [ether, usdt] = [await test.begin('ethereum'), await test.begin('usdt_ethereum')]
    expect((usdt.payment.addressIndex ?? 0) - (ether.payment.addressIndex ?? 0)).toBe(1)
    expect(await next(ether)).toMatchObject({
      type: 'transfer',
      network: 'ethereum',
      test: true,
      to: addressOf(ether),
      token: null,
      uri: `ethereum:${addressOf(ether)}@31337?value=5000000000000000`,
      due: '5000000000000000',
      seen: null,
    })
    const asked = await next(usdt)
    expect(asked.token?.toLowerCase()).toBe('0xda5f1eba46de6e7df5dd2cd1b3f2a4e3c0d7dcc5')
    expect(asked.uri).toBe(`ethereum:${asked.token}@31337/transfer?address=${addressOf(usdt)}&uint256=18000000`)
  })

  it.each(['ethereum', 'usdt_ethereum'] as const)(
    '%s is told of as soon as it is in a block, and believed when that is final',
    async (method) => {
      const begun = await test.begin(method)
      if (method === 'ethereum') chain().pay(addressOf(begun), begun.payment.amount)
      else chain().payToken(addressOf(begun), begun.payment.amount)
      expect(await look(begun)).toMatchObject({ state: 'requires_action' })
      chain().mine(5)
      expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { due: '0', seen: { confirmations: 5, needed: 64 } } })
      chain().mine(59)
      expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { seen: { confirmations: 63 } } })
      expect(await movements(begun)).toEqual([])
      chain().mine(1)
      expect(await look(begun)).toMatchObject({ state: 'succeeded' })
      expect(await movements(begun)).toEqual([begun.payment.amount])
    },
  )

  it('ether passed on by a contract is found, though it leaves no log and no transaction of its own', async () => {
    const begun = await test.begin('ethereum')
    chain().pay(addressOf(begun), begun.payment.amount, { inner: true })
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('each block that brought ether is one movement, whoever asks and whenever', async () => {
    const begun = await test.begin('ethereum')
    const part = begun.payment.amount / 4n
    for (const amount of [part, part * 2n, part]) {
      chain().pay(addressOf(begun), amount)
      chain().mine(7)
    }
    const missing = await next(begun)
    expect(missing).toMatchObject({ due: '0' })
    chain().finalise()
    await Promise.all([look(begun), look(begun), look(begun)])
    expect(await row(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect((await movements(begun)).toSorted((a, b) => Number(a - b))).toEqual([part, part, part * 2n])
  })

  it('a part is asked to be made whole, to the last wei', async () => {
    const begun = await test.begin('ethereum')
    chain().pay(addressOf(begun), 2_000_000_000_000_001n)
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { due: '2999999999999999', seen: null } })
    chain().pay(addressOf(begun), 2_999_999_999_999_999n)
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('a sweep neither hides what came after it nor looks like a payment', async () => {
    const begun = await test.begin('ethereum')
    chain().pay(addressOf(begun), begun.payment.amount)
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
    chain().sweep(addressOf(begun))
    chain().finalise()
    await look(begun)
    expect(await movements(begun)).toEqual([begun.payment.amount])
    chain().pay(addressOf(begun), 1_000_000_000_000_000n)
    chain().finalise()
    await look(begun)
    expect(await movements(begun)).toEqual([begun.payment.amount, 1_000_000_000_000_000n])
    expect(await casesOf(begun)).toEqual(['duplicate'])
  })

  it('a deposit and a sweep in one block are told apart', async () => {
    const begun = await test.begin('ethereum')
    chain().pay(addressOf(begun), begun.payment.amount)
    chain().mine(1)
    // Both wait for the same block.
    chain().sweep(addressOf(begun))
    chain().pay(addressOf(begun), 1_000_000_000_000_000n)
    chain().finalise()
    await look(begun)
    expect(await movements(begun)).toEqual([begun.payment.amount, 1_000_000_000_000_000n])
  })

  it('what a reorganisation took back was never there', async () => {
    const begun = await test.begin('usdt_ethereum')
    const { hash } = chain().payToken(addressOf(begun), begun.payment.amount)
    chain().mine(2)
    expect(await look(begun)).toMatchObject({ state: 'processing' })
    chain().reorganise(3, [hash])
    expect(await look(begun)).toMatchObject({ state: 'requires_action', nextAction: { seen: null } })
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'requires_action', nextAction: { due: '18000000' } })
  })

  it('what its sender replaced, once another branch had thrown it out of its block, was never there', async () => {
    const begun = await test.begin('ethereum')
    const { hash } = chain().pay(addressOf(begun), begun.payment.amount)
    expect(chain().changeMind('0x00')).toBeUndefined()
    chain().mine(3)
    expect(chain().changeMind(hash)).toBeUndefined()
    expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { due: '0' } })
    chain().reorganise(3)
    chain().changeMind(hash, begun.payment.amount / 5n)
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { due: '4000000000000000' } })
    expect(await movements(begun)).toEqual([begun.payment.amount / 5n])
  })

  it('another token with the same name pays nothing, nor does a transfer that failed', async () => {
    const begun = await test.begin('usdt_ethereum')
    chain().payToken(addressOf(begun), begun.payment.amount, { contract: '0x000000000000000000000000000000000000fa4e' })
    chain().payToken(addressOf(begun), begun.payment.amount, { success: false })
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'requires_action', nextAction: { due: '18000000', seen: null } })
  })

  it('what arrived counts, not what was sent: the contract may keep a fee', async () => {
    const begun = await test.begin('usdt_ethereum')
    chain().payToken(addressOf(begun), begun.payment.amount, { feeBps: 20n })
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { due: '36000' } })
    expect(await movements(begun)).toEqual([17_964_000n])
  })

  it('seen in time is in time, however long it takes to be final', async () => {
    const begun = await test.begin('usdt_ethereum')
    test.advance(600)
    chain().payToken(addressOf(begun), begun.payment.amount)
    test.advance(301)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'processing' })
    expect(await cancelOpenPayments(test.system, begun.order.id)).toBe('may-still-pay')
    test.advance(600)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect(await casesOf(begun)).toEqual([])
  })

  it('late money is found for a month, and is a case', async () => {
    const begun = await test.begin('ethereum')
    test.advance(901)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'expired' })
    test.advance(20 * 86_400)
    chain().pay(addressOf(begun), begun.payment.amount)
    chain().finalise()
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'succeeded' })
    expect(await casesOf(begun)).toEqual(['late'])
  })

  it('a month of USDT is read in as many questions as a provider allows', async () => {
    const begun = await test.begin('usdt_ethereum')
    test.advance(29 * 86_400)
    chain().payToken(addressOf(begun), begun.payment.amount)
    chain().finalise()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('a node that forgot the past says so, and nothing is made up', async () => {
    const begun = await test.begin('ethereum')
    chain().pay(addressOf(begun), begun.payment.amount)
    test.advance(7_200)
    chain().state.isPruned = true
    expect(await look(begun)).toMatchObject({ state: 'requires_action' })
    chain().state.isPruned = false
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('most questions are one request', async () => {
    const begun = await test.begin('ethereum')
    await look(begun)
    const before = chain().state.calls.length
    await look(begun)
    expect(
      chain()
        .state.calls.slice(before)
        .map((call) => call.path),
    ).toEqual(['eth_getBlockByNumber', 'eth_getBalance eth_getTransactionCount'])
  })

  it('a node of another chain is not believed', async () => {
    const other = await createPaymentsTest({
      environment: {
        ETHEREUM_XPUB: 'xpub6DCoCpSuQZB2jawqnGMEPS63ePKWkwWPH4TU45Q7LPXWuNd8TMtVxRrgjtEshuqpK3mdhaWHPFsBngh5GFZaM6si3yZdUsT8ddYM3PwnATt',
        ETHEREUM_CHAIN_ID: '1',
        LOG_LEVEL: 'warn',
      },
    })
    const begun = await other.begin('ethereum')
    chainOf(other).pay(addressOf(begun), begun.payment.amount)
    chainOf(other).finalise()
    await refreshPayment(other.system, begun.payment.id)
    expect(await findPayment(other.db, begun.payment.id)).toMatchObject({ state: 'requires_action', captured: 0n })
    expect(other.logged.some((line) => line.includes('wrong-chain'))).toBe(true)
    await other.close()
  })
})
