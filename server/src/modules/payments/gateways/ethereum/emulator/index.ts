import { Hono } from 'hono'
import { z } from 'zod'
import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { Fault } from '../../../../../platform/emulation/faults.ts'
import { readInput } from '../../../../../platform/emulation/read-input.ts'
import type { EmulatedService } from '../../../../../platform/emulation/service.ts'
import { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import { sandboxEthereum } from '../environment.ts'
import { chain, finalityBlocks, gasPrice, gasUsed, newChain, type ChainState, type EthereumTx } from './chain.ts'
import { Batch, rpcMethods } from './rpc.ts'

type State = ChainState & {
  calls: Call[]
  faults: Fault[]
  /** The node keeps only the newest state. */
  isPruned: boolean
}
const newState = (): State => ({ ...newChain(), calls: [], faults: [], isPruned: false })

const Address = z.string().regex(/^0x[\da-fA-F]{40}$/)
const amount = z.string().regex(/^[1-9]\d{0,40}$/)
const Pay = z.strictObject({
  /** What the QR code says (EIP-681), or where to and how much. */
  uri: z.string().startsWith('ethereum:').optional(),
  to: Address.optional(),
  amount: amount.optional(),
  /** Of a token's contract; without one it is ether. */
  token: Address.optional(),
})
const Mine = z.strictObject({ blocks: z.number().int().min(1).max(100_000).default(1) })
const Reorganise = z.strictObject({ depth: z.number().int().min(1).max(1_000).default(2), lost: z.array(z.string()).default([]) })

const Replace = z.strictObject({ hash: z.string(), amount: amount.optional() })

const payer = '0x00000000000000000000000000000000000a11ce'
const exchange = '0x0000000000000000000000000000000000e8c4a9'
const treasury = '0x000000000000000000000000000000000000beef'

/** An Ethereum of the sandbox's own behind a node's JSON-RPC, with a USDT on it and people who pay. */
export function ethereumEmulator(emulation: Pick<Emulation, 'clock' | 'changed'>) {
  const { clock, changed } = emulation
  const state = newState()
  const { faults, answer } = withFaults({ emulation, state })
  const world = chain(() => state, clock.seconds)
  const answerCall = rpcMethods(world, { chainId: sandboxEthereum.chainId, state: () => state })

  const sent = (tx: EthereumTx): EthereumTx => {
    changed()
    return tx
  }
  /** `inner`: passed on by a contract, as exchanges and smart wallets pay: no transaction to the address, and no log. */
  const pay = (to: string, wei: bigint, { inner = false } = {}): EthereumTx =>
    sent(
      inner
        ? world.send({ from: payer, to: exchange, inner: [{ to, value: String(wei) }] })
        : world.send({ from: payer, to, value: String(wei) }),
    )
  /** `feeBps`: what the token's contract keeps of it, once its owner has switched that on. */
  const payToken = (
    to: string,
    units: bigint,
    { contract = sandboxEthereum.usdt as string, feeBps = 0n, success = true } = {},
  ): EthereumTx => {
    const fee = (units * feeBps) / 10_000n
    const log = { index: 0, contract, from: payer, to, value: String(units - fee) }
    const logs = fee > 0n ? [log, { ...log, index: 1, to: treasury, value: String(fee) }] : [log]
    return sent(world.send({ from: payer, to: contract, logs, success }))
  }
  /** The owner of the address takes all of its ether elsewhere. */
  const sweep = (from: string): EthereumTx =>
    sent(world.send({ from, to: treasury, value: String(world.balanceOf(from, world.head()) - gasUsed * gasPrice) }))
  /** The coins stay with who sent them, or another amount goes to where they were going. */
  const changeMind = (hash: string, units?: bigint): EthereumTx | undefined => {
    const before = state.txs.find((tx) => tx.hash === hash)
    if (!before) return undefined
    const { from, to, inner, logs } = before
    const value = String(units)
    const passesOn = inner.length > 0 || logs.length > 0
    const again = {
      to,
      value: passesOn ? '0' : value,
      inner: inner.map((each) => ({ ...each, value })),
      logs: logs.slice(0, 1).map((log) => ({ ...log, value })),
    }
    const tx = world.replace(hash, units === undefined ? { to: from } : again)
    changed()
    return tx
  }
  const mine = (blocks = 1): void => {
    world.mine(blocks)
    changed()
  }
  const reorganise = (depth = 2, lost: readonly string[] = []): void => {
    world.reorganise(depth, lost)
    changed()
  }

  const control = new Hono()
    .post('/pay', async (c) => {
      const given = await readInput(c, Pay)
      const { to, amount: units, token } = given.uri ? readUri(given.uri) : given
      if (!to || !units) return c.json({ error: 'an address and an amount are needed' }, 400)
      const tx = token ? payToken(to, BigInt(units), { contract: token }) : pay(to, BigInt(units))
      return c.json({ hash: tx.hash }, 201)
    })
    .post('/mine', async (c) => {
      mine((await readInput(c, Mine)).blocks)
      return c.json({ head: world.head() })
    })
    .post('/reorganise', async (c) => {
      const { depth, lost } = await readInput(c, Reorganise)
      reorganise(depth, lost)
      return c.json({ head: world.head() })
    })
    .post('/replace', async (c) => {
      const { hash, amount: units } = await readInput(c, Replace)
      const tx = changeMind(hash, units === undefined ? undefined : BigInt(units))
      return tx ? c.json({ hash: tx.hash }) : c.json({ error: 'it is in a block, or unknown' }, 409)
    })

  async function fetch(request: Request): Promise<Response> {
    const read = Batch.safeParse(await request.json().catch(() => undefined))
    const calls = read.success ? [read.data].flat() : []
    return answer<Response>({
      method: request.method,
      path: calls.map((call) => call.method).join(' '),
      work() {
        if (!read.success) return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'invalid request' } })
        const answers = calls.map(answerCall)
        return Response.json(Array.isArray(read.data) ? answers : answers[0])
      },
      refuse: ({ kind }) => new Response('', { status: { rate_limit: 429, forbid: 403, reject: 400 }[kind as 'reject'] ?? 503 }),
    })
  }

  return {
    title: 'Ethereum',
    origins: ['https://ethereum-rpc.publicnode.com'],
    fetch,
    state,
    control,
    pay,
    payToken,
    sweep,
    mine,
    head: world.head,
    waiting: world.waiting,
    changeMind,
    reorganise,
    /** Until everything that is in a block now can no longer be undone. */
    finalise: () => mine(finalityBlocks + 1),
    faults,
    calm() {
      state.faults = []
      state.isPruned = false
    },
    /** What ever came to each address in blocks that stand: in wei, and in units of the USDT that counts. */
    truth: () => {
      const found: Record<string, { wei: string; usdt: string }> = {}
      const add = (address: string, key: 'wei' | 'usdt', value: string) => {
        const held = (found[address.toLowerCase()] ??= { wei: '0', usdt: '0' })
        held[key] = String(BigInt(held[key]) + BigInt(value))
      }
      for (const tx of state.txs) {
        if (tx.block === null || tx.block > world.head() || !tx.success) continue
        if (tx.value !== '0') add(tx.to, 'wei', tx.value)
        for (const inner of tx.inner) add(inner.to, 'wei', inner.value)
        for (const log of tx.logs) if (log.contract === sandboxEthereum.usdt) add(log.to, 'usdt', log.value)
      }
      return found
    },
    rows: () => {
      const head = world.head()
      const [newest] = state.txs.slice(-1)
      return [
        {
          id: 'chain',
          text: `#${head}`,
          state: '',
          at: new Date(world.timeOf(head) * 1000).toISOString(),
          actions: [
            { label: 'mineBlock', path: 'mine' },
            { label: 'finalize', path: 'mine', body: { blocks: finalityBlocks + 1 } },
            ...(newest ? [{ label: 'reorganise', path: 'reorganise', body: { depth: 2 } }] : []),
          ],
        },
        ...state.txs.toReversed().map((tx) => ({
          id: tx.hash,
          text: textOf(tx),
          state: tx.block === null ? 'dropped' : tx.block > head ? 'waiting' : `#${tx.block}`,
          at: new Date(world.timeOf(Math.min(head, tx.block ?? head)) * 1000).toISOString(),
          actions: tx.block !== null && tx.block > head ? [{ label: 'takeBack', path: 'replace', body: { hash: tx.hash } }] : [],
        })),
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

function textOf({ to, value, inner, logs }: EthereumTx): string {
  const [log] = logs
  const [passed] = inner
  if (log) return `${log.value} USDT units → ${log.to}`
  return passed ? `${passed.value} wei → ${passed.to}` : `${value} wei → ${to}`
}

function readUri(uri: string): { to: string | undefined; amount: string | undefined; token: string | undefined } {
  const [, target, method, query = ''] = /^ethereum:(0x[\da-fA-F]{40})(?:@\d+)?(\/transfer)?\?(.*)$/.exec(uri) ?? []
  const asked = new URLSearchParams(query)
  return method
    ? { to: asked.get('address') ?? undefined, amount: asked.get('uint256') ?? undefined, token: target }
    : { to: target, amount: asked.get('value') ?? undefined, token: undefined }
}
