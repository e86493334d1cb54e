import { act, useEffect, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backHandlers, ButtonLayer, mainButtons, useBackButton, useButtonLayer, useMainButton, useShownButton } from './buttons.ts'

let root: Root
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  root = createRoot(document.createElement('div'))
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.restoreAllMocks()
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

describe('a sheet over a screen', () => {
  let shown: string | undefined
  const Bar = () => {
    const button = useShownButton(mainButtons)
    useEffect(() => {
      shown = button?.text
    })
    return null
  }
  const Layer = ({ children }: { children?: ReactNode }) => <ButtonLayer value={useButtonLayer()}>{children}</ButtonLayer>

  it('withdraws the button of the screen, and gives it back when it closes', async () => {
    await show([<Bar key="bar" />, <Screen key="screen" text="Pay" />, <Layer key="sheet" />])
    expect(shown).toBeUndefined()
    await show([<Bar key="bar" />, <Screen key="screen" text="Pay" />])
    expect(shown).toBe('Pay')
  })

  it('shows its own button, also when the screen asks for another meanwhile', async () => {
    const over = (
      <Layer key="sheet">
        <Screen text="Save" />
      </Layer>
    )
    await show([<Bar key="bar" />, <Screen key="screen" text="Pay" />, over])
    await show([<Bar key="bar" />, <Screen key="screen" text="Pay $5" />, over])
    expect(shown).toBe('Save')
  })
})

describe('a double tap', () => {
  it('does not press what came in place of the button', async () => {
    let now = performance.now() + 10_000
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const [add, view] = [vi.fn<() => void>(), vi.fn<() => void>()]
    const tap = () => mainButtons.get()[0]?.button.onPress()
    await show(<Screen text="Add to cart" onPress={add} />)
    tap()
    await show(<Screen text="View cart" onPress={view} />)
    tap()
    expect(add).toHaveBeenCalledOnce()
    expect(view).not.toHaveBeenCalled()
    now += 500
    tap()
    expect(view).toHaveBeenCalledOnce()
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
