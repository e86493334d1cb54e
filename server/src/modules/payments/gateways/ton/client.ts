import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { TonConfig } from './environment.ts'

const tryMs = 8_000
/** Between two questions, in milliseconds: one a second without a key, ten with a free one (docs.ton.org, toncenter rate limit). */
const pauseMs = { withKey: 110, without: 1_050 }

const Message = z.object({
  source: z.string().nullish(),
  destination: z.string().nullish(),
  value: z.string().nullish(),
  bounced: z.boolean().nullish(),
  message_content: z.object({ body: z.string().nullish() }).nullish(),
})

const Transaction = z.object({
  account: z.string(),
  hash: z.string(),
  lt: z.string(),
  now: z.number().int(),
  mc_block_seqno: z.number().int().nullish(),
  emulated: z.boolean().nullish(),
  description: z
    .object({
      compute_ph: z.object({ success: z.boolean().nullish() }).nullish(),
      action: z.object({ success: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
  in_msg: Message.nullish(),
  out_msgs: z.array(Message).nullish(),
})
export type Transaction = z.infer<typeof Transaction>

const Transactions = z.object({ transactions: z.array(Transaction) })
const MethodResult = z.object({ exit_code: z.number().int(), stack: z.array(z.object({ type: z.string(), value: z.unknown() })) })
const Refusal = z.object({ error: z.string() })

export type MethodResult = z.infer<typeof MethodResult>

/** toncenter's refusal, or its silence. Nothing here moves money: what is not answered can be asked again. */
export class ToncenterError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'ToncenterError'
    this.status = status
  }
}

export type Toncenter = ReturnType<typeof toncenter>

/** The questions we ask of toncenter's index, v3 (docs.ton.org/ecosystem/api/toncenter), one after the other. */
export function toncenter({ url, apiKey }: Pick<TonConfig, 'url' | 'apiKey'>) {
  const pause = apiKey ? pauseMs.withKey : pauseMs.without
  let turn: Promise<unknown> = Promise.resolve()

  /** Waits for its turn, so that many payments asked about at once stay within their limit. */
  function queued(): Promise<void> {
    const mine = turn.then(() => undefined)
    turn = mine.then(() => sleep(pause, undefined, { ref: false }))
    return mine
  }

  async function ask<Schema extends z.ZodType>(schema: Schema, path: string, init: RequestInit = {}): Promise<z.infer<Schema>> {
    await queued()
    const headers = { ...(apiKey ? { 'x-api-key': apiKey } : {}), ...(init.body ? { 'content-type': 'application/json' } : {}) }
    const answer = await fetch(`${url}/api/v3/${path}`, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(tryMs) })
    const body: unknown = await answer.json().catch(() => undefined)
    if (!answer.ok) throw new ToncenterError(answer.status, Refusal.safeParse(body).data?.error ?? `HTTP ${answer.status}`)
    const read = schema.safeParse(body)
    if (!read.success) throw new ToncenterError(answer.status, 'The answer is not what it was agreed to be')
    return read.data
  }

  return {
    /** Of one account in the order they happened, at most `limit`, which is 1000 at most. */
    async transactions(question: { account: string; since: Date; offset: number; limit: number }): Promise<Transaction[]> {
      const { account, since, offset, limit } = question
      const query = new URLSearchParams({
        account,
        start_utime: String(Math.floor(since.getTime() / 1000)),
        limit: String(limit),
        offset: String(offset),
        sort: 'asc',
      })
      return (await ask(Transactions, `transactions?${query.toString()}`)).transactions
    },

    /** A get method of a contract, as the chain answers it. */
    runGetMethod: (address: string, method: string, stack: { type: 'slice'; value: string }[] = []): Promise<MethodResult> =>
      ask(MethodResult, 'runGetMethod', { method: 'POST', body: JSON.stringify({ address, method, stack }) }),
  }
}
