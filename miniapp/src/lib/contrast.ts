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

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [a, b] = [channels(from), channels(to)]
  return `#${a
    .map((value, at) =>
      Math.round(value + (b[at]! - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
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
