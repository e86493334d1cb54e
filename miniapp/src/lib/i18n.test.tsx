import { act, createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { beforeEach, describe, expect, it, vi } from 'vitest'

/** A page of its own with nothing loaded yet. */
async function open() {
  vi.resetModules()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const i18n = await import('./i18n.tsx')
  const box = document.createElement('div')
  const Probe = ({ name }: { name: string }) => createElement('p', null, i18n.useT()(name))
  const root = createRoot(box)
  const show = async (name: string) => {
    await act(async () => {
      root.render(createElement(i18n.WordsProvider, null, createElement(Probe, { name })))
      await i18n.speakLanguage(i18n.firstLanguage())
    })
  }
  return { ...i18n, show, text: () => box.textContent }
}

beforeEach(() => {
  localStorage.clear()
  document.documentElement.lang = ''
  document.documentElement.dir = ''
})

describe('the words on screen', () => {
  it('turn the page round for Arabic', async () => {
    const { show, text, speakLanguage } = await open()
    await show('cart.title')
    expect(text()).toBe('Cart')
    await act(async () => speakLanguage('ar'))
    expect(text()).toBe('السلة')
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['ar', 'rtl'])
  })

  it('are those of the language chosen last, however long each took', async () => {
    const { show, text, speakLanguage } = await open()
    await show('cart.title')
    await act(async () => void (await Promise.all([speakLanguage('ar'), speakLanguage('sw'), speakLanguage('en'), speakLanguage('sw')])))
    expect(text()).toBe('Kikapu')
    expect(document.documentElement.dir).toBe('ltr')
  })

  it('stay in the language chosen last when further words are asked for while it loads', async () => {
    const { show, text, speakLanguage, loadRestWords } = await open()
    await show('cart.title')
    await act(async () => void (await Promise.all([speakLanguage('ar'), loadRestWords()])))
    expect(text()).toBe('السلة')
  })

  it('are remembered for the next visit', async () => {
    const first = await open()
    await act(async () => first.speakLanguage('sw'))
    expect((await open()).firstLanguage()).toBe('sw')
  })

  it('of further screens are there once they were asked for, and stay when the language changes', async () => {
    const { show, text, loadStaffWords, loadRestWords, speakLanguage } = await open()
    await show('orders.title')
    expect(text()).toBe('orders.title')
    await act(async () => void (await Promise.all([loadStaffWords(), loadRestWords()])))
    expect(text()).toBe('Orders')
    await act(async () => speakLanguage('sw'))
    expect(text()).not.toBe('orders.title')
  })
})
