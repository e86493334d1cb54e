import { describe, expect, it } from 'vitest'
import { parseExtendedKey } from './extended-key.ts'

// BIP 32's first vector, m and m/0'; BIP 84's account 0.
const xpub = 'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8'
const zpub = 'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'

describe('an extended key', () => {
  it('is read as wallets write it', () => {
    const key = parseExtendedKey(xpub)
    expect(key).toMatchObject({ version: 0x0488b21e, depth: 0 })
    expect(Buffer.from(key?.publicKey ?? []).toString('hex')).toBe('0339a36013301597daef41fbe593a02cc513d0b55527ec2df1050e2e8ff49c85c2')
    expect(Buffer.from(key?.chainCode ?? []).toString('hex')).toBe('873dff81c02f525623fd1fe5167eac3a55a049de3d314bb42ee227ffed37d508')
    expect(parseExtendedKey(zpub)).toMatchObject({ version: 0x04b24746, depth: 3 })
  })

  it.each([
    '',
    'zpub',
    zpub.slice(0, -1),
    `${zpub}1`,
    zpub.replace('Q2A', 'Q2B'),
    zpub.replace('y', '0'),
    '1'.repeat(111),
    'z'.repeat(100_000),
  ])('is none when it is mistyped (%#)', (text) => {
    expect(parseExtendedKey(text)).toBeUndefined()
  })
})
