import { z } from 'zod'

const tryMs = 8_000
/** github.com/Blockstream/esplora/blob/master/API.md: so many confirmed transactions a page. */
const pageSize = 25
/** Where reading an address ends: a thousand transactions to one address of ours are somebody's game. */
const mostPages = 40

const Status = z.object({
  confirmed: z.boolean(),
  block_height: z.number().int().nullish(),
  block_hash: z.string().nullish(),
  block_time: z.number().int().nullish(),
})
const Transaction = z.object({
  txid: z.string(),
  status: Status,
  vout: z.array(z.object({ scriptpubkey: z.string(), value: z.number().int().nonnegative().nullish() })),
})
export type Transaction = z.infer<typeof Transaction>

/** Esplora's refusal, or its silence. Nothing here moves money: what is not answered can be asked again. */
export class EsploraError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'EsploraError'
    this.status = status
  }
}

export type Esplora = ReturnType<typeof esplora>

/** The questions we ask of an Esplora: Blockstream's, mempool.space's, or one beside a node of one's own. */
export function esplora(url: string) {
  async function ask<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.infer<Schema>> {
    const answer = await fetch(`${url}${path}`, { redirect: 'error', signal: AbortSignal.timeout(tryMs) })
    if (!answer.ok) {
      await answer.body?.cancel()
      throw new EsploraError(answer.status, `HTTP ${answer.status}`)
    }
    const read = schema.safeParse(await answer.json().catch(() => undefined))
    if (!read.success) throw new EsploraError(answer.status, 'The answer is not what it was agreed to be')
    return read.data
  }

  return {
    tipHeight: (): Promise<number> => ask(z.number().int(), '/blocks/tip/height'),

    /** Everything that ever touched the address and is in the best chain or the mempool, newest first. */
    async transactions(address: string): Promise<Transaction[]> {
      const found = await ask(z.array(Transaction), `/address/${address}/txs`)
      let page = found.filter((each) => each.status.confirmed)
      for (let pages = 1; page.length >= pageSize && pages < mostPages; pages += 1) {
        page = await ask(z.array(Transaction), `/address/${address}/txs/chain/${page.at(-1)?.txid}`)
        found.push(...page)
      }
      return found
    },

    /** Whether the block still counts, or was left behind by a longer chain. */
    isInBestChain: async (hash: string): Promise<boolean> =>
      (await ask(z.object({ in_best_chain: z.boolean() }), `/block/${hash}/status`)).in_best_chain,
  }
}
