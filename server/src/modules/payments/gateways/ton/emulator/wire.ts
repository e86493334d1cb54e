import type { Message, Transaction } from '@ton/core'

export type WireMessage = {
  hash: string
  source: string | null
  destination: string | null
  value: string | null
  fwd_fee: string | null
  created_lt: string | null
  created_at: string | null
  opcode: number | null
  bounce: boolean | null
  bounced: boolean | null
  message_content: { hash: string; body: string; decoded: null }
}

/** A row of `GET /api/v3/transactions` (docs.ton.org, toncenter v3), without what nobody here reads. */
export type WireTransaction = {
  account: string
  hash: string
  lt: string
  now: number
  mc_block_seqno: number | null
  emulated: boolean
  trace_id: string
  orig_status: string
  end_status: string
  total_fees: string
  description: {
    type: 'ord'
    aborted: boolean
    destroyed: boolean
    credit_first: boolean
    compute_ph: { skipped: boolean; success?: boolean; exit_code?: number; reason?: string }
    action?: { success: boolean; result_code: number }
  }
  in_msg: WireMessage | null
  out_msgs: WireMessage[]
}

/** What the chain did, as toncenter tells it: hashes in base64, addresses raw in upper case, amounts as text. */
export function asWire(
  transaction: Transaction,
  { now, block, trace }: { now: number; block: number | null; trace: string },
): WireTransaction {
  const { description, inMessage, outMessages } = transaction
  if (description.type !== 'generic') throw new Error(`No transaction of a wallet: ${description.type}`)
  const { computePhase, actionPhase } = description
  return {
    account: `0:${transaction.address.toString(16).padStart(64, '0').toUpperCase()}`,
    hash: transaction.hash().toString('base64'),
    lt: String(transaction.lt),
    now,
    mc_block_seqno: block,
    emulated: block === null,
    trace_id: trace,
    orig_status: transaction.oldStatus,
    end_status: transaction.endStatus,
    total_fees: String(transaction.totalFees.coins),
    description: {
      type: 'ord',
      aborted: description.aborted,
      destroyed: description.destroyed,
      credit_first: description.creditFirst,
      compute_ph:
        computePhase.type === 'vm'
          ? { skipped: false, success: computePhase.success, exit_code: computePhase.exitCode }
          : { skipped: true, reason: computePhase.reason.replaceAll('-', '_') },
      ...(actionPhase ? { action: { success: actionPhase.success, result_code: actionPhase.resultCode } } : {}),
    },
    in_msg: inMessage ? asWireMessage(inMessage) : null,
    out_msgs: outMessages.values().map(asWireMessage),
  }
}

function asWireMessage({ info, body }: Message): WireMessage {
  const slice = body.beginParse()
  const isInternal = info.type === 'internal'
  return {
    hash: body.hash().toString('base64'),
    source: isInternal ? upper(info.src) : null,
    destination: info.type === 'external-out' ? null : upper(info.dest),
    value: isInternal ? String(info.value.coins) : null,
    fwd_fee: isInternal ? String(info.forwardFee) : null,
    created_lt: isInternal ? String(info.createdLt) : null,
    created_at: isInternal ? String(info.createdAt) : null,
    opcode: slice.remainingBits >= 32 ? slice.preloadInt(32) : null,
    bounce: isInternal ? info.bounce : null,
    bounced: isInternal ? info.bounced : null,
    message_content: { hash: body.hash().toString('base64'), body: body.toBoc().toString('base64'), decoded: null },
  }
}

function upper(address: { toRawString(): string }): string {
  return address.toRawString().toUpperCase()
}
