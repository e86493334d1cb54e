import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { Ledger } from './ledger.ts'
import type { TonState } from './state.ts'

/** The wallet itself is loaded with the chain. */
const wallet = () => import('./wallet.ts')

type Parts = { state: TonState; ledger: () => Promise<Ledger>; origin: string; emulation: Emulation; waits: Set<() => void> }

const Connect = z.object({ id: z.string().regex(/^[\da-f]{64}$/), r: z.string().max(4_000), person: z.string().min(1).max(60) })
const Answer = z.object({ id: z.string().regex(/^[\da-f]{64}$/), yes: z.boolean() })

/**
 * A wallet to connect to the shop, for whoever has none at hand: the list it is in, the bridge it speaks over (server-sent
 * events, sealed between the two) and its page. It signs with real keys for the chain of the sandbox.
 */
export function walletRoutes({ state, ledger, origin, emulation, waits }: Parts): Hono {
  const base = `${origin}/ton`

  function deliver(to: string, data: string): void {
    const { connect } = state
    connect.eventId += 1
    connect.queues[to] = [...(connect.queues[to] ?? []), { id: connect.eventId, data }].slice(-50)
    emulation.changed()
    for (const wake of waits) wake()
  }
  const say =
    (to: string) =>
    ({ from, message }: { from: string; message: string }) =>
      deliver(to, JSON.stringify({ from, message }))

  return (
    new Hono()
      .get('/wallets.json', (c) =>
        c.json([
          {
            app_name: 'dukawallet',
            name: 'Sandbox Wallet',
            image: `${base}/wallet.svg`,
            about_url: `${base}/wallet`,
            universal_url: `${base}/wallet`,
            bridge: [{ type: 'sse', url: `${base}/bridge` }],
            platforms: ['ios', 'android', 'macos', 'windows', 'linux', 'chrome', 'firefox', 'safari'],
            features: [{ name: 'SendTransaction', maxMessages: 255, extraCurrencySupported: false }],
          },
        ]),
      )
      .get('/wallet.svg', (c) =>
        c.body(
          '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="22" fill="#2d6cdf"/><path d="M26 32h44L48 68z" fill="none" stroke="#fff" stroke-width="6" stroke-linejoin="round"/></svg>',
          200,
          { 'content-type': 'image/svg+xml' },
        ),
      )
      .get('/wallet', async (c) => c.html((await wallet()).page))

      // The bridge (github.com/ton-blockchain/ton-connect/blob/main/bridge.md): what is said to one that is away waits.
      .get('/bridge/events', (c) => {
        const ids = (c.req.query('client_id') ?? '').split(',')
        let seen = Number(c.req.query('last_event_id') ?? c.req.header('last-event-id') ?? 0)
        return streamSSE(c, async (stream) => {
          let wake = () => {}
          const woken = () => wake()
          waits.add(woken)
          stream.onAbort(woken)
          await stream.write('body: heartbeat\n\n')
          while (!stream.aborted) {
            const fresh = ids.flatMap((id) => state.connect.queues[id] ?? []).filter(({ id }) => id > seen)
            for (const { id, data } of fresh) {
              await stream.writeSSE({ event: 'message', id: String(id), data })
              seen = id
            }
            if (fresh.length === 0)
              await new Promise<void>((resolve) => {
                const beat = setTimeout(resolve, 10_000)
                beat.unref()
                wake = () => {
                  clearTimeout(beat)
                  resolve()
                }
              })
          }
          waits.delete(woken)
        })
      })
      .post('/bridge/message', async (c) => {
        const from = c.req.query('client_id') ?? ''
        const session = state.connect.sessions[from]
        const said = await c.req.text()
        if (session) {
          const { hear } = await wallet()
          await hear(session, { from, message: said, say: say(from) })
          emulation.changed()
        }
        return c.json({ message: 'OK', statusCode: 200 })
      })

      .get('/wallet/asked/:id', (c) => c.json({ request: state.connect.sessions[c.req.param('id')]?.asked?.request ?? null }))
      .post('/wallet/connect', async (c) => {
        const { id, r, person } = Connect.parse(await c.req.json())
        const { connect } = await wallet()
        state.connect.sessions[id] = await connect({ id, request: r, person, now: emulation.clock.seconds(), say: say(id) })
        emulation.changed()
        return c.json({ ok: true })
      })
      .post('/wallet/answer', async (c) => {
        const { id, yes } = Answer.parse(await c.req.json())
        const session = state.connect.sessions[id]
        if (!session?.asked) return c.json({ error: 'nothing is asked' }, 409)
        const { answer } = await wallet()
        await answer(session, { id, yes, now: emulation.clock.seconds(), ledger: await ledger(), say: say(id) })
        emulation.changed()
        return c.json({ ok: true })
      })
      // What a QR code says, for whoever pays by hand.
      .post('/wallet/pay', async (c) => {
        const { payByLink } = await wallet()
        const arrived = await payByLink(await c.req.json(), await ledger())
        return c.json({ arrived: String(arrived) })
      })
  )
}
