import { createHash, createHmac } from 'node:crypto'
import { sign } from '@telegram-apps/init-data-node'
import { describe, expect, it } from 'vitest'
import { sandboxSecrets } from '../../config.ts'
import { Problem } from '../../platform/problem.ts'
import { parseInitData } from './init-data.ts'

const botToken = sandboxSecrets.botToken
const now = new Date('2026-11-22T09:00:00Z')
const amina = { id: 1001, first_name: 'Amina', last_name: 'Otieno', username: 'amina', language_code: 'sw' }

const read = (raw: string, options: { at?: Date; maxAgeSeconds?: number } = {}) =>
  parseInitData(raw, { botToken, maxAgeSeconds: options.maxAgeSeconds ?? 86_400, now: options.at ?? now })
const codeOf = (raw: string) => {
  try {
    read(raw)
  } catch (error) {
    return error instanceof Problem ? error.code : String(error)
  }
  return 'accepted'
}
const good = (user: Record<string, unknown> = amina, fields: Record<string, unknown> = {}) =>
  sign({ user, ...fields } as never, botToken, now)
/** Signs any pairs by Telegram's algorithm, with nothing added. */
const signed = (pairs: Record<string, string>, key = createHmac('sha256', 'WebAppData').update(botToken).digest()) => {
  const text = Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n')
  return new URLSearchParams({ ...pairs, hash: createHmac('sha256', key).update(text).digest('hex') }).toString()
}
const seconds = String(now.getTime() / 1000)
const user = JSON.stringify(amina)

