import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const launch = vi.hoisted(() => ({ startParam: undefined as string | undefined, rawInitData: 'signed-by-telegram' }))
vi.mock('../lib/telegram.ts', () => ({
  ...launch,
  get startParam() {
    return launch.startParam
  },
  confirmClosing: () => undefined,
}))

const at = () => location.pathname

beforeEach(() => {
  vi.resetModules()
  sessionStorage.clear()
  history.replaceState(null, '', '/')
})
afterEach(() => {
  launch.startParam = undefined
})

describe('opening by a link', () => {
  it('shows what the link names', async () => {
    launch.startParam = 'p_nyeri-aa'
    const { followStartParam } = await import('./navigation.ts')
    followStartParam()
    expect(at()).toBe('/p/nyeri-aa')
  })

  it('does so once: a reload stays where the person went on to', async () => {
    launch.startParam = 'p_nyeri-aa'
    const { followStartParam } = await import('./navigation.ts')
    followStartParam()
    history.replaceState(null, '', '/cart')
    followStartParam()
    expect(at()).toBe('/cart')
  })

  it('opens the shop for anything it does not know', async () => {
    launch.startParam = '../../admin'
    const { followStartParam } = await import('./navigation.ts')
    followStartParam()
    expect(at()).toBe('/')
  })
})

describe('back', () => {
  it('leads from a deep link to its natural parent, not out of the app', async () => {
    history.replaceState(null, '', '/orders/DK-1/receipt')
    const { goBack, watchNavigation } = await import('./navigation.ts')
    watchNavigation()
    goBack()
    expect(at()).toBe('/orders/DK-1')
    goBack()
    expect(at()).toBe('/orders')
  })

  it('is a step of the history where there is one', async () => {
    const { goBack, watchNavigation } = await import('./navigation.ts')
    const { navigate } = await import('wouter/use-browser-location')
    const back = vi.spyOn(history, 'back').mockImplementation(() => undefined)
    watchNavigation()
    navigate('/p/nyeri-aa')
    goBack()
    expect(back).toHaveBeenCalledOnce()
    back.mockRestore()
  })
})
