import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backHandlers, mainButtons, useBackButton, useMainButton } from './buttons.ts'

let root: Root
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  root = createRoot(document.createElement('div'))
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.unstubAllGlobals()
})

const show = (children: ReactNode) => act(async () => root.render(children))

const nothing = () => undefined

function Screen({ text, onPress = nothing, children }: { text: string | undefined; onPress?: () => void; children?: ReactNode }) {
  useMainButton(text === undefined ? undefined : { text, onPress })
  return children
}

function Closable({ onBack }: { onBack: () => void }) {
  useBackButton(onBack)
  return null
}

describe("a screen's main button", () => {
  it('is the one mounted last, and the one before returns when it goes', async () => {
    await show([<Screen key="a" text="Pay" />, <Screen key="b" text="Save" />])
    expect(mainButtons.get().at(-1)?.button.text).toBe('Save')
    await show([<Screen key="a" text="Pay" />])
    expect(mainButtons.get().at(-1)?.button.text).toBe('Pay')
    await show([])
    expect(mainButtons.get()).toEqual([])
  })

  it('changes its words in place and always presses the newest handler', async () => {
    const [first, second] = [vi.fn<() => void>(), vi.fn<() => void>()]
    await show(<Screen text="Add" onPress={first} />)
    await show(<Screen text="View" onPress={second} />)
    expect(mainButtons.get()).toHaveLength(1)
    mainButtons.get()[0]?.button.onPress()
    expect(first).not.toHaveBeenCalled()
    expect(second).toHaveBeenCalledOnce()
  })

  it('goes away while there is nothing to do', async () => {
    await show(<Screen text="Add" />)
    await show(<Screen text={undefined} />)
    expect(mainButtons.get()).toEqual([])
  })
})

describe('back', () => {
  it('closes the topmost thing first', async () => {
    const [screen, sheet] = [vi.fn<() => void>(), vi.fn<() => void>()]
    await show([<Closable key="screen" onBack={screen} />, <Closable key="sheet" onBack={sheet} />])
    backHandlers.get().at(-1)?.onBack()
    expect(sheet).toHaveBeenCalledOnce()
    await show([<Closable key="screen" onBack={screen} />])
    backHandlers.get().at(-1)?.onBack()
    expect(screen).toHaveBeenCalledOnce()
  })
})
