import type { WalletRequest } from 'shared/payments'

/** A wallet's side of one connection to the shop (github.com/ton-blockchain/ton-connect, bridge.md). */
export type WalletSession = {
  /** Who holds the wallet. */
  person: string
  keys: { publicKey: string; secretKey: string }
  /** What waits for a yes or a no. */
  asked: { id: string; request: WalletRequest } | null
  /** The bridge's number of the next event. */
  nextEvent: number
}

export type BridgeEvent = { id: number; data: string }

export type ConnectState = {
  /** By the shop's id in the connection. */
  sessions: Record<string, WalletSession>
  /** What waits on the bridge, by who it is for. */
  queues: Record<string, BridgeEvent[]>
  eventId: number
}
