import { act, useEffect } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { backHandlers, mainButtons, useMainButton, useShownButton, type ScreenButton } from '../lib/buttons.ts'
import { Sheet } from './Sheet.tsx'
import { draw } from './testing.tsx'

let page: Awaited<ReturnType<typeof draw>>
afterEach(() => page.clear())

const press = (key: string, shiftKey = false) =>
  act(async () => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true })))
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')

describe('an open sheet', () => {
  it('takes the focus, and gives it back when it closes', async () => {
    const opener = (
      <button key="opener" type="button">
        Open
      </button>
    )
    const sheet = (
      <Sheet key="sheet" title="Sort by" onClose={() => undefined}>
        …
      </Sheet>
    )
    page = await draw([opener])
    page.box.querySelector('button')!.focus()
    await page.redraw([opener, sheet])
    expect(dialog()?.contains(document.activeElement)).toBe(true)
    await page.redraw([opener])
    expect(document.activeElement).toBe(page.box.querySelector('button'))
  })

  it('brings its own next step, and shows none while it has none', async () => {
    const save = vi.fn<() => void>()
    let shown: ReturnType<typeof useShownButton>
    const Bar = () => {
      const button = useShownButton(mainButtons)
      useEffect(() => {
        shown = button
      })
      return null
    }
    const Pay = () => {
      useMainButton({ text: 'Pay', onPress: () => undefined })
      return null
    }
    const screen = [<Bar key="bar" />, <Pay key="pay" />]
    const sheet = (main?: ScreenButton) => (
      <Sheet key="sheet" title="Contact" onClose={() => undefined} {...(main && { main })}>
        …
      </Sheet>
    )
    page = await draw([...screen, sheet()])
    expect(shown).toBeUndefined()
    await page.redraw([...screen, sheet({ text: 'Save', onPress: save })])
    expect(shown?.text).toBe('Save')
    shown?.onPress()
    expect(save).toHaveBeenCalledOnce()
    await page.redraw(screen)
    expect(shown?.text).toBe('Pay')
  })

  it('is named by its title', async () => {
    page = await draw(
      <Sheet title="Sort by" onClose={() => undefined}>
        …
      </Sheet>,
    )
    const titled = document.getElementById(dialog()?.getAttribute('aria-labelledby') ?? '')
    expect(titled?.textContent).toBe('Sort by')
  })

  it.each(['Escape', 'back', 'scrim'])('closes by %s', async (way) => {
    const close = vi.fn<() => void>()
    page = await draw(
      <Sheet title="Sort by" onClose={close}>
        …
      </Sheet>,
    )
    if (way === 'Escape') await press('Escape')
    if (way === 'back') backHandlers.get().at(-1)?.onBack()
    if (way === 'scrim') await act(async () => document.querySelector<HTMLElement>('.scrim')?.click())
    expect(close).toHaveBeenCalledOnce()
  })

  it('keeps Tab inside', async () => {
    page = await draw(
      <Sheet title="Sort by" onClose={() => undefined}>
        <button type="button">Last</button>
      </Sheet>,
    )
    const buttons = [...dialog()!.querySelectorAll('button')]
    buttons.at(-1)!.focus()
    await press('Tab')
    expect(document.activeElement).toBe(buttons[0])
    await press('Tab', true)
    expect(document.activeElement).toBe(buttons.at(-1))
  })
})
