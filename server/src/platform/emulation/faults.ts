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

/** What `withFaults` plays for any service; `error_kept` needs one that keeps answers under a key. */
export const commonFaults = faultKinds.filter((kind) => kind !== 'error_kept')

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
  /** What of it this service can be told to do. */
  kinds: readonly FaultKind[]
  list(): Fault[]
  /** @throws what this service would ignore */
  add(fault: Fault): void
  clear(): void
  /** The first fault of one of these kinds that matches, counted down. */
  take(wanted: readonly FaultKind[], request: { method: string; path: string; onlyNamed?: boolean }): Fault | undefined
}

export function faultList(faults: Fault[], kinds: readonly FaultKind[]): Faults {
  return {
    kinds,
    list: () => faults,
    add(fault) {
      if (!kinds.includes(fault.kind)) throw new RangeError(`This service knows no ${fault.kind}`)
      faults.push(fault)
    },
    clear: () => void faults.splice(0),
    take(wanted, { method, path, onlyNamed = false }) {
      const found = faults.find(
        (fault) =>
          wanted.includes(fault.kind) &&
          (fault.path !== undefined || !onlyNamed) &&
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
