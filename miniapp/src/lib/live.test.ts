import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ServerFrame } from 'shared/live'
import { startLive } from './live.ts'

class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 0
  sent: unknown[] = []
  constructor() {
    super()
    FakeSocket.all.push(this)
  }
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close(code = 1000) {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
  open() {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
    this.hear({ type: 'ready' })
  }
  hear(frame: ServerFrame) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }
}

const sockets = () => FakeSocket.all
let end: () => void
let refreshed: string[]

function start(token = 'secret') {
  const queryClient = new QueryClient()
  vi.spyOn(queryClient, 'invalidateQueries').mockImplementation(async (filter) => void refreshed.push(String(filter?.queryKey)))
  end = startLive({ token: () => token, queryClient })
}

beforeEach(() => {
  FakeSocket.all = []
  refreshed = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
})
afterEach(() => {
  end()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the live line to the server', () => {
  it('says who it is first, and reads orders again when one changed', () => {
    start()
    sockets()[0]?.open()
    expect(sockets()[0]?.sent).toEqual([{ type: 'hello', token: 'secret' }])
    sockets()[0]?.hear({ type: 'order.changed', number: 'DK-1', state: 'shipped', version: 2 })
    expect(refreshed).toEqual(['orders', 'admin'])
  })

  it('comes back after it broke, and then reads what may have been missed', () => {
    start()
    sockets()[0]?.open()
    sockets()[0]?.close(1006)
    vi.advanceTimersByTime(2000)
    expect(sockets()).toHaveLength(2)
    expect(refreshed).toEqual([])
    sockets()[1]?.open()
    expect(refreshed).toEqual(['orders', 'admin', 'cart'])
  })

  it('waits longer each time, so that a server in trouble is left alone', () => {
    start()
    for (let attempt = 0; attempt < 20; attempt += 1) {
      sockets().at(-1)?.close(1006)
      vi.advanceTimersByTime(3000)
    }
    expect(sockets().length).toBeLessThan(8)
  })

  it('stays away when the session is over, and after it was ended', () => {
    start()
    sockets()[0]?.open()
    sockets()[0]?.close(4401)
    vi.advanceTimersByTime(120_000)
    expect(sockets()).toHaveLength(1)
    end()
    start()
    end()
    vi.advanceTimersByTime(120_000)
    expect(sockets()).toHaveLength(2)
  })
})
