import type { Transaction } from './client.ts'
import { asRaw } from './address.ts'
import { readBody } from './cells.ts'
import { readMemo } from './memo.ts'

/** Coins that came and stay. */
export type Deposit = {
  /** The transaction's hash, in hex as explorers show it. */
  hash: string
  lt: bigint
  at: Date
  amount: bigint
  /** Whose they were. */
  from: string | null
  /** Undefined where nothing of ours was written. */
  memo: string | undefined
}

/** What is not in a block of the masterchain yet may still be undone. */
export const isFinal = ({ emulated, mc_block_seqno }: Transaction): boolean => !emulated && (mc_block_seqno ?? 0) > 0

/**
 * Coins sent to the shop's wallet. That `description.aborted` is true says nothing: so it is for money that came before the
 * wallet's code. What a wallet sends back is told by the message it sends.
 */
export function asCoinDeposit(transaction: Transaction): Deposit | undefined {
  const { in_msg: message, out_msgs } = transaction
  if (!isFinal(transaction) || !message?.source || message.bounced || out_msgs?.some((out) => out.bounced)) return undefined
  const body = readBody(message.message_content?.body)
  if (body.kind !== 'coins') return undefined
  return deposit(transaction, { amount: BigInt(message.value ?? '0'), from: asRaw(message.source) ?? null, memo: body.memo })
}

/**
 * Jettons that came to the shop's own jetton wallet. That contract takes them from its like and its master alone and throws
 * otherwise, so what it let through was counted: also where nobody was told of it (a `forward_ton_amount` of 0). A
 * notification proves nothing, whoever sends it.
 */
export function asJettonDeposit(transaction: Transaction): Deposit | undefined {
  const { in_msg: message, description } = transaction
  if (!isFinal(transaction) || !message?.source || message.bounced) return undefined
  if (description?.compute_ph?.success !== true || description.action?.success === false) return undefined
  const body = readBody(message.message_content?.body)
  return body.kind === 'jettons' ? deposit(transaction, body) : undefined
}

function deposit(
  { hash, lt, now }: Transaction,
  { amount, from, memo }: { amount: bigint; from: string | null; memo: string | null },
): Deposit {
  return {
    hash: Buffer.from(hash, 'base64').toString('hex'),
    lt: BigInt(lt),
    at: new Date(now * 1000),
    amount,
    from,
    memo: readMemo(memo),
  }
}
