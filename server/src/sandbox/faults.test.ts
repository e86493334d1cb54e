import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { sandboxPaypal } from '../modules/payments/gateways/paypal/environment.ts'
import { faultKinds, LostReply, type FaultKind } from '../platform/emulation/faults.ts'
import { createSandboxWorld, type SandboxWorld } from './world.ts'

const botToken = '4242424242:AAHdukaSandboxBotTokenForLocalUseOnly0'
const basic = { authorization: `Basic ${btoa(`${sandboxPaypal.clientId}:${sandboxPaypal.clientSecret}`)}` }

/** One request each service takes. `marks`: what it leaves behind can be seen in the state; whoever is only read leaves nothing. */
const asked: Record<string, { marks: boolean; request: () => Request }> = {
  telegram: {
    marks: true,
    request: () => post(`https://api.telegram.org/bot${botToken}/sendMessage`, { chat_id: 1001, text: 'Karibu' }),
  },
  stripe: {
    marks: true,
    request: () =>
      new Request('https://api.stripe.com/v1/customers', {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_faults' },
        body: new URLSearchParams({ name: 'Amina' }),
      }),
  },
  paypal: {
    marks: true,
    request: () =>
      new Request('https://api-m.sandbox.paypal.com/v1/oauth2/token', {
        method: 'POST',
        headers: basic,
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      }),
  },
  mpesa: {
    marks: true,
    request: () => new Request('https://sandbox.safaricom.co.ke/oauth/v1/generate?grant_type=client_credentials', { headers: basic }),
  },
  'mtn-momo': {
    marks: true,
    request: () =>
      new Request('https://sandbox.momodeveloper.mtn.com/collection/token/', {
        method: 'POST',
        headers: { ...basic, 'ocp-apim-subscription-key': 'key' },
      }),
  },
  ton: { marks: false, request: () => new Request('https://toncenter.com/api/v3/transactions') },
  bitcoin: { marks: false, request: () => new Request('https://blockstream.info/testnet/api/blocks/tip/height') },
  ethereum: {
    marks: false,
    request: () => post('https://ethereum-rpc.publicnode.com', { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
  },
  rates: { marks: false, request: () => new Request('https://api.frankfurter.dev/v2/rates?base=USD') },
}

/** What the client hears, and whether the work was done. */
const heard: Record<FaultKind, { status: (status: number) => boolean; isDone: boolean }> = {
  lose_reply: { status: (status) => status === 0, isDone: true },
  error_after: { status: (status) => status >= 500, isDone: true },
  error_before: { status: (status) => status >= 500, isDone: false },
  error_kept: { status: (status) => status >= 500, isDone: false },
  rate_limit: { status: (status) => status >= 400, isDone: false },
  forbid: { status: (status) => status >= 400, isDone: false },
  reject: { status: (status) => status >= 400, isDone: false },
  slow: { status: (status) => status < 300, isDone: true },
}

const post = (url: string, body: object) =>
  new Request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const createWorld = (): SandboxWorld => createSandboxWorld({ botToken, botUsername: 'duka_sandbox_bot', seed: 3 })

function openWorld(): SandboxWorld {
  const world = createWorld()
  onTestFinished(() => world.stop())
  return world
}

const listed = createWorld()
const kindsOf = (name: string): readonly FaultKind[] => listed.services[name]?.faults().kinds ?? []
afterAll(() => listed.stop())

it('is told here of every service what may be asked of it', () => {
  expect(Object.keys(openWorld().services).toSorted()).toEqual(Object.keys(asked).toSorted())
})

describe.each(Object.keys(asked))('%s', (name) => {
  function open() {
    const service = openWorld().services[name]
    const { request, marks = false } = asked[name] ?? {}
    if (!service || !request) throw new Error(`There is no ${name}`)
    const ask = () =>
      service.fetch(request()).then(
        ({ status }) => status,
        (error: unknown) => {
          if (error instanceof LostReply) return 0
          throw error
        },
      )
    /** All it knows, but for what was asked and scripted. */
    const knows = () => JSON.stringify({ ...service.state, calls: [], faults: [], sender: null })
    return { service, ask, knows, marks }
  }

  it.each(kindsOf(name))('honours %s', async (kind) => {
    const { service, ask, knows, marks } = open()
    expect(await ask()).toBeLessThan(300)
    const before = knows()
    service.faults().add({ kind, times: 1, seconds: 0.05 })
    const began = performance.now()
    const status = await ask()
    expect(heard[kind].status(status), `answered ${status}`).toBe(true)
    expect(kind !== 'slow' || performance.now() - began > 45, 'waited').toBe(true)
    expect(knows() !== before, 'the work was done').toBe(marks && heard[kind].isDone)
    expect(service.state.calls.at(-1)).toMatchObject(kind === 'lose_reply' ? { lost: true } : { status })
    expect(service.faults().list()).toEqual([])
    expect(await ask()).toBeLessThan(300)
  })

  it.each(faultKinds.filter((kind) => !kindsOf(name).includes(kind)))('refuses to be told of %s', (kind) => {
    const { service } = open()
    expect(() => service.faults().add({ kind, times: 1 })).toThrow(kind)
    expect(service.faults().list()).toEqual([])
  })

  it('hits only the requests a fault names, as often as it says', async () => {
    const { service, ask } = open()
    service.faults().add({ kind: 'error_before', times: 2, path: 'no such path' })
    expect(await ask()).toBeLessThan(300)
    service.calm()
    service.faults().add({ kind: 'error_before', times: 2 })
    expect([await ask(), await ask(), await ask()].map((status) => status >= 500)).toEqual([true, true, false])
  })

  it('has switches for the road to us where it calls us, and nowhere else', () => {
    const { service } = open()
    expect(Boolean(service.switches)).toBe('sender' in service.state)
    expect(Boolean(service.resend)).toBe('sender' in service.state)
  })
})
