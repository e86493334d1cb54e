import type { Phone } from './phone.ts'

/**
 * Words that are too faint for what they stand on (WCAG AA: 4.5 to 1, large ones 3 to 1). What lies on a picture or cannot
 * be used is left out.
 */
export async function faintWords(phone: Phone): Promise<string[]> {
  return phone.page.evaluate(async () => {
    // What fades in is faint only for a moment.
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map((animation) => animation.finished))
    type Color = [number, number, number, number]
    const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
    const read = (css: string): Color => {
      if (!pen) return [0, 0, 0, 1]
      pen.clearRect(0, 0, 1, 1)
      pen.fillStyle = css
      pen.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data
      return [r, g, b, a / 255]
    }
    const over = ([r, g, b, a]: Color, [x, y, z]: Color): Color => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1]
    const luminance = ([r, g, b]: Color) => {
      const part = (value: number) => (value <= 10.3 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }
    /** What is painted behind an element; undefined where that is a picture. */
    const behind = (element: Element): Color | undefined => {
      const layers: Color[] = []
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at)
        if (style.backgroundImage !== 'none') return undefined
        const color = read(style.backgroundColor)
        layers.push(color)
        if (color[3] === 1) break
      }
      return layers.reduceRight((ground, layer) => over(layer, ground), read(getComputedStyle(document.documentElement).backgroundColor))
    }
    const found = new Map<string, string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement
      const words = texts.currentNode.textContent?.trim() ?? ''
      if (
        !element ||
        !words ||
        !/[\p{L}\p{N}]/u.test(words) ||
        element.closest('.sr, script, style, :disabled, [aria-disabled=true], [aria-hidden=true]')
      )
        continue
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const ground = behind(element)
      if (!ground) continue
      const style = getComputedStyle(element)
      let opacity = 1
      for (let at: Element | null = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity)
      const [r, g, b, a] = read(style.color)
      const [high = 0, low = 0] = [luminance(over([r, g, b, a * opacity], ground)), luminance(ground)].toSorted((x, y) => y - x)
      const ratio = (high + 0.05) / (low + 0.05)
      const size = Number.parseFloat(style.fontSize)
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio >= (isLarge ? 3 : 4.5)) continue
      found.set(
        `${element.tagName} ${element.className}`,
        `${ratio.toFixed(2)}: <${element.tagName.toLowerCase()} class="${element.className}"> ${words.slice(0, 40)}`,
      )
    }
    return [...found.values()]
  })
}
