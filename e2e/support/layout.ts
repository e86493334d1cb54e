import type { Phone } from './phone.ts'

/**
 * What does not fit on the screen as it stands: boxes that stick out to a side, and buttons whose words are cut. What
 * scrolls sideways by itself (a rail) may stick out inside itself.
 */
export async function misfits(phone: Phone): Promise<string[]> {
  await phone.page.evaluate(() => document.fonts.ready)
  return phone.page.evaluate(() => {
    const found: string[] = []
    const describe = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').trim().slice(0, 50)}`
    const root = document.scrollingElement ?? document.documentElement
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide`)
    const view = document.querySelector('main')
    if (view && view.scrollWidth > view.clientWidth) found.push(`the screen is ${view.scrollWidth} px wide in ${view.clientWidth}`)
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== view &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    for (const element of document.querySelectorAll('main *, nav *, [role=dialog] *')) {
      const box = element.getBoundingClientRect()
      const isSeen = box.width > 0 && box.height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      if (!isSeen || element.closest('.sr')) continue
      if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(element.parentElement)) found.push(`sticks out: ${describe(element)}`)
    }
    // Words are measured themselves: a button's area to touch is larger than what it shows.
    for (const button of document.querySelectorAll('button, .btn, nav a')) {
      const box = button.getBoundingClientRect()
      if (box.width === 0 || button.closest('.sr')) continue
      const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT)
      while (texts.nextNode()) {
        const parent = texts.currentNode.parentElement
        if (!parent || parent.closest('.sr') || getComputedStyle(parent).textOverflow === 'ellipsis') continue
        const range = document.createRange()
        range.selectNodeContents(texts.currentNode)
        const leaves = [...range.getClientRects()].some(
          (rect) =>
            rect.width > 0 &&
            (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 1 || rect.bottom > box.bottom + 1),
        )
        if (leaves) found.push(`words leave their button: ${describe(button)}`)
      }
    }
    return [...new Set(found)].slice(0, 12)
  })
}

/** What moved by itself while a screen came, in a fresh load of the app: CLS and the boxes that moved. */
export async function shiftsOf(phone: Phone, path: string, isThere: RegExp): Promise<{ total: number; moved: string[] }> {
  await phone.context.addInitScript(() => {
    if (window.parent !== window) return
    const seen: { total: number; moved: string[] } = { total: 0, moved: [] }
    Object.assign(window, { shifts: seen })
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] }
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as Shift[]) {
        if (shift.hadRecentInput) continue
        seen.total += shift.value
        seen.moved.push(...shift.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : 'text')))
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await phone.page.goto('about:blank')
  await phone.page.goto(phone.launchAddress(path))
  await phone.sees(isThere)
  // What comes later still counts.
  await phone.page.waitForTimeout(1500)
  return phone.page.evaluate(() => (window as unknown as { shifts: { total: number; moved: string[] } }).shifts)
}
