import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import type { CoinTransfer } from 'shared/payments'
import { rowsOf } from '../../../../platform/db.ts'
import { cancelOpenPayments } from '../../cancel-open-payments.ts'
import { asPayment } from '../../present.ts'
import { findPayment, movementsOf } from '../../queries.ts'
import { proveBooks, sweepPayments } from '../../reconcile.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord } from '../contract.ts'

const bitcoinOf = (test: PaymentsTest) => test.sandbox.gateways.bitcoin
const addressOf = ({ payment }: Begun) => payment.reference ?? ''
const asked = ({ payment }: Begun) => Number(payment.amount)

gatewayKeepsItsWord('Bitcoin', {
  method: 'bitcoin',
  refunds: 'none',
  isWatched: true,
  pay(test, begun) {
    bitcoinOf(test).pay(addressOf(begun), asked(begun))
    bitcoinOf(test).mine()
    return Promise.resolve()
  },
  // Nobody calls: whoever watches the page asks.
  tell: async (test, { payment }) => void (await refreshPayment(test.system, payment.id)),
  silence: () => undefined,
  showSettled: (test) => bitcoinOf(test).mine(6),
  async payWrong(test, begun) {
    bitcoinOf(test).pay(addressOf(begun), asked(begun) + 9_000)
    bitcoinOf(test).mine()
    await refreshPayment(test.system, begun.payment.id)
  },
  loseReply(test, of) {
    if (of === 'retrieve') bitcoinOf(test).faults().add({ kind: 'lose_reply', times: 1, path: '/address/' })
  },
  truth(test, { reference }) {
    const held = bitcoinOf(test).truth()[reference ?? '']
    return { attempts: 1, captured: BigInt(held?.confirmed ?? 0), refunded: 0n }
  },
})

