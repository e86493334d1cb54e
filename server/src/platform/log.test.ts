import { describe, expect, it } from 'vitest'
import { asLoggedError, createLog } from './log.ts'

function logging() {
  const lines: string[] = []
  return {
    log: createLog('info', { write: (line) => void lines.push(line) }),
    last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  }
}

describe('a logged error', () => {
  it('says the same however it is handed over', () => {
    const { log, last } = logging()
    const error = new Error('the port is taken', { cause: new Error('EADDRINUSE') })
    for (const given of [error, asLoggedError(error)]) {
      log.error({ error: given }, 'did not start')
      expect(last()).toMatchObject({ msg: 'did not start', error: { message: 'the port is taken', cause: { message: 'EADDRINUSE' } } })
    }
  })

  it('keeps what a query was asked with to itself', () => {
    const { log, last } = logging()
    const error = Object.assign(new Error('insert … params: Amina, +254712345678'), {
      name: 'DrizzleQueryError',
      query: 'insert',
      params: ['Amina'],
      cause: Object.assign(new Error('duplicate key'), { code: '23505' }),
    })
    log.error({ error }, 'a request failed')
    expect(JSON.stringify(last())).not.toMatch(/Amina|254712/)
    expect(last()).toMatchObject({ error: { message: 'a query failed', cause: { code: '23505' } } })
  })

  it('hides what must not be read', () => {
    const { log, last } = logging()
    log.info({ token: 'abc', contact: { phone: '+254712345678' }, request: { authorization: 'tma …', route: '/me' } }, 'request')
    expect(JSON.stringify(last())).not.toMatch(/abc|254712|tma/)
    expect(last()).toMatchObject({ request: { route: '/me' } })
  })
})
