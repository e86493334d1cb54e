import { Hono } from 'hono'
import { OutScript, Address, TEST_NETWORK } from '@scure/btc-signer'
import { z } from 'zod'
import { parseDecimal } from 'shared/money'
import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { Fault } from '../../../../../platform/emulation/faults.ts'
import { readInput } from '../../../../../platform/emulation/read-input.ts'
import type { EmulatedService } from '../../../../../platform/emulation/service.ts'
import { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import { chain, newChain, type ChainState, type Tx } from './chain.ts'

type State = ChainState & { calls: Call[]; faults: Fault[] }
const newState = (): State => ({ ...newChain(), calls: [], faults: [] })

const Txid = z.string().regex(/^[\da-f]{64}$/)
const Pay = z.strictObject({
  /** Either what the QR code says (BIP 21), or address and amount. */
  uri: z.string().startsWith('bitcoin:').optional(),
  address: z.string().optional(),
  sats: z.number().int().positive().optional(),
  replaceable: z.boolean().default(true),
})
const Mine = z.strictObject({ blocks: z.number().int().min(1).max(1_000).default(1) })
const Reorganise = z.strictObject({ depth: z.number().int().min(1).max(100).default(1), lost: z.array(Txid).default([]) })
const Replace = z.strictObject({ txid: Txid, sats: z.number().int().positive().optional() })

/** Where a sender's change goes, and what they take back. */
const sendersOwn = { address: 'tb1q-the-sender', script: '0014ffffffffffffffffffffffffffffffffffffffff' }

export type BitcoinEmulator = ReturnType<typeof bitcoinEmulator>

/** A Bitcoin test net behind an Esplora (github.com/Blockstream/esplora/blob/master/API.md), with people who pay. */
export function bitcoinEmulator(emulation: Pick<Emulation, 'clock' | 'changed'>) {
  const { clock, changed } = emulation
  const state = newState()
  const { faults, answer } = withFaults({ emulation, state })
  const { tip, mine, catchUp, blockOf, isAlive, broadcast, replace, reorganise } = chain(() => state, clock.seconds)

  const statusOf = ({ txid }: Tx) => {
    const block = blockOf(txid)
    return block ? { confirmed: true, block_height: block.height, block_hash: block.hash, block_time: block.time } : { confirmed: false }
  }
  const asTransaction = (tx: Tx) => ({
    txid: tx.txid,
    version: 2,
    locktime: 0,
    vin: [
      {
        txid: tx.coin,
        vout: 0,
        prevout: { scriptpubkey: sendersOwn.script, scriptpubkey_type: 'v0_p2wpkh', value: tx.fee + sum(tx) },
        scriptsig: '',
        witness: [],
        is_coinbase: false,
        sequence: tx.replaceable ? 4_294_967_293 : 4_294_967_295,
      },
    ],
    vout: tx.outputs.map(({ address, script, value }) => ({
      scriptpubkey: script,
      scriptpubkey_asm: `OP_0 OP_PUSHBYTES_20 ${script.slice(4)}`,
      scriptpubkey_type: 'v0_p2wpkh',
      scriptpubkey_address: address,
      value,
    })),
    size: 222,
    weight: 561,
    fee: tx.fee,
    status: statusOf(tx),
  })

  function historyOf(address: string): { waiting: Tx[]; confirmed: Tx[] } {
    const paying = Object.values(state.txs).filter((tx) => isAlive(tx.txid) && tx.outputs.some((output) => output.address === address))
    const heightOf = (tx: Tx) => blockOf(tx.txid)?.height ?? Infinity
    const newestFirst = paying.toReversed().toSorted((a, b) => heightOf(b) - heightOf(a))
    return { waiting: newestFirst.filter((tx) => !blockOf(tx.txid)), confirmed: newestFirst.filter((tx) => blockOf(tx.txid)) }
  }

  const http = new Hono()
    .get('/blocks/tip/height', (c) => c.text(String(tip().height)))
    .get('/blocks/tip/hash', (c) => c.text(tip().hash))
    .get('/block/:hash/status', (c) => {
      const { hash } = c.req.param()
      if (!Txid.safeParse(hash).success) return c.text('Invalid hex string', 400)
      const index = state.blocks.findIndex((block) => block.hash === hash)
      const block = state.blocks[index]
      if (!block) return c.json({ in_best_chain: false })
      return c.json({ in_best_chain: true, height: block.height, next_best: state.blocks[index + 1]?.hash ?? null })
    })
    .get('/address/:address/txs', (c) => {
      const address = scriptOf(c.req.param('address')) ? c.req.param('address') : undefined
      if (!address) return c.text('Invalid Bitcoin address', 400)
      const { waiting, confirmed } = historyOf(address)
      return c.json([...waiting.slice(0, 50), ...confirmed.slice(0, 25)].map(asTransaction))
    })
    .get('/address/:address/txs/chain/:last', (c) => {
      const { confirmed } = historyOf(c.req.param('address'))
      const after = confirmed.findIndex(({ txid }) => txid === c.req.param('last'))
      return c.json(confirmed.slice(after + 1, after + 26).map(asTransaction))
    })
    .get('/tx/:txid', (c) => {
      const tx = isAlive(c.req.param('txid')) ? state.txs[c.req.param('txid')] : undefined
      return tx ? c.json(asTransaction(tx)) : c.text('Transaction not found', 404)
    })
    .notFound((c) => c.text('endpoint does not exist', 404))

  const outputTo = (address: string, value: number) => {
    const script = scriptOf(address)
    if (!script) throw new Error(`${address} is no address of the test net`)
    return { address, script, value }
  }
  const pay = (address: string, sats: number, { replaceable = true } = {}): Tx => {
    const tx = broadcast({ outputs: [outputTo(address, sats), { ...sendersOwn, value: 40_000 }], replaceable })
    changed()
    return tx
  }
  /** The coins go back to who sent them, or in another amount to where they were going. */
  const changeMind = (txid: string, sats?: number): Tx | undefined => {
    const [first] = state.txs[txid]?.outputs ?? []
    if (!first) return undefined
    const tx = replace(txid, [sats ? { ...first, value: sats } : { ...sendersOwn, value: first.value }])
    changed()
    return tx
  }
  const mineBlocks = (blocks = 1): void => {
    catchUp()
    for (let count = 0; count < blocks; count += 1) mine()
    changed()
  }
  const reorg = (depth = 1, lost: readonly string[] = []): void => {
    reorganise(depth, lost)
    changed()
  }

  const control = new Hono()
    .post('/pay', async (c) => {
      const { uri, replaceable, ...given } = await readInput(c, Pay)
      const { address, sats } = uri ? readUri(uri) : given
      if (!address || !sats || !scriptOf(address)) return c.json({ error: 'an address of the test net and an amount are needed' }, 400)
      return c.json({ txid: pay(address, sats, { replaceable }).txid }, 201)
    })
    .post('/mine', async (c) => {
      mineBlocks((await readInput(c, Mine)).blocks)
      return c.json({ height: tip().height })
    })
    .post('/reorganise', async (c) => {
      const { depth, lost } = await readInput(c, Reorganise)
      reorg(depth, lost)
      return c.json({ height: tip().height })
    })
    .post('/replace', async (c) => {
      const { txid, sats } = await readInput(c, Replace)
      const tx = changeMind(txid, sats)
      return tx ? c.json({ txid: tx.txid }) : c.json({ error: 'it is in a block, or never to be replaced' }, 409)
    })

  function fetch(request: Request): Promise<Response> {
    const { method } = request
    const url = new URL(request.url)
    // Blockstream's own address has a path before it.
    url.pathname = url.pathname.replace(/^(\/testnet)?\/api\//, '/')
    return answer<Response>({
      method,
      path: url.pathname,
      work() {
        catchUp()
        return http.fetch(new Request(url, { method }))
      },
      refuse: ({ kind }) => new Response('', { status: { rate_limit: 429, forbid: 403, reject: 400 }[kind as 'reject'] ?? 503 }),
    })
  }

  return {
    title: 'Bitcoin',
    origins: ['https://blockstream.info'],
    fetch,
    state,
    control,
    pay,
    changeMind,
    mine: mineBlocks,
    reorganise: reorg,
    faults,
    calm() {
      state.faults = []
    },
    /** What each address holds in the best chain, in satoshi, and what is on its way. */
    truth: () => {
      const addresses = new Set(Object.values(state.txs).flatMap((tx) => tx.outputs.map(({ address }) => address)))
      const held = (txs: Tx[], address: string) =>
        txs.reduce((total, tx) => total + tx.outputs.reduce((part, each) => part + (each.address === address ? each.value : 0), 0), 0)
      return Object.fromEntries(
        [...addresses].map((address) => {
          const { waiting, confirmed } = historyOf(address)
          return [address, { confirmed: held(confirmed, address), waiting: held(waiting, address) }]
        }),
      )
    },
    rows: () => {
      catchUp()
      const { height, time } = tip()
      const newest = Object.values(state.txs)
        .toReversed()
        .filter((tx) => isAlive(tx.txid))
      return [
        {
          id: 'chain',
          text: `#${height}`,
          state: '',
          at: new Date(time * 1000).toISOString(),
          actions: [
            { label: 'mineBlock', path: 'mine' },
            { label: 'reorganise', path: 'reorganise', body: { depth: 2 } },
          ],
        },
        ...newest.map((tx) => {
          const block = blockOf(tx.txid)
          return {
            id: tx.txid,
            text: `${tx.outputs[0]?.value} sat → ${tx.outputs[0]?.address}`,
            state: block ? `#${block.height}` : 'processing',
            at: new Date(tx.seenAt * 1000).toISOString(),
            actions: block ? [] : [{ label: 'takeBack', path: 'replace', body: { txid: tx.txid } }],
          }
        }),
      ]
    },
    restore(kept: State) {
      Object.assign(state, newState(), kept)
    },
    reset() {
      Object.assign(state, newState())
    },
    stop: () => undefined,
  } satisfies EmulatedService & Record<string, unknown>
}

const sum = (tx: Tx): number => tx.outputs.reduce((total, { value }) => total + value, 0)

function scriptOf(address: string): string | undefined {
  try {
    return Buffer.from(OutScript.encode(Address(TEST_NETWORK).decode(address))).toString('hex')
  } catch {
    return undefined
  }
}

function readUri(uri: string): { address: string | undefined; sats: number | undefined } {
  const [, address, query = ''] = /^bitcoin:([^?]+)\??(.*)$/.exec(uri) ?? []
  const asked = parseDecimal(new URLSearchParams(query).get('amount') ?? '', 'BTC')
  return { address, sats: asked ? Number(asked.amount) : undefined }
}
