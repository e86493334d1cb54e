import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import type { CoinTransfer } from 'shared/payments'
import { parseExtendedKey } from '../../../../platform/extended-key.ts'
import type { Gateway, GatewayPayment, Snapshot } from '../gateway.ts'
import { sandboxXpub } from './environment.ts'
import { bitcoin } from './index.ts'

const bitcoind = process.env['BITCOIND']

// Only where there is a real node: BITCOIND=/path/to/bitcoind. What the adapter takes for true is taken from it, through
// a small Esplora made of its RPC.
describe.runIf(bitcoind)('on a real node in regtest', () => {
  let node: Awaited<ReturnType<typeof startNode>>
  let gateway: Gateway
  let index = 0

  beforeAll(async () => {
    node = await startNode(bitcoind ?? '')
    const key = parseExtendedKey(sandboxXpub)
    if (!key) throw new Error('The key cannot be read')
    const config = { ...key, network: 'regtest', esploraUrl: node.esploraUrl, small: 50_000n, medium: 1_200_000n } as const
    gateway = bitcoin(config, { now: () => new Date() })
  }, 60_000)
  afterAll(() => node.stop())

  async function begin(sats: bigint) {
    const blank = { id: 'p', reference: null, state: 'requires_action', description: 'Duka', expiresAt: null, movements: [] }
    const payment = { ...blank, amount: money(sats, 'BTC'), addressIndex: index, createdAt: new Date() } as unknown as GatewayPayment
    index += 1
    const { reference } = await gateway.start(payment, 'key')
    return { to: reference, look: () => gateway.retrieve(payment) }
  }
  const seenOf = (snapshot: Snapshot) => (snapshot.nextAction as CoinTransfer).seen

  it('derives the addresses that the node derives', async () => {
    const { to } = await begin(21_000n)
    const [derived] = await node.rpc<string[]>('deriveaddresses', [await node.checked(`wpkh(${node.tpub}/0/*)`), [0, 0]])
    expect(to).toBe(derived)
  })

  it('sees a transfer, forgets it when it is replaced, and counts what a block holds', async () => {
    const { to, look } = await begin(21_000n)
    const first = await node.send(to, '0.00021')
    expect(seenOf(await look())).toEqual({ amount: '21000', confirmations: 0, needed: 1 })
    // The same coins back to their owner, for a higher fee.
    await node.replace(first)
    expect(await look()).toMatchObject({ state: 'requires_action', movements: [] })
    const second = await node.send(to, '0.00021')
    await node.mine(1)
    const paid = await look()
    expect(paid).toMatchObject({ state: 'succeeded', movements: [{ amount: { amount: 21_000n, currency: 'BTC' } }] })
    expect(paid.movements[0]?.externalId.startsWith(`${second}:`)).toBe(true)
  })

  it('counts confirmations anew when a longer chain wins', async () => {
    const { to, look } = await begin(60_000n)
    await node.send(to, '0.0006')
    const [block] = await node.mine(1)
    expect(seenOf(await look())).toMatchObject({ confirmations: 1, needed: 2 })
    await node.rpc('invalidateblock', [block])
    expect(seenOf(await look())).toMatchObject({ confirmations: 0 })
    await node.mine(2)
    expect(await look()).toMatchObject({ state: 'succeeded' })
  })
})

type Raw = { txid: string; vin: { txid: string; vout: number }[]; vout: { n: number; value: number; scriptPubKey: { hex: string } }[] }

