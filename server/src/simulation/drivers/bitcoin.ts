import { confirmationsFor } from '../../modules/payments/gateways/bitcoin/mapping.ts'
import type { Chance } from '../chance.ts'
import { referencesOf } from '../looking.ts'
import type { Shop } from '../shop.ts'
import { coinWays, payInCoins } from './coins.ts'
import type { MethodDriver } from './driver.ts'

export const bitcoin: MethodDriver = {
  method: 'bitcoin',
  ways: [...coinWays, 'thinks again'],
  refundsByHand: true,

  async act(shop, payment, way, chance) {
    const { bitcoin: chain } = shop.sandbox.gateways
    const { reference } = payment
    if (reference === null) return
    await payInCoins(shop, payment, way, chance, {
      send: (sum) => chain.pay(reference, Number(sum)),
      letBlocksPass: () => chain.mine(chance.between(1, 6)),
      thinkAgain(sum) {
        const waiting = chain.state.mempool.find((txid) => chain.state.txs[txid]?.outputs[0]?.address === reference)
        return waiting !== undefined && chain.changeMind(waiting, sum === undefined ? undefined : Number(sum)) !== undefined
      },
    })
  },

  async truth(shop) {
    const held = shop.sandbox.gateways.bitcoin.truth()
    return new Map(
      (await referencesOf(shop, 'bitcoin')).map(({ id, reference }) => [
        id,
        { captured: BigInt(held[reference]?.confirmed ?? 0), refunded: 0n },
      ]),
    )
  },

  async mischief(shop, chance) {
    const { bitcoin: chain } = shop.sandbox.gateways
    const what = chance.weighted({ mine: 2, takeBack: 1, reorganise: 2 })
    if (what === 'mine') chain.mine(chance.between(1, 3))
    if (what === 'takeBack' && chain.state.mempool.length > 0) chain.changeMind(chance.one(chain.state.mempool))
    if (what === 'reorganise') await reorganise(shop, chance)
  },
}

/** Another branch wins, as deep as may happen: what we may believe is never undone, and of the rest some is never seen again. */
async function reorganise(shop: Shop, chance: Chance): Promise<void> {
  const { bitcoin: chain } = shop.sandbox.gateways
  const { bitcoin: config } = shop.config
  if (!config) return
  const needed = new Map((await referencesOf(shop, 'bitcoin')).map((each) => [each.reference, confirmationsFor(each.amount, config)]))
  const wanted = chance.between(1, 5)
  const gone: string[] = []
  let depth = 0
  for (const { txids } of chain.state.blocks.slice(-wanted).toReversed()) {
    const isFinal = txids.some((txid) => depth + 1 >= (needed.get(chain.state.txs[txid]?.outputs[0]?.address ?? '') ?? Infinity))
    if (isFinal) break
    depth += 1
    gone.push(...txids)
  }
  const lost = gone.filter(() => chance.happens(0.4))
  if (depth > 0) chain.reorganise(depth, lost)
}
