import { describe, expect, it } from 'vitest'
import { contrast, mix, readableTheme, safeButton, type Rgb, type ThemeColors } from './contrast.ts'

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

const themes: Record<string, ThemeColors & { dark?: true }> = {
  light: {
    text: '#000000',
    hint: '#8e8e93',
    accent: '#007aff',
    destructive: '#ff3b30',
    page: '#efeff4',
    section: '#ffffff',
    bottom: '#ffffff',
  },
  dark: {
    text: '#ffffff',
    hint: '#98989e',
    accent: '#3e88f7',
    destructive: '#eb5545',
    page: '#000000',
    section: '#1c1c1e',
    bottom: '#1c1c1e',
    dark: true,
  },
  night: {
    text: '#f5f5f5',
    hint: '#708499',
    accent: '#6ab2f2',
    destructive: '#ec3942',
    page: '#232e3c',
    section: '#17212b',
    bottom: '#17212b',
    dark: true,
  },
  pink: {
    text: '#4a1030',
    hint: '#c08aa4',
    accent: '#d6246e',
    destructive: '#b3001b',
    page: '#ffe3ee',
    section: '#fff7fa',
    bottom: '#fff7fa',
  },
  'low contrast': {
    text: '#6d7378',
    hint: '#a9b0b6',
    accent: '#8fb4d6',
    destructive: '#d69a9a',
    page: '#dfe3e6',
    section: '#e8ebee',
    bottom: '#e8ebee',
  },
  'low contrast, dark': {
    text: '#8b9196',
    hint: '#5d6368',
    accent: '#4c6f8f',
    destructive: '#8f5252',
    page: '#2b2f33',
    section: '#33383c',
    bottom: '#33383c',
    dark: true,
  },
}

/** The words of a theme as tokens.css mixes them, with what was changed for it. */
function wordsOf({ dark, ...theme }: ThemeColors & { dark?: true }) {
  const changes = readableTheme(theme, dark ?? false)
  const text = (changes['--d-text'] ?? theme.text) as Rgb
  const words = (name: 'hint' | 'accent' | 'destructive', share: number) =>
    mix(theme[name], text, Number.parseInt(changes[`--d-${name}-ink`] ?? String(share), 10) / 100)
  return { text, secondary: words('hint', dark ? 40 : 30), accent: words('accent', 24), destructive: words('destructive', 26) }
}

describe('the words of a theme', () => {
  it.each(Object.entries(themes))('can be read in %s, on every surface they stand on', (_, theme) => {
    const words = wordsOf(theme)
    for (const ground of [theme.page, theme.section, theme.bottom, ...(theme.dark ? [mix(theme.page, theme.text, 0.07)] : [])]) {
      for (const color of Object.values(words)) expect(contrast(color, ground)).toBeGreaterThanOrEqual(4.5)
      const fill = mix(ground, theme.text, theme.dark ? 0.09 : 0.05)
      for (const color of [words.text, words.secondary]) expect(contrast(color, fill)).toBeGreaterThanOrEqual(4.5)
    }
    for (const name of ['accent', 'destructive'] as const) {
      expect(contrast(words[name], mix(theme.section, theme[name], 0.13))).toBeGreaterThanOrEqual(4.5)
    }
  })

  it("stay as they are in Telegram's own light and dark", () => {
    expect(readableTheme(themes['light'] as ThemeColors, false)).toEqual({})
    expect(readableTheme(themes['dark'] as ThemeColors, true)).toEqual({})
  })

  it('keep the text colour where only the quieter words cannot be read', () => {
    expect(Object.keys(readableTheme(themes['pink'] as ThemeColors, false))).not.toContain('--d-text')
  })
})