async function startNode(program: string) {
  const folder = await mkdtemp(join(tmpdir(), 'duka-regtest-'))
  const port = await freePort()
  const options = ['-regtest', '-server', '-listen=0', '-txindex', '-fallbackfee=0.0001', '-rpcuser=duka', '-rpcpassword=duka']
  const child = spawn(program, [...options, `-datadir=${folder}`, `-rpcport=${port}`], { stdio: 'ignore' })

  async function rpc<Answer>(method: string, params: unknown[] = [], wallet = ''): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${port}${wallet && `/wallet/${wallet}`}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('duka:duka')}` },
      body: JSON.stringify({ jsonrpc: '1.0', id: 1, method, params }),
    })
    const { result, error } = (await answer.json()) as { result: Answer; error: { message: string } | null }
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
  for (let tries = 0; ; tries += 1) {
    const isUp = await rpc('getblockcount').then(
      () => true,
      () => false,
    )
    if (isUp) break
    if (tries > 150) throw new Error('The node does not answer')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }

  await rpc('createwallet', ['payer'])
  await rpc('createwallet', ['watch', true, true])
  const own = await rpc<string>('getnewaddress', [], 'payer')
  // To a new address each time, or after a reorganisation the very block that was left behind would be found again.
  const mine = async (blocks: number) => rpc<string[]>('generatetoaddress', [blocks, await rpc<string>('getnewaddress', [], 'payer')])
  const checked = async (descriptor: string) => (await rpc<{ descriptor: string }>('getdescriptorinfo', [descriptor])).descriptor
  await mine(101)

  const watched = new Set<string>()
  async function transactionsOf(address: string) {
    if (!watched.has(address)) {
      await rpc('importdescriptors', [[{ desc: await checked(`addr(${address})`), timestamp: 0 }]], 'watch')
      watched.add(address)
    }
    const all = await rpc<{ txid: string; address: string }[]>('listtransactions', ['*', 1_000, 0, true], 'watch')
    const found = new Set(all.filter((each) => each.address === address).map((each) => each.txid))
    // What was replaced is in no chain and no mempool any more, though the wallet remembers it.
    const alive = await Promise.all([...found].map((txid) => asTransaction(txid).catch(() => undefined)))
    return alive.filter((each) => each !== undefined)
  }
  async function asTransaction(txid: string) {
    const { vout, ...raw } = await rpc<Raw & { blockhash?: string }>('getrawtransaction', [txid, true])
    const block = raw.blockhash ? await rpc<{ height: number; time: number }>('getblockheader', [raw.blockhash]) : undefined
    return {
      txid,
      vout: vout.map(({ value, scriptPubKey }) => ({ scriptpubkey: scriptPubKey.hex, value: Math.round(value * 1e8) })),
      status: block
        ? { confirmed: true, block_height: block.height, block_hash: raw.blockhash, block_time: block.time }
        : { confirmed: false },
    }
  }
  const app = new Hono()
    .get('/blocks/tip/height', async (c) => c.text(String(await rpc<number>('getblockcount'))))
    .get('/block/:hash/status', async (c) => {
      const header = await rpc<{ confirmations: number }>('getblockheader', [c.req.param('hash')])
      return c.json({ in_best_chain: header.confirmations >= 0 })
    })
    .get('/address/:address/txs', async (c) => c.json(await transactionsOf(c.req.param('address'))))
  const esploraPort = await freePort()
  const esplora = serve({ fetch: app.fetch, port: esploraPort, hostname: '127.0.0.1' })

  return {
    rpc,
    mine,
    checked,
    esploraUrl: `http://127.0.0.1:${esploraPort}`,
    /** The sandbox's key as the node writes it. */
    tpub: 'tpubDC8msFGeGuwnKG9Upg7DM2b4DaRqg3CUZa5g8v2SRQ6K4NSkxUgd7HsL2XVWbVm39yBA4LAxysQAm397zwQSQoQgewGiYZqrA9DsP4zbQ1M',
    send: (to: string, amount: string) => rpc<string>('sendtoaddress', [to, amount], 'payer'),
    async replace(txid: string): Promise<void> {
      const { vin, vout } = await rpc<Raw>('getrawtransaction', [txid, true])
      const sum = vout.reduce((total, { value }) => total + Math.round(value * 1e8), 0)
      const raw = await rpc<string>('createrawtransaction', [
        vin.map((each) => ({ txid: each.txid, vout: each.vout })),
        { [own]: ((sum - 50_000) / 1e8).toFixed(8) },
      ])
      const { hex } = await rpc<{ hex: string }>('signrawtransactionwithwallet', [raw], 'payer')
      await rpc('sendrawtransaction', [hex])
    },
    async stop() {
      esplora.close()
      await new Promise<void>((resolve) => {
        child.once('exit', () => resolve())
        child.kill()
      })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
