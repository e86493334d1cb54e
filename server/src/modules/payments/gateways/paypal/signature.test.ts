import { sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newSigner } from './emulator/certificate.ts'
import { signatureCheck } from './signature.ts'

const now = new Date('2026-11-22T09:00:00Z')
const name = 'messageverificationcerts.paypal.com'
const year = (number: number) => new Date(`${number}-01-01T00:00:00Z`)
const theirs = newSigner({ name, from: year(2026), to: year(2028) })
const address = 'https://api.paypal.com/v1/notifications/certs/CERT-1'

const server = setupServer()
beforeAll(() => server.listen())
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

let fetched = 0
const serve = (answer: () => Response | Promise<Response>, at = address) =>
  server.use(
    http.get(at, () => {
      fetched += 1
      return answer()
    }),
  )
const pem = (text: string) => () => new HttpResponse(text)
const clock = { at: now, now: () => clock.at }
const check = (certificateOrigin?: string) => signatureCheck({ webhookId: 'WH1', certificateOrigin }, clock)

function signed({
  body = '{"id":"WH-1"}',
  webhookId = 'WH1',
  signer = theirs,
  ...changes
}: { body?: string; webhookId?: string; signer?: typeof theirs } & Record<string, unknown> = {}) {
  const [id, time] = ['t1', '2026-11-22T08:59:58Z']
  const signature = sign('RSA-SHA256', Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`), signer.key).toString('base64')
  return {
    headers: {
      'paypal-transmission-id': id,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': signature,
      'paypal-cert-url': address,
      'paypal-auth-algo': 'SHA256withRSA',
      ...(changes as Record<string, string>),
    },
    body: new TextEncoder().encode(body),
  }
}

describe('a webhook of PayPal', () => {
  it('is known by their certificate, which is fetched once', async () => {
    serve(pem(theirs.pem))
    fetched = 0
    const verify = check()
    expect(await verify(signed())).toBe('verified')
    expect(await verify(signed({ body: '{"id":"WH-2"}' }))).toBe('verified')
    expect(fetched).toBe(1)
  })

  it.each<[string, ReturnType<typeof signed>]>([
    ['for another webhook', signed({ webhookId: 'WEBHOOK_ID' })],
    ['by somebody else', signed({ signer: newSigner({ name, from: year(2026), to: year(2028) }) })],
    ['over other bytes', { ...signed(), body: new TextEncoder().encode('{"id": "WH-1"}') }],
    ['by another algorithm', signed({ 'paypal-auth-algo': 'SHA1withRSA' })],
    ['with a certificate of their own', signed({ 'paypal-cert-url': 'https://evil.test/v1/notifications/certs/CERT-1' })],
    ['from a name that only ends like theirs', signed({ 'paypal-cert-url': 'https://notpaypal.com/v1/notifications/certs/CERT-1' })],
    ['without a secure line', signed({ 'paypal-cert-url': 'http://api.paypal.com/v1/notifications/certs/CERT-1' })],
    ['from another port', signed({ 'paypal-cert-url': 'https://api.paypal.com:8443/v1/notifications/certs/CERT-1' })],
    ['from another place of theirs', signed({ 'paypal-cert-url': 'https://api.paypal.com/any/v1/notifications/certs/CERT-1' })],
    ['by what is no certificate’s name', signed({ 'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/1' })],
    ['by an address spelled otherwise', signed({ 'paypal-cert-url': `${address}?x=1` })],
    ['by a name and password', signed({ 'paypal-cert-url': 'https://me:secret@api.paypal.com/v1/notifications/certs/CERT-1' })],
    ['from no address at all', signed({ 'paypal-cert-url': 'CERT-1' })],
    [
      'from the sandbox, which this shop is not in',
      signed({ 'paypal-cert-url': 'http://127.0.0.1:4010/paypal/v1/notifications/certs/CERT-1' }),
    ],
    ['without a signature', signed({ 'paypal-transmission-sig': '' })],
  ])('signed %s is forged', async (_, raw) => {
    serve(pem(theirs.pem))
    expect(await check()(raw)).toBe('forged')
  })

  it.each<[string, () => Response]>([
    ['a redirect', () => new HttpResponse(null, { status: 302, headers: { location: 'https://evil.test/cert' } })],
    ['nothing there', () => new HttpResponse(null, { status: 404 })],
    ['no certificate', pem('hello')],
    ['the certificate of somebody else', pem(newSigner({ name: 'evil.test', from: year(2026), to: year(2028) }).pem)],
    ['a chain that does not hold', pem(theirs.pem + newSigner({ name, from: year(2026), to: year(2028) }).pem)],
  ])('whose certificate is %s is forged', async (_, answer) => {
    serve(answer)
    expect(await check()(signed())).toBe('forged')
  })

  it('is forged when its certificate is out of date', async () => {
    serve(pem(theirs.pem))
    const verify = check()
    for (const at of [year(2025), year(2029)]) {
      clock.at = at
      expect(await verify(signed())).toBe('forged')
    }
    clock.at = now
  })

  it('is vouched for by nobody while the certificate cannot be had, and it is not asked for again at once', async () => {
    serve(() => new HttpResponse(null, { status: 503 }))
    fetched = 0
    const verify = check()
    expect(await verify(signed())).toBe('unverifiable')
    expect(await verify(signed())).toBe('unverifiable')
    expect(fetched).toBe(1)
    server.resetHandlers()
    serve(pem(theirs.pem))
    clock.at = new Date(now.getTime() + 31_000)
    expect(await verify(signed())).toBe('verified')
    clock.at = now
  })

  it('keeps its certificate however many addresses without one are named, and of those asks for few at once', async () => {
    serve(pem(theirs.pem))
    const verify = check()
    expect(await verify(signed())).toBe('verified')
    let [asked, atOnce, most] = [0, 0, 0]
    server.use(
      http.get('https://api.paypal.com/v1/notifications/certs/:id', async () => {
        asked += 1
        atOnce += 1
        most = Math.max(most, atOnce)
        await new Promise((resolve) => setTimeout(resolve, 5))
        atOnce -= 1
        return new HttpResponse(null, { status: 404 })
      }),
    )
    const strange = (number: number) =>
      verify(signed({ 'paypal-cert-url': `https://api.paypal.com/v1/notifications/certs/CERT-x${number}` }))
    const numbers = Array.from({ length: 100 }, (_, number) => number)
    expect(new Set(await Promise.all(numbers.map(strange)))).toEqual(new Set(['forged', 'unverifiable']))
    expect([asked, most]).toEqual([4, 4])
    for (const number of numbers.slice(0, 30)) expect(await strange(number)).toBe('forged')
    expect(asked).toBe(30)
    // Neither those nor the real one are asked for again.
    for (const number of numbers.slice(0, 30)) expect(await strange(number)).toBe('forged')
    expect(await verify(signed())).toBe('verified')
    expect(asked).toBe(30)
  })

  it('may be the sandbox’s only in the sandbox', async () => {
    const at = 'http://127.0.0.1:4010/paypal/v1/notifications/certs/CERT-1'
    serve(pem(theirs.pem), at)
    expect(await check('http://127.0.0.1:4010')(signed({ 'paypal-cert-url': at }))).toBe('verified')
  })
})
