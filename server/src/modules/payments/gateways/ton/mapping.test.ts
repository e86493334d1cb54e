import { beginCell } from '@ton/core'
import { describe, expect, it } from 'vitest'
import { asFriendly, parseFriendly } from './address.ts'
import { asBoc, commentCell, opcodes } from './cells.ts'
import type { Transaction } from './client.ts'
import { known } from './emulator/accounts.ts'
import { sandboxTon } from './environment.ts'
import { asCoinDeposit, asJettonDeposit } from './mapping.ts'
import { memoOf, readMemo } from './memo.ts'

const memo = memoOf('0192')
const raw = `0:${'ab'.repeat(32)}`

const transaction = (change: Partial<Transaction> = {}, message: Partial<NonNullable<Transaction['in_msg']>> = {}): Transaction => ({
  account: `0:${'CD'.repeat(32)}`,
  hash: Buffer.alloc(32, 7).toString('base64'),
  lt: '42',
  now: 1_763_800_000,
  mc_block_seqno: 5,
  emulated: false,
  description: { compute_ph: { success: true } },
  in_msg: {
    source: raw.toUpperCase(),
    destination: '',
    value: '5200000000',
    bounced: false,
    message_content: { body: asBoc(commentCell(memo)) },
    ...message,
  },
  out_msgs: [],
  ...change,
})

describe('coins that came', () => {
  it('are read with whose they are and what is written', () => {
    expect(asCoinDeposit(transaction())).toEqual({
      hash: '07'.repeat(32),
      lt: 42n,
      at: new Date(1_763_800_000_000),
      amount: 5_200_000_000n,
      from: raw,
      memo,
    })
  })

  it('count also where the wallet had no code yet and the index calls it aborted', () => {
    const undeployed = { description: { aborted: true, compute_ph: { skipped: true, reason: 'no_state' } } } as Partial<Transaction>
    expect(asCoinDeposit(transaction(undeployed))).toMatchObject({ amount: 5_200_000_000n })
  })

  it.each<[string, Transaction]>([
    ['are not final', transaction({ mc_block_seqno: null })],
    ['are only foreseen', transaction({ emulated: true })],
    ['came back to us', transaction({}, { bounced: true })],
    ['we sent back', transaction({ out_msgs: [{ bounced: true }] })],
    ['nobody sent', transaction({}, { source: null })],
    ['are for a contract', transaction({}, { message_content: { body: asBoc(beginCell().storeUint(0xd53276db, 32).endCell()) } })],
    ['come with jettons', transaction({}, { message_content: { body: asBoc(beginCell().storeUint(0x7362d09c, 32).endCell()) } })],
  ])('do not count where they %s', (_, told) => expect(asCoinDeposit(told)).toBeUndefined())

  it.each<[string, string | null]>([
    ['nothing at all', null],
    ['something sealed', asBoc(beginCell().storeUint(opcodes.encryptedText, 32).storeUint(1, 64).endCell())],
    ['something else', asBoc(commentCell('thank you'))],
  ])('have no words of ours with %s on them', (_, body) => {
    expect(asCoinDeposit(transaction({}, { message_content: { body } }))).toMatchObject({ memo: undefined })
  })

  it('do not count where what is written cannot be read at all', () => {
    expect(asCoinDeposit(transaction({}, { message_content: { body: 'AAAA' } }))).toBeUndefined()
  })
})

describe('jettons that came', () => {
  const arrival = (forwarded: (cell: ReturnType<typeof beginCell>) => ReturnType<typeof beginCell>) =>
    asBoc(
      forwarded(
        beginCell()
          .storeUint(opcodes.jettonArrival, 32)
          .storeUint(9, 64)
          .storeCoins(18_000_000n)
          .storeAddress(known.usdt)
          .storeAddress(null)
          .storeCoins(1n),
      ).endCell(),
    )
  const told = (body: string, change: Partial<Transaction> = {}) => asJettonDeposit(transaction(change, { message_content: { body } }))

  it.each<[string, string, string | undefined]>([
    ['in a cell of their own', arrival((cell) => cell.storeBit(true).storeRef(commentCell(memo))), memo],
    ['inline', arrival((cell) => cell.storeBit(false).storeUint(0, 32).storeStringTail(memo)), memo],
    ['nowhere', arrival((cell) => cell.storeBit(false)), undefined],
    ['promised and missing', arrival((cell) => cell.storeBit(true)), undefined],
    ['cut off altogether', arrival((cell) => cell), undefined],
  ])('are read with their words %s', (_, body, words) => expect(told(body)).toMatchObject({ amount: 18_000_000n, memo: words }))

  it('do not count where the contract refused them', () => {
    const body = arrival((cell) => cell.storeBit(false))
    expect(told(body, { description: { compute_ph: { success: false } } })).toBeUndefined()
    expect(told(body, { description: { compute_ph: null } })).toBeUndefined()
    expect(told(body, { mc_block_seqno: 0 })).toBeUndefined()
  })

  it('are not what somebody only tells of', () => {
    expect(told(asBoc(beginCell().storeUint(0x7362d09c, 32).storeUint(0, 64).storeCoins(18_000_000n).endCell()))).toBeUndefined()
  })
})

describe('an address', () => {
  it('is read as the library reads it, and written as wallets show it', () => {
    expect(asFriendly(known.shop.toRawString(), { isTest: true })).toBe(known.shop.toString({ testOnly: true, bounceable: false }))
    expect(asFriendly(known.usdt.toRawString(), { isTest: false, isContract: true })).toBe(known.usdt.toString())
    expect(parseFriendly(known.shop.toString())).toEqual({ raw: known.shop.toRawString(), isTest: false })
    expect(parseFriendly(known.shop.toString({ urlSafe: false }))?.raw).toBe(known.shop.toRawString())
  })

  it('with a wrong letter is none', () => {
    const [first, ...rest] = known.shop.toString()
    expect(parseFriendly(`${first}${rest.toReversed().join('')}`)).toBeUndefined()
    expect(parseFriendly('')).toBeUndefined()
  })

  it('of the sandbox is the one on its chain', () => {
    expect(parseFriendly(sandboxTon.wallet)?.raw).toBe(known.shop.toRawString())
    expect(parseFriendly(sandboxTon.master)?.raw).toBe(known.usdt.toRawString())
  })
})

describe('the words of a payment', () => {
  it('are always the same, and no other payment’s', () => {
    expect(memoOf('a')).toBe(memoOf('a'))
    expect(memoOf('a')).not.toBe(memoOf('b'))
    expect(memoOf('a')).toMatch(/^[\dA-HJKMNP-TV-Z]{12}$/)
  })

  it('are read however they are typed', () => {
    expect(readMemo('o1234567iLab')).toBe('0123456711AB')
    expect(readMemo('0123-4567 89AB')).toBe('0123456789AB')
    expect(readMemo('0123456789')).toBeUndefined()
    expect(readMemo('UUUUUUUUUUUU')).toBeUndefined()
  })
})
