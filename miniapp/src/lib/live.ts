import type { QueryClient } from '@tanstack/react-query'
import { liveClose, type ClientFrame, type ServerFrame } from 'shared/live'
import { createStore, useStore } from './store.ts'

const connected = createStore(false)

/** Whether changes arrive by themselves; when not, screens that wait for one should ask now and then. */
export const useLive = (): boolean => useStore(connected)

/**
 * Keeps one WebSocket to the server open while the app is: reconnects with growing pauses, at once when the network or
 * the person comes back, and reads everything that may have changed meanwhile again.
 * @returns how to end it.
 */
export function startLive({ token, queryClient }: { token: () => string | undefined; queryClient: QueryClient }): () => void {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let ended = false
  let missed = false

  const handle = (frame: ServerFrame) => {
    if (frame.type === 'ready') {
      failures = 0
      connected.set(true)
      if (missed) void refresh(queryClient, ['orders'], ['admin'], ['cart'])
      missed = true
    }
    if (frame.type === 'order.changed') void refresh(queryClient, ['orders'], ['admin'])
  }

  const connect = () => {
    clearTimeout(timer)
    const secret = token()
    if (ended || !secret || socket?.readyState === WebSocket.OPEN || socket?.readyState === WebSocket.CONNECTING) return
    const mine = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/live`)
    socket = mine
    const say = (frame: ClientFrame) => mine.send(JSON.stringify(frame))
    const heartbeat = setInterval(() => mine.readyState === WebSocket.OPEN && say({ type: 'ping' }), 25_000)
    mine.addEventListener('open', () => say({ type: 'hello', token: secret }))
    mine.addEventListener('message', (event) => handle(JSON.parse(String(event.data)) as ServerFrame))
    mine.addEventListener('close', (event) => {
      clearInterval(heartbeat)
      if (socket !== mine) return
      socket = undefined
      connected.set(false)
      if (ended || event.code === liveClose.signedOut) return
      failures += 1
      timer = setTimeout(connect, Math.min(30_000, 500 * 2 ** failures) * (0.7 + Math.random() * 0.6))
    })
  }

  const wake = () => {
    if (document.visibilityState === 'visible') connect()
  }
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  connect()
  return () => {
    ended = true
    clearTimeout(timer)
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
    socket?.close(1000)
    connected.set(false)
  }
}

async function refresh(queryClient: QueryClient, ...keys: string[][]): Promise<void> {
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}