describe('bitcoin', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(async () => {
    test.sandbox.calm()
    if ((await proveBooks(test.system)) > 0) throw new Error('The books do not agree')
  })
  afterAll(() => test.close())

  const chain = () => bitcoinOf(test)
  const look = async (begun: Begun) => asPayment(test, await refreshPayment(test.system, begun.payment.id))
  const next = async (begun: Begun) => (await look(begun)).nextAction as CoinTransfer
  const row = async ({ payment }: Begun) => {
    const found = await findPayment(test.db, payment.id)
    if (!found) throw new Error('The payment is gone')
    return found
  }
  const casesOf = async ({ payment }: Begun) =>
    (await rowsOf<{ kind: string }>(test.db, sql`select kind from payment_cases where payment_id = ${payment.id} order by kind`)).map(
      (each) => each.kind,
    )

  it('gives each payment an address of its own, in order, and shows it as wallets read it', async () => {
    const [first, second] = [await test.begin('bitcoin'), await test.begin('bitcoin')]
    expect((second.payment.addressIndex ?? 0) - (first.payment.addressIndex ?? 0)).toBe(1)
    expect(addressOf(second)).not.toBe(addressOf(first))
    const action = await next(second)
    expect(action).toMatchObject({
      type: 'transfer',
      network: 'bitcoin',
      test: true,
      to: addressOf(second),
      memo: null,
      token: null,
      due: '21000',
      seen: null,
    })
    expect(action.uri).toMatch(new RegExp(`^bitcoin:${addressOf(second)}\\?amount=0\\.00021&message=Duka%20Coffee`))
    expect(second.payment.expiresAt?.getTime()).toBe(second.payment.createdAt.getTime() + 900_000)
  })

  it('tells of coins on their way, and believes them only in a block', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), asked(begun))
    const seen = await look(begun)
    expect(seen).toMatchObject({ state: 'processing', nextAction: { due: '0', seen: { amount: '21000', confirmations: 0, needed: 1 } } })
    expect(await movementsOf(test.db, [begun.payment.id])).toEqual([])
    chain().mine()
    expect(await look(begun)).toMatchObject({ state: 'succeeded', nextAction: { type: 'none' } })
  })

  it.each([
    [50_000n, 1],
    [50_001n, 2],
    [1_200_000n, 2],
    [1_200_001n, 6],
  ])('asks that %s satoshi lie %i deep', async (amount, needed) => {
    const begun = await test.begin('bitcoin', money(amount, 'BTC'))
    chain().pay(addressOf(begun), asked(begun))
    for (let confirmations = 0; confirmations < needed; confirmations += 1) {
      expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { seen: { confirmations, needed } } })
      chain().mine()
    }
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('waits past the end for what was sent in time', async () => {
    const begun = await test.begin('bitcoin')
    const { txid } = chain().pay(addressOf(begun), asked(begun))
    const { mempool } = chain().state
    // Its fee is low: blocks come and leave it out.
    chain().state.mempool = []
    test.advance(901)
    chain().mine()
    chain().state.mempool = mempool
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'processing' })
    expect(await cancelOpenPayments(test.system, begun.order.id)).toBe('may-still-pay')
    chain().mine()
    test.advance(60)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect((await movementsOf(test.db, [begun.payment.id])).map((each) => each.externalId)).toEqual([`${txid}:0`])
    expect(await casesOf(begun)).toEqual([])
  })

  it('does not wait for ever for what no block takes, nor past the end for a part', async () => {
    const [whole, part] = [await test.begin('bitcoin'), await test.begin('bitcoin')]
    chain().pay(addressOf(whole), asked(whole))
    chain().pay(addressOf(part), 2_000)
    const { mempool } = chain().state
    const skip = async (seconds: number) => {
      chain().state.mempool = []
      test.advance(seconds)
      chain().mine()
      chain().state.mempool = mempool
      await sweepPayments(test.system)
    }
    await skip(901)
    expect(await row(part)).toMatchObject({ state: 'expired' })
    expect(await row(whole)).toMatchObject({ state: 'processing' })
    await skip(7_198)
    expect(await row(whole)).toMatchObject({ state: 'processing' })
    await skip(62)
    expect(await row(whole)).toMatchObject({ state: 'expired', captured: 0n })
    // Taken by a block after all, it is late like anything else.
    chain().mine()
    await look(whole)
    expect(await row(whole)).toMatchObject({ captured: whole.payment.amount })
    expect(await casesOf(whole)).toEqual(['late'])
    chain().state.mempool = []
  })

  it('forgets what its sender replaced', async () => {
    const begun = await test.begin('bitcoin')
    const { txid } = chain().pay(addressOf(begun), asked(begun))
    expect(await look(begun)).toMatchObject({ state: 'processing' })
    chain().changeMind(txid)
    expect(await look(begun)).toMatchObject({ state: 'requires_action', nextAction: { due: '21000', seen: null } })
    test.advance(901)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'expired', captured: 0n })
  })

  it('takes a part and then the rest, asking only for what is missing', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), 8_000)
    expect(await next(begun)).toMatchObject({ due: '13000', seen: { amount: '8000' } })
    chain().mine()
    const missing = await look(begun)
    expect(missing).toMatchObject({ state: 'processing', nextAction: { due: '13000', seen: null } })
    expect((missing.nextAction as CoinTransfer).uri).toContain('amount=0.00013&')
    chain().pay(addressOf(begun), 13_000)
    chain().mine()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
    expect(await row(begun)).toMatchObject({ captured: 21_000n })
  })

  it('lays a part before a person when the rest did not come', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), 8_000)
    chain().mine()
    await look(begun)
    test.advance(901)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'conflicted', captured: 8_000n })
    expect(await casesOf(begun)).toEqual(['under'])
  })

  it('does not count what a longer chain left behind, and counts it again when it comes back', async () => {
    const begun = await test.begin('bitcoin', money(60_000, 'BTC'))
    chain().pay(addressOf(begun), 60_000)
    chain().mine()
    expect(await next(begun)).toMatchObject({ seen: { confirmations: 1, needed: 2 } })
    chain().reorganise(1)
    expect(await next(begun)).toMatchObject({ seen: { confirmations: 0 } })
    chain().mine(2)
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('does not believe a block that Esplora itself says is no longer one of the chain', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), asked(begun))
    chain().mine()
    const { blocks } = chain().state
    const [tx] = chain()
      .state.blocks.flatMap((block) => block.txids)
      .slice(-1)
    const holding = blocks.find((block) => block.txids.includes(tx ?? ''))
    const hash = holding?.hash ?? ''
    // Its index of addresses is behind its index of blocks.
    const { fetch: real } = globalThis
    globalThis.fetch = (input, init) =>
      typeof input === 'string' && input.endsWith(`/block/${hash}/status`)
        ? Promise.resolve(Response.json({ in_best_chain: false }))
        : real(input, init)
    expect(await look(begun)).toMatchObject({ state: 'processing', nextAction: { seen: { confirmations: 0 } } })
    globalThis.fetch = real
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('counts outputs, not transactions, and no dust', async () => {
    const begun = await test.begin('bitcoin')
    const to = (value: number) => ({ address: addressOf(begun), script: scriptOf(begun), value })
    const scriptOf = (of: Begun) => {
      const { txid } = chain().pay(addressOf(of), 999)
      return chain().state.txs[txid]?.outputs[0]?.script ?? ''
    }
    const { txid } = chain().pay(addressOf(begun), 10_000)
    chain().state.txs[txid]?.outputs.push(to(11_000))
    chain().mine()
    await look(begun)
    expect(
      (await movementsOf(test.db, [begun.payment.id]))
        .map((each) => [each.externalId, each.amount])
        .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    ).toEqual([
      [`${txid}:0`, 10_000n],
      [`${txid}:2`, 11_000n],
    ])
    expect(await row(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('reads on to the last page of an address', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), asked(begun))
    chain().mine()
    for (let count = 0; count < 60; count += 1) chain().pay(addressOf(begun), 546)
    chain().mine()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('is looked at for thirty days after the end, ever more rarely, and opens a case for what came late', async () => {
    const begun = await test.begin('bitcoin')
    test.advance(901)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ state: 'expired' })
    const waits: number[] = []
    const polled = async () => {
      const { nextPollAt } = await row(begun)
      const wait = ((nextPollAt?.getTime() ?? 0) - test.clock.now().getTime()) / 1000
      waits.push(wait)
      test.advance(wait)
      await sweepPayments(test.system)
    }
    for (let count = 0; count < 22; count += 1) await polled()
    expect(waits[0]).toBe(600)
    expect(waits.at(-1)).toBe(21_600)
    expect(waits.every((wait, index) => wait >= (waits[index - 1] ?? 0))).toBe(true)

    chain().pay(addressOf(begun), asked(begun))
    chain().mine()
    await polled()
    expect(await row(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect(await casesOf(begun)).toEqual(['late'])
    test.advance(31 * 86_400)
    await sweepPayments(test.system)
    expect(await row(begun)).toMatchObject({ nextPollAt: null })
  })

  it('is the same chain after a restart of the sandbox', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), asked(begun))
    const kept = JSON.parse(JSON.stringify(chain().state)) as typeof chain extends () => { state: infer State } ? State : never
    chain().reset()
    expect(await look(begun)).toMatchObject({ state: 'requires_action' })
    chain().restore(kept)
    chain().mine()
    expect(await look(begun)).toMatchObject({ state: 'succeeded' })
  })

  it('pays nothing with what came to the address long before', async () => {
    const begun = await test.begin('bitcoin')
    chain().pay(addressOf(begun), asked(begun))
    chain().mine()
    const [block] = chain().state.blocks.slice(-1)
    if (!block) throw new Error('There is no block')
    block.time -= 8_000
    expect(await look(begun)).toMatchObject({ state: 'requires_action' })
  })
})
