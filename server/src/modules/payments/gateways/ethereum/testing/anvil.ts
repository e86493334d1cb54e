import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createTestClient, http, publicActions, walletActions, type Address, type Hex } from 'viem'

/** A real Ethereum node with a chain of its own, from npm's package: `@foundry-rs/anvil`. */
export async function startAnvil() {
  const child = spawn(process.execPath, [createRequire(import.meta.url).resolve('@foundry-rs/anvil/bin.mjs'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const rpcUrl = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.once('exit', () => reject(new Error(`anvil ended: ${said}`)))
    child.stdout.on('data', (text: Buffer) => {
      said += String(text)
      const [, address] = /Listening on (\S+)/.exec(said) ?? []
      if (address) resolve(`http://${address}`)
    })
  })
  const client = createTestClient({ mode: 'anvil', cacheTime: 0, pollingInterval: 20, transport: http(rpcUrl) })
    .extend(publicActions)
    .extend(walletActions)
  const [account] = await client.getAddresses()
  if (!account) throw new Error('anvil has no accounts')

  return {
    rpcUrl,
    account,
    /** Sends from an address whose key nobody here holds. */
    impersonate: (address: Address): Promise<void> => client.impersonateAccount({ address }),
    /** Another branch, empty, in the place of the last blocks. */
    reorganise: (depth: number): Promise<unknown> => client.request({ method: 'anvil_reorg', params: [depth, []] } as never),
    /** @returns the hash once it is in a block */
    async send(tx: {
      from?: Address
      to?: Address
      value?: bigint
      data?: Hex
    }): Promise<{ hash: Hex; contract: Address | undefined; block: bigint }> {
      const { from = account, ...rest } = tx
      const hash = await client.sendTransaction({ account: from, chain: null, ...rest } as Parameters<typeof client.sendTransaction>[0])
      const receipt = await client.waitForTransactionReceipt({ hash })
      return { hash, contract: receipt.contractAddress ?? undefined, block: receipt.blockNumber }
    },
    /** So many blocks, twelve seconds apart as on mainnet. */
    mine: (blocks: number): Promise<void> => client.mine({ blocks, interval: 12 }),
    async headTime(): Promise<Date> {
      return new Date(Number((await client.getBlock()).timestamp) * 1000)
    },
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve())
        child.kill()
      }),
  }
}
