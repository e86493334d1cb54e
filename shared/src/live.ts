/**
 * What travels over the WebSocket at `/api/v1/live`. The first frame from the client is `hello` with the session token;
 * the server closes with 4401 when it is no good, and when the session ends.
 */
export type ClientFrame = { type: 'hello'; token: string } | { type: 'ping' }

export type ServerFrame =
  | { type: 'ready' }
  | { type: 'pong' }
  /** Something about this order changed: read it again. Sent to its customer, and to staff with `orders.read`. */
  | { type: 'order.changed'; number: string; state: string; version: number }

/** Close codes of our own. */
export const liveClose = { signedOut: 4401, slow: 4408, tooMany: 4429 } as const
