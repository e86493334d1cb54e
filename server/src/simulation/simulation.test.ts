import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { simulate, type Report } from './run.ts'

const steps = Number(process.env['SIMULATE_STEPS'] ?? 150)
const seed = Number(process.env['SIMULATE_SEED'] ?? randomInt(2 ** 31 - 1))

/** What to read when a promise was broken: what happened before, and how to see it again. */
function tell({ seed, taken, log, broken }: Report): string {
  return broken.length === 0
    ? ''
    : [...log.slice(-50), '', ...broken, '', `Again: npx -y pnpm@12 simulate --seed ${seed} --steps ${taken}`].join('\n')
}

describe('a whole shop, by chance', () => {
  it(`keeps every promise (seed ${seed}, ${steps} steps)`, { timeout: 600_000 }, async () => {
    process.stdout.write(`simulation: seed ${seed}, ${steps} steps\n`)
    expect(tell(await simulate({ seed, steps, databaseUrl: process.env['DATABASE_URL'] }))).toBe('')
  })

  it('plays the same seed the same way', { timeout: 300_000 }, async () => {
    const nameless = ({ log, hash }: Report) => ({ hash, log: log.map((line) => line.replaceAll(/DK-[\dA-Z-]+/g, 'an order')) })
    const first = await simulate({ seed: 7, steps: 40 })
    expect(nameless(await simulate({ seed: 7, steps: 40 }))).toEqual(nameless(first))
  })
})
