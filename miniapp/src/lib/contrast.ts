/** Colours as Telegram sends them: `#rrggbb`. */
export type Rgb = `#${string}`

export const isRgb = (value: unknown): value is Rgb => typeof value === 'string' && /^#[\da-f]{6}$/i.test(value)

const channels = (color: Rgb) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number]

/** Relative luminance, WCAG 2.2. */
export function luminance(color: Rgb): number {
  const [r, g, b] = channels(color).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [a, b] = [channels(from), channels(to)]
  return `#${a
    .map((value, at) =>
      Math.round(value + (b[at]! - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** AA with a little to spare: browsers round what they mix. */
const enough = 4.55

const canRead = (words: Rgb, surfaces: readonly Rgb[]) => surfaces.every((surface) => contrast(words, surface) >= enough)

/** The least share of `to`, from `least` on, that makes words of the mix readable on all surfaces; 1 where none does. */
function shareOf(to: Rgb, from: Rgb, least: number, surfaces: readonly Rgb[]): number {
  let share = least
  while (share < 1 && !canRead(mix(from, to, share), surfaces)) share += 0.02
  return Math.min(share, 1)
}

/** What a theme gives, under the names tokens.css has for it. */
export const themeColors = ['text', 'hint', 'accent', 'destructive', 'page', 'section', 'bottom'] as const
export type ThemeColors = Record<(typeof themeColors)[number], Rgb>

/**
 * What tokens.css must change for a theme whose words cannot be read on the surfaces they stand on: the text colour itself,
 * moved towards black or white, and how much of it goes into secondary, accent and destructive words. Empty for most themes.
 */
export function readableTheme(theme: ThemeColors, isDark: boolean): Record<string, string> {
  const grounds = [theme.page, theme.section, theme.bottom]
  // Sheets in the dark, and fills anywhere, are nearer to the text than what they lie on.
  if (isDark) grounds.push(mix(theme.page, theme.text, 0.07))
  const surfaces = grounds.flatMap((ground) => [ground, mix(ground, theme.text, isDark ? 0.09 : 0.05)])
  const worst = (words: Rgb) => Math.min(...surfaces.map((surface) => contrast(words, surface)))
  const strongest: Rgb = worst('#000000') > worst('#ffffff') ? '#000000' : '#ffffff'
  const text = mix(theme.text, strongest, shareOf(strongest, theme.text, 0, surfaces))
  const changes: Record<string, string> = text === theme.text ? {} : { '--d-text': text }
  for (const [name, least, tinted] of [
    ['hint', isDark ? 0.4 : 0.3, false],
    ['accent', 0.24, true],
    ['destructive', 0.26, true],
  ] as const) {
    const share = shareOf(text, theme[name], least, tinted ? [...grounds, mix(theme.section, theme[name], 0.13)] : surfaces)
    if (share > least) changes[`--d-${name}-ink`] = `${Math.round(share * 100)}%`
  }
  return changes
}

/** The button colour moved away from its words until they can be read (4.5 to 1, WCAG AA). */
export function safeButton(background: Rgb, words: Rgb): Rgb {
  const away: Rgb = luminance(words) > 0.5 ? '#000000' : '#ffffff'
  for (let share = 0; share <= 0.6; share += 0.04) {
    const color = mix(background, away, share)
    if (contrast(color, words) >= 4.5) return color
  }
  return mix(background, away, 0.6)
}
