import type { WebSocket } from 'ws'
import { liveClose, type ClientFrame, type ServerFrame } from 'shared/live'
import { can, type Role } from 'shared/permissions'
import type { World } from '../../context.ts'
import { hashOf } from '../../platform/crypto.ts'
import type { Database } from '../../platform/db.ts'
import { liveChannel, type LiveMessage } from '../../platform/live.ts'
import { asLoggedError } from '../../platform/log.ts'
import { findLivingSessions, findSession } from '../auth/index.ts'

type Reader = { userId: string; sessionId: string; launch: string; role: Role }
type Connection = {
  socket: WebSocket
  address: string
  reader: Reader | undefined
  isAnswering: boolean
  frames: number
  helloBy: NodeJS.Timeout
}

export const liveLimits = {
  helloMs: 5_000,
  /** Open sockets. Many people share one address behind a mobile carrier. */
  perUser: 12,
  perAddress: 200,
  /** Frames a client may send between two pings of ours. */
  frames: 60,
  pingMs: 25_000,
  /** How soon a session that ended without a NOTIFY closes its sockets. */
  sweepMs: 3_000,
  /** Bytes that may wait for a reader who does not keep up. */
  waitingBytes: 256 * 1024,
}

/** This process's open sockets: who listens on each, and what reaches them. Close it before the server. */
export type LiveHub = {
  /** Whether another socket from this address may be opened. */
  hasRoom(address: string): boolean
  open(socket: WebSocket, address: string): void
  receive(socket: WebSocket, data: unknown): void
  closed(socket: WebSocket): void
  /** Hands a message from the channel to whom it is for. */
  deliver(message: LiveMessage): void
  /** Closes every socket because messages may have been missed: who comes back reads anew what may have changed. */
  restart(): void
  count(): number
  isClosing(): boolean
  close(): Promise<void>
}

/** Hands the hub what is sent to this shop's open sockets, until the returned function is called. */
export function hearLive(database: Pick<Database, 'listen'>, hub: LiveHub): Promise<() => Promise<void>> {
  return database.listen(
    liveChannel,
    (payload) => hub.deliver(JSON.parse(payload) as LiveMessage),
    () => hub.restart(),
  )
}

export function createLiveHub({
  world,
  limits = liveLimits,
  onCount = () => undefined,
}: {
  world: World
  limits?: typeof liveLimits
  onCount?: (count: number) => void
}): LiveHub {
  const connections = new Map<WebSocket, Connection>()
  let closing = false
  const pinging = setInterval(pingAll, limits.pingMs).unref()
  const sweeping = setInterval(() => void sweep(), limits.sweepMs).unref()
  let isSweeping = false

  return {
    hasRoom: (address) => !closing && count((connection) => connection.address === address) < limits.perAddress,

    open(socket, address) {
      if (closing) return socket.close(1001)
      const helloBy = setTimeout(() => end(socket, liveClose.signedOut), limits.helloMs)
      connections.set(socket, { socket, address, reader: undefined, isAnswering: true, frames: 0, helloBy })
      socket.on('pong', () => {
        const connection = connections.get(socket)
        if (connection) connection.isAnswering = true
      })
      onCount(connections.size)
    },

    receive(socket, data) {
      const connection = connections.get(socket)
      if (!connection) return
      connection.frames += 1
      if (connection.frames > limits.frames) return end(socket, liveClose.tooMany)
      const frame = parseFrame(data)
      if (!frame) return end(socket, 1008)
      if (frame.type === 'ping') return connection.reader ? send(socket, { type: 'pong' }) : end(socket, liveClose.signedOut)
      if (connection.reader) return
      greet(connection, frame.token).catch((error: unknown) => {
        world.log.warn({ error: asLoggedError(error) }, 'a live connection could not be let in')
        end(socket, 1011)
      })
    },

    closed(socket) {
      const connection = connections.get(socket)
      if (!connection) return
      clearTimeout(connection.helloBy)
      connections.delete(socket)
      onCount(connections.size)
    },

    deliver(message) {
      if ('end' in message) {
        const { end: ended } = message
        for (const { socket, reader } of connections.values()) {
          if (
            reader &&
            ('launch' in ended ? reader.launch === ended.launch : reader.userId === ended.user && reader.launch !== ended.except)
          )
            end(socket, liveClose.signedOut)
        }
        return
      }
      const { to } = message
      for (const { socket, reader } of connections.values()) {
        if (reader && ('user' in to ? reader.userId === to.user : can(reader.role, to.staff))) send(socket, message.frame)
      }
    },

    restart() {
      for (const { socket } of connections.values()) end(socket, 1012)
    },

    count: () => connections.size,
    isClosing: () => closing,

    async close() {
      closing = true
      clearInterval(pinging)
      clearInterval(sweeping)
      for (const { socket, helloBy } of connections.values()) {
        clearTimeout(helloBy)
        socket.close(1001)
      }
      const until = Date.now() + 1_000
      while (connections.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      for (const { socket } of connections.values()) socket.terminate()
    },
  }

  async function greet(connection: Connection, token: string): Promise<void> {
    const session = await findSession(world.db, hashOf(token), world.clock.now())
    const { socket } = connection
    if (!connections.has(socket)) return
    if (!session || session.bannedAt) return end(socket, liveClose.signedOut)
    if (count((other) => other.reader?.userId === session.userId) >= limits.perUser) return end(socket, liveClose.tooMany)
    clearTimeout(connection.helloBy)
    connection.reader = { userId: session.userId, sessionId: session.id, launch: session.launch, role: session.role }
    send(socket, { type: 'ready' })
  }

  function send(socket: WebSocket, frame: ServerFrame): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > limits.waitingBytes) return end(socket, liveClose.slow)
    socket.send(JSON.stringify(frame))
  }

  /** Says why and hangs up, also on who does not answer the goodbye. */
  function end(socket: WebSocket, code: number): void {
    socket.close(code)
    const connection = connections.get(socket)
    if (connection) connection.reader = undefined
    setTimeout(() => socket.terminate(), 1_000).unref()
  }

  function pingAll(): void {
    for (const connection of connections.values()) {
      if (!connection.isAnswering) {
        connection.socket.terminate()
        continue
      }
      connection.isAnswering = false
      connection.frames = 0
      connection.socket.ping()
    }
  }

  async function sweep(): Promise<void> {
    const ids = [...new Set([...connections.values()].flatMap(({ reader }) => (reader ? [reader.sessionId] : [])))]
    if (isSweeping || ids.length === 0) return
    isSweeping = true
    try {
      const living = await findLivingSessions(world.db, ids, world.clock.now())
      for (const { socket, reader } of connections.values())
        if (reader && ids.includes(reader.sessionId) && !living.has(reader.sessionId)) end(socket, liveClose.signedOut)
    } catch (error) {
      world.log.warn({ error: asLoggedError(error) }, 'live sessions could not be checked')
    } finally {
      isSweeping = false
    }
  }

  function count(which: (connection: Connection) => boolean): number {
    let found = 0
    for (const connection of connections.values()) if (which(connection)) found += 1
    return found
  }
}

function parseFrame(data: unknown): ClientFrame | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const frame = JSON.parse(data) as { type?: unknown; token?: unknown } | null
    if (frame?.type === 'ping') return { type: 'ping' }
    if (frame?.type === 'hello' && typeof frame.token === 'string' && /^[\w-]{43}$/.test(frame.token))
      return { type: 'hello', token: frame.token }
    return frame?.type === 'hello' ? { type: 'hello', token: '' } : undefined
  } catch {
    return undefined
  }
}
