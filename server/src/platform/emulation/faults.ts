/**
 * What can go wrong between a client and a service, scripted one request at a time:
 * - `lose_reply`: the work is done and kept, then the connection breaks;
 * - `error_after`: the work is done and kept, yet the answer is a server error;
 * - `error_before`: a server error and nothing done;
 * - `error_kept`: a server error and nothing done, and the idempotency key keeps that answer (Stripe only);
 * - `rate_limit`: refused as too fast, nothing done;
 * - `forbid`, `reject`: refused with 403 or 400, nothing done;
 * - `slow`: answered after `seconds` of real time.
 */
export const faultKinds = ['lose_reply', 'error_after', 'error_before', 'error_kept', 'rate_limit', 'forbid', 'reject', 'slow'] as const
export type FaultKind = (typeof faultKinds)[number]

export type Fault = {
  kind: FaultKind
  /** How many matching requests it hits before it is gone. */
  times: number
  /** Only requests of this HTTP method. */
  method?: string
  /** Only requests whose path (and for Telegram: `method chat_id`) contains this. */
  path?: string
  seconds?: number
  description?: string
}

export type Faults = {
  list(): Fault[]
  add(fault: Fault): void
  clear(): void
  /** The first fault of one of these kinds that matches, counted down. */
  take(kinds: readonly FaultKind[], request: { method: string; path: string }): Fault | undefined
}

export function faultList(faults: Fault[]): Faults {
  return {
    list: () => faults,
    add: (fault) => void faults.push(fault),
    clear: () => void faults.splice(0),
    take(kinds, { method, path }) {
      const found = faults.find(
        (fault) =>
          kinds.includes(fault.kind) &&
          (!fault.method || fault.method.toUpperCase() === method) &&
          (!fault.path || path.includes(fault.path)),
      )
      if (!found) return undefined
      found.times -= 1
      if (found.times <= 0) faults.splice(faults.indexOf(found), 1)
      return found
    },
  }
}

/** Thrown out of an emulator's `fetch` when the work is done but the answer must never arrive. */
export class LostReply extends Error {
  override name = 'LostReply'
}
