const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Chance that can be repeated: the same seed gives the same world. For emulators only, never for secrets. */
export type Random = {
  /** 0 ≤ x < 1 */
  next(): number
  /** Letters and digits, as the ids of most services. */
  id(length: number): string
  state(): number
  setState(state: number): void
}

/** Mulberry32 (Tommy Ettinger, public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  function next() {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    id: (length) => Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join(''),
    state: () => state,
    setState(value) {
      state = value >>> 0
    },
  }
}
