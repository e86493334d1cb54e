import { finalityBlocks } from '../../modules/payments/gateways/ethereum/emulator/chain.ts'
import { referencesOf } from '../looking.ts'
import type { Shop } from '../shop.ts'
import { coinWays, payInCoins } from './coins.ts'
import type { MethodDriver } from './driver.ts'

const onEthereum = (method: 'ethereum' | 'usdt_ethereum', coin: 'wei' | 'usdt'): MethodDriver => ({
  method,
  ways: [...coinWays, 'thinks again'],
  refundsByHand: true,

  async act(shop, payment, way, chance) {
    const { ethereum: chain } = shop.sandbox.gateways
    const { reference } = payment
    if (reference === null) return
    await payInCoins(shop, payment, way, chance, {
      send: (sum) => (coin === 'usdt' ? chain.payToken(reference, sum) : chain.pay(reference, sum, { inner: chance.happens(0.3) })),
      letBlocksPass: () => chain.mine(chance.one([1, 20, finalityBlocks + 1])),
      thinkAgain(sum) {
        const waiting = chain.waiting().find((tx) => paysTo(tx, reference))
        return waiting !== undefined && chain.changeMind(waiting.hash, sum) !== undefined
      },
    })
  },

  async truth(shop) {
    const held = shop.sandbox.gateways.ethereum.truth()
    return new Map(
      (await referencesOf(shop, method)).map(({ id, reference }) => [
        id,
        { captured: BigInt(held[reference.toLowerCase()]?.[coin] ?? 0), refunded: 0n },
      ]),
    )
  },
})

type Tx = Shop['sandbox']['gateways']['ethereum']['state']['txs'][number]

const paysTo = ({ to, inner, logs }: Tx, address: string): boolean =>
  [to, ...inner.map((each) => each.to), ...logs.map((each) => each.to)].some((each) => each.toLowerCase() === address.toLowerCase())

export const ether: MethodDriver = {
  ...onEthereum('ethereum', 'wei'),

  /** The chain's own: blocks, other branches above what is final, and our owner who takes ether off an address. */
  async mischief(shop, chance) {
    const { ethereum: chain } = shop.sandbox.gateways
    /** What is not as deep as this, or waits. */
    const above = (depth: number) => chain.state.txs.filter(({ block }) => block !== null && block > chain.head() - depth)
    const what = chance.weighted({ mine: 2, takeBack: 1, reorganise: 2, sweep: 1 })
    if (what === 'mine') chain.mine(chance.one([1, 12, finalityBlocks + 1]))
    const waiting = chain.waiting()
    if (what === 'takeBack' && waiting.length > 0) chain.changeMind(chance.one(waiting).hash)
    if (what === 'reorganise') {
      const depth = chance.one([1, 3, finalityBlocks])
      chain.reorganise(
        depth,
        above(depth)
          .filter(() => chance.happens(0.4))
          .map(({ hash }) => hash),
      )
    }
    if (what === 'sweep') {
      const { txs } = chain.state
      const final = above(finalityBlocks)
      const full = (await referencesOf(shop, 'ethereum')).filter(({ reference }) => {
        const own = txs.filter((tx) => tx.block !== null && (paysTo(tx, reference) || tx.from === reference))
        return own.length > 0 && own.every((tx) => tx.from !== reference && !final.includes(tx))
      })
      if (full.length > 0) chain.sweep(chance.one(full).reference)
    }
  },
}

export const usdtOnEthereum = onEthereum('usdt_ethereum', 'usdt')
