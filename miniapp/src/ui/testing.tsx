import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import type { Words } from 'shared/translate'
import { FixedWords } from '../lib/i18n.tsx'

/** Draws something into a page of its own, with words given or their keys instead. */
export async function draw(
  children: ReactNode,
  words: Words = {},
): Promise<{ box: HTMLElement; redraw: (next: ReactNode) => Promise<void>; clear: () => Promise<void> }> {
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
  const box = document.createElement('div')
  document.body.append(box)
  const root: Root = createRoot(box)
  const redraw = (next: ReactNode) =>
    act(async () =>
      root.render(
        <FixedWords language="en" words={words}>
          {next}
        </FixedWords>,
      ),
    )
  await redraw(children)
  return {
    box,
    redraw,
    clear: async () => {
      await act(async () => root.unmount())
      box.remove()
    },
  }
}
