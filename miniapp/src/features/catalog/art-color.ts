import type { Rgb } from '../../lib/contrast.ts'

/** The colour at the top of a product's art in the scheme that is on, as Telegram wants it for its header. */
export function artColor(hue: number): Rgb | undefined {
  const style = getComputedStyle(document.documentElement)
  const [light, chroma] = [style.getPropertyValue('--d-art-l1'), style.getPropertyValue('--d-art-c1')]
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d')
  if (!context || !light) return undefined
  context.fillStyle = `oklch(${light} ${chroma} ${hue})`
  context.fillRect(0, 0, 1, 1)
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data
  return `#${[r, g, b].map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`
}
