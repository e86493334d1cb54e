import { encodeFunctionData, parseAbi, type Address, type Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoinTransfer, PaymentMethod } from 'shared/payments'
import { money } from 'shared/money'
import { parseExtendedKey } from '../../../../platform/extended-key.ts'
import type { Gateway, GatewayPayment, Snapshot } from '../gateway.ts'
import { sandboxEthereum } from './environment.ts'
import { ethereum } from './index.ts'
import { startAnvil } from './testing/anvil.ts'
import contracts from './testing/usdt-like.json' with { type: 'json' }

const token = parseAbi(['function transfer(address to, uint256 value)', 'function setParams(uint256 basisPoints, uint256 most)'])
const forwarder = parseAbi(['function pay(address to) payable'])

// What the adapter takes for true is taken from a real node here, not from our own idea of one.
describe('on a real node', () => {
  let anvil: Awaited<ReturnType<typeof startAnvil>>
  let gateways: Gateway[]
  let usdt: Address
  let index = 0

  beforeAll(async () => {
    anvil = await startAnvil()
    await anvil.mine(300)
    usdt = await deploy(contracts.UsdtLike)
    const key = parseExtendedKey(sandboxEthereum.xpub)
    if (!key) throw new Error('The key cannot be read')
    const config = { ...key, chainId: 31_337, isTest: true, rpcUrl: anvil.rpcUrl, usdt: usdt.toLowerCase() as Address }
    gateways = ethereum(config, { now: () => new Date() })
  }, 60_000)
  afterAll(() => anvil.stop())

  async function deploy(data: string): Promise<Address> {
    const { contract } = await anvil.send({ data: data as Hex })
    if (!contract) throw new Error('Nothing was deployed')
    return contract
  }
  async function begin(method: PaymentMethod, amount: bigint) {
    const gateway = gateways.find((each) => each.descriptor.method === method)
    if (!gateway) throw new Error(`Nobody takes ${method}`)
    const createdAt = await anvil.headTime()
    const blank = { id: 'p', reference: null, state: 'starting', addressIndex: index, createdAt, expiresAt: null, movements: [] }
    const payment = { ...blank, amount: money(amount, method === 'ethereum' ? 'ETH' : 'USDT_ETH') } as unknown as GatewayPayment
    index += 1
    const { reference } = await gateway.start(payment, 'key')
    /** As the core would: what was told is remembered. */
    const look = async (): Promise<Snapshot> => {
      const snapshot = await gateway.retrieve({ ...payment, reference, state: 'requires_action' })
      const fresh = snapshot.movements.filter(({ externalId }) => !payment.movements.some((known) => known.externalId === externalId))
      Object.assign(payment, { movements: [...payment.movements, ...fresh] })
      return snapshot
    }
    return { to: reference as Address, look, amounts: () => payment.movements.map((each) => each.amount.amount) }
  }
  const sendToken = (to: Address, units: bigint, contract = usdt) =>
    anvil.send({ to: contract, data: encodeFunctionData({ abi: token, functionName: 'transfer', args: [to, units] }) })
  const seenOf = (snapshot: Snapshot) => (snapshot.nextAction as CoinTransfer).seen

  it('derives the addresses that wallets derive', async () => {
    // The first address of "abandon … about" at m/44'/60'/0'/0/0.
    expect((await begin('ethereum', 10n ** 15n)).to).toBe('0x9858EfFD232B4033E47d90003D41EC34EcaEda94')
  })

  it('ether counts once it is finalized, sent or passed on by a contract, and a sweep hides nothing', async () => {
    const through = await deploy(contracts.Forwarder)
    const { to, look, amounts } = await begin('ethereum', 3n * 10n ** 16n)
    expect(await look()).toMatchObject({ state: 'requires_action' })
    await anvil.send({ to, value: 10n ** 16n })
    await anvil.mine(10)
    await anvil.send({ to: through, value: 2n * 10n ** 16n, data: encodeFunctionData({ abi: forwarder, functionName: 'pay', args: [to] }) })
    const seen = await look()
    expect(seen).toMatchObject({ state: 'processing', movements: [] })
    expect(seenOf(seen)).toEqual({ amount: String(3n * 10n ** 16n), confirmations: 1, needed: 64 })
    await anvil.mine(63)
    await look()
    expect(amounts()).toEqual([10n ** 16n])
    await anvil.mine(1)
    expect(await look()).toMatchObject({ state: 'succeeded' })
    expect(amounts()).toEqual([10n ** 16n, 2n * 10n ** 16n])

    await anvil.impersonate(to)
    await anvil.send({ from: to, to: anvil.account, value: 29n * 10n ** 15n })
    await anvil.mine(3)
    await anvil.send({ to, value: 5n * 10n ** 15n })
    await anvil.mine(70)
    await look()
    expect(amounts()).toEqual([10n ** 16n, 2n * 10n ** 16n, 5n * 10n ** 15n])
  })

  it('USDT counts by the log of the one contract, less the fee it keeps', async () => {
    const { to, look, amounts } = await begin('usdt_ethereum', 18_000_000n)
    const fake = await deploy(contracts.UsdtLike)
    await sendToken(to, 18_000_000n, fake)
    await anvil.mine(70)
    expect(await look()).toMatchObject({ state: 'requires_action', movements: [] })

    await sendToken(to, 9_000_000n)
    await anvil.send({ to: usdt, data: encodeFunctionData({ abi: token, functionName: 'setParams', args: [10n, 1_000_000n] }) })
    await sendToken(to, 9_000_000n)
    await anvil.mine(70)
    const missing = await look()
    expect(amounts()).toEqual([9_000_000n, 8_991_000n])
    expect(missing).toMatchObject({ state: 'processing', nextAction: { due: '9000' } })
    const [movement] = missing.movements
    expect(movement?.externalId).toMatch(/^31337:0x[\da-f]{64}:\d+$/)
    await anvil.send({ to: usdt, data: encodeFunctionData({ abi: token, functionName: 'setParams', args: [0n, 0n] }) })
    await sendToken(to, 10_000n)
    await anvil.mine(70)
    expect(await look()).toMatchObject({ state: 'succeeded' })
  })

  it('what a reorganisation takes back was only seen', async () => {
    const [ether, tokens] = [await begin('ethereum', 10n ** 16n), await begin('usdt_ethereum', 18_000_000n)]
    await anvil.send({ to: ether.to, value: 10n ** 16n })
    await sendToken(tokens.to, 18_000_000n)
    expect(seenOf(await ether.look())).toMatchObject({ amount: String(10n ** 16n) })
    expect(seenOf(await tokens.look())).toMatchObject({ amount: '18000000' })
    await anvil.reorganise(3)
    for (const { look } of [ether, tokens]) expect(await look()).toMatchObject({ state: 'requires_action', movements: [] })
    await anvil.mine(70)
    for (const { look } of [ether, tokens]) expect(await look()).toMatchObject({ state: 'requires_action', movements: [] })
  })
})
