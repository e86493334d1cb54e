import { serve } from '@hono/node-server'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerFrame } from 'shared/live'
import { createApp } from '../app.ts'
import { createLiveHub, hearLive, liveLimits } from '../modules/realtime/index.ts'
import type { TestWorld } from './world.ts'

export type TestSocket = {
  socket: WebSocket
  frames: ServerFrame[]
  /** The close code, or the status the handshake was refused with. */
  closed: Promise<number>
  send(frame: unknown): void
}

/** A test world's app on a real port, with live connections. */
export async function serveTestWorld(world: TestWorld, limits: Partial<typeof liveLimits> = {}) {
  const hub = createLiveHub({ world: world.world, limits: { ...liveLimits, ...limits } })
  const stopListening = await hearLive(world.database, hub)
  const app = createApp({ world: world.world, hub })
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve(
      {
        fetch: app.fetch,
        hostname: '127.0.0.1',
        port: 0,
        websocket: { server: new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false }) },
      },
      () => resolve(listening),
    )
  })
  const { port } = server.address() as { port: number }
  return {
    hub,
    url: `http://127.0.0.1:${port}`,
    async connect({ token, origin }: { token?: string; origin?: string } = {}): Promise<TestSocket> {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, origin ? { origin } : {})
      const frames: ServerFrame[] = []
      const closed = new Promise<number>((resolve) => {
        socket.on('close', (code) => resolve(code))
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      })
      const opened = new Promise<void>((resolve) => {
        socket.on('open', () => resolve())
        socket.on('unexpected-response', () => resolve())
      })
      socket.on('error', () => undefined)
      socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString('utf8')) as ServerFrame))
      await opened
      const send = (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
      if (token) {
        send({ type: 'hello', token })
        await Promise.race([closed, waitFor(() => frames.length > 0)])
      }
      return { socket, frames, closed, send }
    },
    async close(): Promise<void> {
      await hub.close()
      await stopListening()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Waits until it is so. @throws after `seconds` */
export async function waitFor(isSo: () => boolean, seconds = 5): Promise<void> {
  const until = Date.now() + seconds * 1000
  while (!isSo()) {
    if (Date.now() > until) throw new Error(`It did not come true within ${seconds} seconds: ${isSo.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
