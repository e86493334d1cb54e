import { setTimeout as sleep } from 'node:timers/promises'
import { rememberCall, type Call } from './calls.ts'
import type { Emulation } from './emulation.ts'
import { commonFaults, faultList, LostReply, type Fault, type FaultKind, type Faults } from './faults.ts'
import type { SenderState } from './webhook-sender.ts'

type Faulty = {
  emulation: Pick<Emulation, 'clock' | 'changed'>
  state: { calls: Call[]; faults: Fault[]; sender?: SenderState }
  /** More than `commonFaults` only where the service has what it takes. */
  kinds?: readonly FaultKind[]
  /** Tries every webhook that is due: where the service calls us. */
  settle?: () => Promise<void>
}

type Asked<Answer> = {
  method: string
  /** What a fault's `path` is looked for in. */
  path: string
  /** What else is remembered of the request, and may be added to while it is worked on. */
  call?: Partial<Call>
  work: () => Answer | Promise<Answer>
  /** How a scripted trouble reads in the service's own words. */
  refuse: (fault: Fault) => Answer
  /** How what `work` throws reads. */
  caught?: (error: unknown) => Answer
  /** What stands between the door and the work, such as answers kept under a key. */
  around?: (work: () => Promise<Answer>) => Promise<Answer>
  /** Asked all the time: not remembered, and hit only by a fault that names a path. */
  isQuiet?: boolean
  /** Nobody is there: whatever the work came to never arrives. */
  isSilent?: boolean
}

/** The door of a service: each request is remembered, and goes wrong as it was scripted to. */
export function withFaults({ emulation: { clock, changed }, state, kinds = commonFaults, settle }: Faulty) {
  const faults = (): Faults => faultList(state.faults, kinds)

  /** @throws LostReply when the answer must never arrive */
  async function answer<Answer extends { status: number }>(asked: Asked<Answer>): Promise<Answer> {
    const { method, path, call, work, refuse, caught, around = (worked) => worked(), isQuiet = false, isSilent = false } = asked
    const at = new Date(clock.now()).toISOString()
    const take = (...wanted: FaultKind[]) => faults().take(wanted, { method, path, onlyNamed: isQuiet })

    async function worked(): Promise<Answer> {
      const slow = take('slow')
      if (slow) await sleep((slow.seconds ?? 3) * 1000)
      const kept = take('error_kept')
      if (kept) return refuse(kept)
      const done = await work()
      const after = take('error_after')
      return after ? refuse(after) : done
    }

    let answered: Answer
    try {
      const early = take('error_before', 'rate_limit', 'forbid', 'reject')
      answered = early ? refuse(early) : await around(worked)
    } catch (error) {
      if (!caught) throw error
      answered = caught(error)
    }
    const isLost = isSilent || take('lose_reply') !== undefined
    if (!isQuiet) {
      rememberCall(state.calls, { at, method, path, ...call, status: answered.status, ...(isLost && { lost: true }) })
      changed()
    }
    if (state.sender?.switches.beforeReply) await settle?.()
    if (isLost) throw new LostReply(`${method} ${path}`)
    return answered
  }

  return { faults, answer }
}