describe('init data that Telegram signed', () => {
  it('tells who opened the shop, and with what link', () => {
    expect(read(good(amina, { start_param: 'p_ethiopia' }))).toEqual({
      user: { id: 1001, firstName: 'Amina', lastName: 'Otieno', username: 'amina', photoUrl: null, languageCode: 'sw', mayWrite: false },
      authDate: now,
      startParam: 'p_ethiopia',
      launch: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  it('is one launch in any order, and another one each time it is signed', () => {
    const pairs = [...new URLSearchParams(good())].toReversed()
    expect(read(new URLSearchParams(pairs).toString()).launch).toBe(read(good()).launch)
    expect(read(good(amina, { query_id: '2' })).launch).not.toBe(read(good()).launch)
  })

  it('is read in any order, with fields we do not know, and without `signature`', () => {
    const pairs = [...new URLSearchParams(signed({ auth_date: seconds, user, chat_instance: '-1', new_field: 'x' }))]
    expect(read(new URLSearchParams(pairs.toReversed()).toString()).user.id).toBe(1001)
  })

  it('keeps names byte for byte, and ids of 52 bits', () => {
    const name = `"Zoë" & <b>😀</b> =%+`
    expect(read(good({ ...amina, id: 2 ** 52 - 1, first_name: name })).user).toMatchObject({ id: 2 ** 52 - 1, firstName: name })
  })

  it('keeps a start parameter of 512 characters and forgets what is none', () => {
    expect(read(good(amina, { start_param: 'a'.repeat(512) })).startParam).toBe('a'.repeat(512))
    for (const odd of ['a'.repeat(513), '../../', 'https://evil.example', 'a b'])
      expect(read(good(amina, { start_param: odd })).startParam).toBeNull()
  })

  it('may be as old as we say, and a minute ahead of our clock', () => {
    expect(read(good(), { at: new Date(now.getTime() + 86_400_000) }).user.id).toBe(1001)
    expect(read(good(), { at: new Date(now.getTime() - 60_000) }).user.id).toBe(1001)
  })

  it('loses what a database cannot keep', () => {
    expect(read(good({ ...amina, first_name: 'A\u0000B\ud800' })).user.firstName).toBe('AB\ufffd')
  })
})

describe('init data that is no good', () => {
  const { hash } = Object.fromEntries(new URLSearchParams(good())) as { hash: string }
  const withHash = (other: string) => good().replace(hash, other)
  const invalid: Record<string, string> = {
    'nothing at all': '',
    'no hash': good().replace(/&?hash=\w+/, ''),
    'an empty hash': withHash(''),
    'a hash of 63 characters': withHash(hash.slice(1)),
    'a hash of 65 characters': withHash(`${hash}0`),
    'a hash that is no hex': withHash('z'.repeat(64)),
    'a hash of other characters': withHash('é'.repeat(64)),
    'a hash of zeroes': withHash('0'.repeat(64)),
    'the signature of another bot': sign({ user: amina } as never, '1234567:another-bots-token-another-bots-token', now),
    'the signature of an empty token': sign({ user: amina } as never, '', now),
    'the signature of the token "undefined"': sign({ user: amina } as never, 'undefined', now),
    'the key of the login widget': signed({ auth_date: seconds, user }, createHash('sha256').update(botToken).digest()),
    'a key made the other way round': signed({ auth_date: seconds, user }, createHmac('sha256', botToken).update('WebAppData').digest()),
    'a hash without a key': `${new URLSearchParams({ auth_date: seconds, user }).toString()}&hash=${createHash('sha256').update(`auth_date=${seconds}\nuser=${user}`).digest('hex')}`,
    'another user id': good().replace('1001', '1002'),
    'a start parameter added': `${good()}&start_param=admin`,
    'a second user before': `user=${encodeURIComponent('{"id":1}')}&${good()}`,
    'a second user after': `${good()}&user=${encodeURIComponent('{"id":1}')}`,
    'a second user by another spelling': `us%65r=${encodeURIComponent('{"id":1}')}&${good()}`,
    'a user in brackets': `${good()}&user[]=1`,
    'a user with a NUL': `${good()}&user%00=1`,
    'two hashes, the good one last': `hash=${'0'.repeat(64)}&${good()}`,
    'two hashes, the good one first': `${good()}&hash=${'0'.repeat(64)}`,
    'a fresh date before an old one': `auth_date=${seconds}&${signed({ auth_date: '1500000000', user })}`,
    'fields folded into one': signed({ auth_date: `${seconds}\nuser=${user}` }),
    'no date': signed({ user }),
    'a date that is no number': signed({ auth_date: 'NaN', user }),
    'a date with an exponent': signed({ auth_date: '1e10', user }),
    'a date in hex': signed({ auth_date: '0x6a0', user }),
    'a negative date': signed({ auth_date: '-1', user }),
    'a date with letters after it': signed({ auth_date: `${seconds}abc`, user }),
    'a date one day ahead': signed({ auth_date: String(Number(seconds) + 86_400), user }),
    'a date in the year 5000': signed({ auth_date: '95617584000', user }),
    'no user': signed({ auth_date: seconds }),
    'a user that is null': signed({ auth_date: seconds, user: 'null' }),
    'a user that is a list': signed({ auth_date: seconds, user: '[1001]' }),
    'a user id in quotes': signed({ auth_date: seconds, user: '{"id":"1001"}' }),
    'a user id of zero': signed({ auth_date: seconds, user: '{"id":0}' }),
    'a user id with a fraction': signed({ auth_date: seconds, user: '{"id":1.5}' }),
    'a user id past what a number holds': signed({ auth_date: seconds, user: '{"id":9007199254740993}' }),
    'a user that is no JSON': signed({ auth_date: seconds, user: '{"id":1001' }),
    'a megabyte': good({ ...amina, last_name: 'x'.repeat(1_000_000) }),
    'twenty thousand pairs': `${good()}&${Array.from({ length: 20_000 }, (_, at) => `a${at}=1`).join('&')}`,
  }
  for (const [what, raw] of Object.entries(invalid)) {
    it(`is refused: ${what}`, () => expect(codeOf(raw)).toBe('auth/init-data-invalid'))
  }

  it('is refused when a user is nested out of all measure', () => {
    const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`
    expect(codeOf(signed({ auth_date: seconds, user: deep }))).toBe('auth/init-data-invalid')
  })

  it('is refused as stale past its time', () => {
    expect(codeOf(signed({ auth_date: String(Number(seconds) - 86_401), user }))).toBe('auth/init-data-stale')
    expect(codeOf(signed({ auth_date: '1370000000', user }))).toBe('auth/init-data-stale')
  })
})
