import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlacedOrder } from 'shared/orders.schema'
import type { CoinTransfer } from 'shared/payments'
import type { WalletProof } from 'shared/payments.schema'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { findPayment } from '../../queries.ts'
import { walletFacts } from './emulator/accounts.ts'
import { memoOf } from './memo.ts'
import { proofBytes } from './proof.ts'

describe('a connected wallet', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  const at = ({ order, payment }: Begun) => `/orders/${order.number}/payments/${payment.id}`
  const host = () => new URL(test.config.publicUrl).host

  async function challenge(begun: Begun): Promise<string> {
    const answer = await begun.person.request('POST', `${at(begun)}/wallet-challenge`)
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { payload: string }).payload
  }

  type Change = { domain?: string; secondsAgo?: number; payload?: string; signer?: string; stateInit?: string }

  async function prove(begun: Begun, name = 'Amina', change: Change = {}): Promise<WalletProof> {
    const { address, stateInit } = walletFacts(name)
    const value = change.domain ?? host()
    const domain = { lengthBytes: Buffer.byteLength(value), value }
    const timestamp = Math.floor(test.clock.now().getTime() / 1000) - (change.secondsAgo ?? 0)
    const payload = change.payload ?? (await challenge(begun))
    const signature = walletFacts(change.signer ?? name).sign(proofBytes(address, { domain, timestamp, payload }))
    return { address, stateInit: change.stateInit ?? stateInit, proof: { timestamp, domain, payload, signature } }
  }

  const connect = (begun: Begun, proof: WalletProof) => begun.person.request('POST', `${at(begun)}/wallet`, proof)

  async function connected(begun: Begun, name?: string): Promise<CoinTransfer> {
    const answer = await connect(begun, await prove(begun, name))
    expect(answer.status).toBe(200)
    return ((await answer.json()) as PlacedOrder).payment.nextAction as CoinTransfer
  }

  it.each(['ton', 'usdt_ton'] as const)('is told what to sign by %s, and what it signs pays', async (method) => {
    const begun = await test.begin(method)
    const { request } = await connected(begun)
    if (!request) throw new Error('Nothing to sign')
    expect(request).toMatchObject({ network: '-3', from: walletFacts('Amina').address })
    expect(request.validUntil).toBe(Math.floor((begun.payment.expiresAt?.getTime() ?? 0) / 1000))
    expect(request.messages).toHaveLength(1)
    await test.sandbox.gateways.ton.sign('Amina', request)
    expect(await refreshPayment(test.system, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
  })

  it('is known for the payment from then on, also after a reload', async () => {
    const begun = await test.begin('ton')
    const first = await connected(begun)
    const answer = await begun.person.request('POST', `${at(begun)}/refresh`)
    expect(((await answer.json()) as PlacedOrder).payment.nextAction).toEqual(first)
  })

  it('tells whose coins they are when the words on them are lost', async () => {
    const begun = await test.begin('usdt_ton')
    await connected(begun, 'Brian')
    await test.sandbox.gateways.ton.pay({
      person: 'Brian',
      coin: 'usdt',
      amount: begun.payment.amount,
      memo: memoOf(begun.payment.id),
      how: 'no_memo',
    })
    expect(await refreshPayment(test.system, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
  })

  it('tells it only of what was asked, to the last unit', async () => {
    const begun = await test.begin('usdt_ton')
    await connected(begun, 'Chloe')
    await test.sandbox.gateways.ton.pay({ person: 'Chloe', coin: 'usdt', amount: begun.payment.amount - 1n, memo: null, how: 'no_memo' })
    expect(await refreshPayment(test.system, begun.payment.id)).toMatchObject({ state: 'requires_action', captured: 0n })
  })

  it('does not guess which of two payments of one person is meant', async () => {
    const one = await test.begin('usdt_ton')
    const order = await test.order(one.person, { amount: one.payment.amount, currency: 'USDT_TON' }, 'usdt_ton')
    const other = await test.attempt(order, 'usdt_ton')
    await connected(one, 'Dina')
    await test.sandbox.gateways.ton.pay({ person: 'Dina', coin: 'usdt', amount: one.payment.amount, memo: null, how: 'no_memo' })
    expect(await refreshPayment(test.system, one.payment.id)).toMatchObject({ state: 'requires_action', captured: 0n })
    expect(await refreshPayment(test.system, other.id)).toMatchObject({ state: 'requires_action', captured: 0n })
  })

  it('may be another one later', async () => {
    const begun = await test.begin('ton')
    await connected(begun, 'Amina')
    expect((await connected(begun, 'Brian')).request?.from).toBe(walletFacts('Brian').address)
  })

  it('of a kind we do not know says itself what it signs with', async () => {
    await test.sandbox.gateways.ton.pay({ person: 'Esi', coin: 'ton', amount: 1_000_000_000n, memo: null, how: 'right' })
    const begun = await test.begin('ton')
    expect((await connect(begun, await prove(begun, 'Esi', { stateInit: '' }))).status).toBe(200)
  })

  describe('is not believed', () => {
    const answerTo = async (begun: Begun, proof: WalletProof) => {
      const answer = await connect(begun, proof)
      const { code } = (await answer.json()) as { code?: string }
      return { status: answer.status, code, payer: (await findPayment(test.db, begun.payment.id))?.payer }
    }
    const refusal = { status: 422, code: 'payments/wallet-not-proven', payer: null }

    it.each<[string, Change]>([
      ['what it signed for another site', { domain: 'evil.example' }],
      ['what it signed long ago', { secondsAgo: 700 }],
      ['what it will sign', { secondsAgo: -120 }],
      ['what another wallet signed', { signer: 'Brian' }],
      ['the key of another wallet', { stateInit: walletFacts('Brian').stateInit, signer: 'Brian' }],
      ['words that are not ours', { payload: 'anything' }],
    ])('%s', async (_, change) => {
      const begun = await test.begin('ton')
      expect(await answerTo(begun, await prove(begun, 'Amina', change))).toEqual(refusal)
    })

    it('the words of another payment', async () => {
      const begun = await test.begin('ton')
      const payload = await challenge(await test.begin('ton'))
      expect(await answerTo(begun, await prove(begun, 'Amina', { payload }))).toEqual(refusal)
    })

    it('words of ours that grew old', async () => {
      const begun = await test.begin('ton')
      const payload = await challenge(begun)
      test.advance(601)
      expect(await answerTo(begun, await prove(begun, 'Amina', { payload }))).toEqual(refusal)
    })

    it('the same words twice', async () => {
      const begun = await test.begin('ton')
      const proof = await prove(begun)
      expect((await connect(begun, proof)).status).toBe(200)
      expect((await connect(begun, proof)).status).toBe(422)
    })
  })

  it('is asked about five times a minute at most, for whoever pays in coins waits behind each question', async () => {
    const begun = await test.begin('ton')
    const proof = await prove(begun, 'Amina', { signer: 'Brian' })
    const answers = await Promise.all(Array.from({ length: 7 }, () => connect(begun, proof)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([422, 422, 422, 422, 422, 429, 429])
    const other = await test.begin('ton')
    expect((await connect(other, await prove(other))).status).toBe(200)
  })

  it('cannot be given to what somebody else pays', async () => {
    const [mine, theirs] = [await test.begin('ton'), await test.begin('ton')]
    const answer = await mine.person.request('POST', `${at(theirs)}/wallet-challenge`)
    expect(answer.status).toBe(404)
  })

  it('is not asked for where no coins are sent', async () => {
    const begun = await test.begin('card')
    const answer = await begun.person.request('POST', `${at(begun)}/wallet-challenge`)
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ code: 'payments/no-wallet' })
  })
})
