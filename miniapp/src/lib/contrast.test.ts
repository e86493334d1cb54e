import { describe, expect, it } from 'vitest'
import { contrast, safeButton } from './contrast.ts'

describe('a button in whatever theme is installed', () => {
  it.each([
    ['#007aff', '#ffffff'],
    ['#4f9fdc', '#ffffff'],
    ['#ff8fc8', '#ffffff'],
    ['#1d2733', '#000000'],
  ] as const)('can be read: %s under %s', (background, words) => {
    expect(contrast(safeButton(background, words), words)).toBeGreaterThanOrEqual(4.5)
  })

  it('keeps a colour that can be read already', () => {
    expect(safeButton('#0060cc', '#ffffff')).toBe('#0060cc')
  })
})
