import { asDecimal } from 'shared/money'
import type { Transaction } from './client.ts'
import type { BitcoinConfig } from './environment.ts'

/** What came to an address of ours, an output each: one transaction may pay it twice. */
export type Deposit = {
  /** `txid:vout`: never another's. */
  id: string
  amount: bigint
  /** 0 while only seen. */
  confirmations: number
  block: string | null
  at: Date
}

/** Less than this counts for nothing: whoever sprays dust at addresses neither pays nor overpays with it. */
const dust = 1_000n
/** A block's time may be that wrong, in seconds (the network's own rule for times in the future). */
const clockSlack = 7_200

/**
 * The outputs to this script. What was in a block long before the payment began is somebody else's: an address that was given
 * out by another database.
 */
export function depositsOf(
  transactions: readonly Transaction[],
  known: { script: string; tip: number; since: Date; now: Date },
): Deposit[] {
  const seen = new Map<string, Deposit>()
  for (const { txid, status, vout } of transactions) {
    const at = status.block_time ? new Date(status.block_time * 1000) : known.now
    if (status.confirmed && at.getTime() + clockSlack * 1000 < known.since.getTime()) continue
    for (const [index, { scriptpubkey, value }] of vout.entries()) {
      const amount = BigInt(value ?? 0)
      if (scriptpubkey !== known.script || amount < dust) continue
      const confirmations = status.confirmed ? Math.max(1, known.tip - (status.block_height ?? known.tip) + 1) : 0
      seen.set(`${txid}:${index}`, { id: `${txid}:${index}`, amount, confirmations, block: status.block_hash ?? null, at })
    }
  }
  return [...seen.values()]
}

/** As deep as the largest sum must lie. */
export const deepest = 6

/** The more is at stake, the deeper it must lie. What is only seen never counts: it can be replaced with a tap. */
export function confirmationsFor(amount: bigint, { small, medium }: Pick<BitcoinConfig, 'small' | 'medium'>): number {
  if (amount <= small) return 1
  return amount <= medium ? 2 : deepest
}

/** BIP 21: opens a wallet with address and amount filled in. */
export function bitcoinUri(address: string, due: bigint, message: string): string {
  const amount = asDecimal({ amount: due, currency: 'BTC' }).replace(/\.?0+$/, '')
  return `bitcoin:${address}?amount=${amount}&message=${encodeURIComponent(message)}`
}
