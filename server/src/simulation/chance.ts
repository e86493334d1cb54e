import { seededRandom } from '../platform/emulation/random.ts'

/** Everything a run decides by chance. The same seed decides the same. */
export type Chance = ReturnType<typeof createChance>

export function createChance(seed: number) {
  const { next, state } = seededRandom(seed)
  const below = (end: number) => Math.floor(next() * end)
  return {
    state,
    /** 0 ≤ x < end, whole. */
    below,
    between: (from: number, to: number) => from + below(to - from + 1),
    happens: (probability: number) => next() < probability,
    one<Thing>(things: readonly Thing[]): Thing {
      const thing = things[below(things.length)]
      if (thing === undefined) throw new Error('There is nothing to choose from')
      return thing
    },
    /** One of the names, each as likely as its weight says. */
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      const names = Object.keys(weights) as Name[]
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0)
      for (const name of names) if ((left -= weights[name]) < 0) return name
      throw new Error('There is nothing to choose from')
    },
  }
}
