import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKept } from './kept.ts'
import { createLog } from './log.ts'

afterEach(() => void vi.useRealTimers())

/** Something kept whose loads are counted, and whose announcements and gaps the test makes. */
function keep({ mayBeOld = false } = {}) {
  const heard = { loads: 0, tell: (_payload: string) => {}, gap: () => {}, isAway: false }
  const kept = createKept({
    name: 'a number',
    channel: 'numbers',
    listen(_channel, on, onGap) {
      heard.tell = on
      heard.gap = onGap ?? heard.gap
      return Promise.resolve(() => Promise.resolve())
    },
    log: createLog('silent'),
    async load() {
      heard.loads += 1
      const loaded = heard.loads
      await Promise.resolve()
      if (heard.isAway) throw new Error('away')
      return loaded
    },
    mayBeOld,
  })
  return { kept, heard }
}

describe('what is kept in the process', () => {
  it('is loaded once for all who ask', async () => {
    const { kept } = keep()
    expect(await Promise.all([kept.read(), kept.read()])).toEqual([1, 1])
    expect(await kept.read()).toBe(1)
  })

  it('is loaded again after an announcement, a lost connection, and when told to', async () => {
    const { kept, heard } = keep()
    await kept.read()
    heard.tell('')
    expect(await kept.read()).toBe(2)
    heard.gap()
    expect(await kept.read()).toBe(3)
    kept.drop()
    expect(await kept.read()).toBe(4)
    expect(await kept.read()).toBe(4)
  })

  it('is not what a load from before the change found', async () => {
    const { kept, heard } = keep()
    await kept.read()
    kept.drop()
    const before = kept.read()
    heard.tell('')
    expect([await kept.read(), await before, await kept.read()]).toEqual([3, 2, 3])
  })

  it('is read again after a minute, first or behind the reader’s back', async () => {
    vi.useFakeTimers()
    const exact = keep()
    const patient = keep({ mayBeOld: true })
    await Promise.all([exact.kept.read(), patient.kept.read()])
    vi.advanceTimersByTime(61_000)
    expect(await exact.kept.read()).toBe(2)
    expect(await patient.kept.read()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await patient.kept.read()).toBe(2)
  })

  it('is told not to be there rather than told wrong, when what may not be old cannot be read', async () => {
    vi.useFakeTimers()
    const { kept, heard } = keep()
    await kept.read()
    heard.isAway = true
    expect(await kept.read()).toBe(1)
    vi.advanceTimersByTime(61_000)
    await expect(kept.read()).rejects.toThrow('away')
    heard.isAway = false
    expect(await kept.read()).toBe(3)
  })
})
