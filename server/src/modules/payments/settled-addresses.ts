import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import type { Gateway, OwnAddress } from './gateways/gateway.ts'
import { listGivenAddresses, nextAddress } from './queries-settlement-readings.ts'

const day = 86_400
/** An address can be paid for ever: of the old ones a part is read each day, so that all are read in so many days. */
const roundDays = 14
/** How far back an old address is read: two rounds, so that a day on which we were down loses nothing. */
const oldDays = 29
/** So many addresses beyond the last one given are read, as wallets do (BIP 44): a database that lost its end gave some of them away. */
const gap = 20
/** One question may be a page, and is asked within the patience for one (`ask-gateway.ts`). */
const pageSize = 10

/** The addresses of a gateway's chain that money may have come to, for its settlement. None where its payments are given none. */
export async function* addressesToRead(
  ctx: Context,
  { descriptor: { id, addressesOf: chain } }: Gateway,
  { since, now }: { since: Date; now: Date },
): AsyncIterable<OwnAddress[]> {
  if (chain === undefined) return
  const turn = { of: roundDays, now: Math.floor(now.getTime() / (day * 1000)) % roundDays }
  const isItsTurn = (index: number) => index % turn.of === turn.now
  const old = later(now, -oldDays * day)
  for (let after = -1; ;) {
    const found = await listGivenAddresses(ctx.db, { chain, since, turn, after, limit: pageSize })
    const last = found.at(-1)
    if (!last) break
    yield found.map(({ index, gateway }) => ({ index, since: isItsTurn(index) && old < since ? old : since, isOthers: gateway !== id }))
    after = last.index
  }
  const next = await nextAddress(ctx.db, chain)
  for (let first = next; first < next + gap; first += pageSize) {
    yield Array.from({ length: pageSize }, (_, place) => ({ index: first + place, since, isOthers: false }))
  }
}
