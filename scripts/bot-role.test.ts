import { describe, expect, it } from 'vitest'
import { hasBot } from './bot-role.ts'

describe('a shop in two processes', () => {
  it.each(['polling', 'webhook'] as const)('runs the bot in exactly one of them: %s', (mode) => {
    expect((['api', 'worker'] as const).filter((role) => hasBot(role, mode))).toEqual([mode === 'polling' ? 'worker' : 'api'])
    expect(hasBot('all', mode)).toBe(true)
  })
})
