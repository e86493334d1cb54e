import { afterAll, describe, expect, it } from 'vitest'
import { emulatorClock } from '../../../../../platform/emulation/clock.ts'
import { seededRandom } from '../../../../../platform/emulation/random.ts'
import { addressArgument, opcodes, readAddress } from '../cells.ts'
import { sandboxTon } from '../environment.ts'
import { known } from './accounts.ts'
import { tonEmulator } from './index.ts'
import type { TonState } from './state.ts'

const clock = emulatorClock()
const emulator = () =>
  tonEmulator({
    emulation: { clock, random: seededRandom(3), outgoing: () => Promise.reject(new Error('Nobody is called')), changed: () => undefined },
    origin: 'http://localhost:4010',
  })
const shop = known.shop.toRawString()
const pay = { person: 'Amina', coin: 'usdt', amount: 5_000_000n, memo: 'K2HXSK9NBKQR', how: 'right' } as const

describe('the chain of the sandbox', () => {
  afterAll(() => clock.stop())

  it('is not loaded before somebody pays', async () => {
    const ton = emulator()
    const answer = await ton.fetch(new Request(`https://testnet.toncenter.com/api/v3/transactions?account=${sandboxTon.wallet}`))
    expect(await answer.json()).toMatchObject({ transactions: [] })
    expect(ton.state.chain).toBeNull()
  })

  it('reckons where jettons lie as their contract does', async () => {
    const ton = emulator()
    const ask = async () => {
      const body = JSON.stringify({
        address: sandboxTon.master,
        method: 'get_wallet_address',
        stack: [{ type: 'slice', value: addressArgument(shop) }],
      })
      const answer = await ton.fetch(new Request('https://toncenter.com/api/v3/runGetMethod', { method: 'POST', body }))
      return readAddress(((await answer.json()) as { stack: [{ value: string }] }).stack[0].value)
    }
    const before = await ask()
    expect(ton.state.chain).toBeNull()
    await ton.pay(pay)
    const arrivals = ton.state.transactions.filter(({ in_msg }) => in_msg?.opcode === opcodes.jettonArrival)
    expect(arrivals.map(({ account }) => account.toLowerCase())).toContain(before)
  })

  it('goes on after a restart where it was', async () => {
    const before = emulator()
    expect(await before.pay(pay)).toBe(5_000_000n)
    const kept = JSON.parse(JSON.stringify(before.state)) as TonState
    const after = emulator()
    after.restore(kept)
    expect(await after.pay({ ...pay, amount: 7_000_000n })).toBe(7_000_000n)
    expect(after.truth().sent.map(({ arrived }) => arrived)).toEqual(['5000000', '7000000'])
    const times = after.state.transactions.map(({ lt }) => BigInt(lt))
    expect(
      times.every(
        (lt, at) =>
          at === 0 || lt > (times[at - 1] ?? 0n) || after.state.transactions[at]?.account !== after.state.transactions[at - 1]?.account,
      ),
    ).toBe(true)
  })

  it('speaks like the index: in pages, in either order, of one account, and refuses what it cannot read', async () => {
    const ton = emulator()
    await ton.pay(pay)
    const ask = async (query: string) => ton.fetch(new Request(`https://toncenter.com/api/v3/transactions?${query}`))
    const lts = async (query: string) =>
      ((await (await ask(query)).json()) as { transactions: { lt: string }[] }).transactions.map(({ lt }) => BigInt(lt))
    const all = await lts('limit=1000&sort=asc')
    expect(all).toEqual(all.toSorted((a, b) => Number(a - b)))
    expect(await lts('limit=1000')).toEqual(all.toReversed())
    expect(await lts('limit=2&offset=1&sort=asc')).toEqual(all.slice(1, 3))
    const own = await lts(`limit=1000&account=${sandboxTon.wallet}`)
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBeLessThan(all.length)
    expect((await ask('account=nobody')).status).toBe(422)
    expect((await ask('limit=5000')).status).toBe(422)
  })

  it('answers as if it were busy or down when it is told to', async () => {
    const ton = emulator()
    ton.faults().add({ kind: 'rate_limit', times: 1, path: 'transactions' })
    const answer = await ton.fetch(new Request('https://toncenter.com/api/v3/transactions'))
    expect([answer.status, await answer.json()]).toEqual([429, { code: 429, error: 'Ratelimit exceed' }])
    expect((await ton.fetch(new Request('https://toncenter.com/api/v3/transactions'))).status).toBe(200)
  })
})
