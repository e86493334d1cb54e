import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { createLog } from '../log.ts'
import { asProblemResponse } from './errors.ts'

describe('a request that fails on our side', () => {
  it('is logged by its route: an address may be a secret of its own', async () => {
    const logged: string[] = []
    const log = createLog('info', { write: (line) => void logged.push(line) })
    const app = new Hono()
    app.onError((error, c) => asProblemResponse(error, c, log, 'id'))
    app.use('*', (_, next) => next())
    app.post('/webhooks/:gateway/:paymentId/:token', () => Promise.reject(new Error('away')))
    const answer = await app.request('/webhooks/mpesa/some-payment/some-token', { method: 'POST' })
    expect(answer.status).toBe(500)
    expect(logged).toHaveLength(1)
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ route: '/webhooks/:gateway/:paymentId/:token' })
    expect(logged[0]).not.toMatch(/some-/)
  })
})
