import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Stepper } from './Stepper.tsx'
import { draw } from './testing.tsx'

const labels = { group: 'Quantity', less: 'One less', more: 'One more', remove: 'Remove' }
let page: Awaited<ReturnType<typeof draw>>
afterEach(async () => {
  await page.clear()
  vi.useRealTimers()
})
const button = (label: string) => page.box.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)
const pointer = (label: string, type: string) => act(async () => button(label)?.dispatchEvent(new Event(type, { bubbles: true })))

describe('how many', () => {
  it('goes up and down by one', async () => {
    const change = vi.fn<(value: number) => void>()
    page = await draw(<Stepper value={2} onChange={change} labels={labels} />)
    await act(async () => button('One more')?.click())
    await act(async () => button('One less')?.click())
    expect(change.mock.calls).toEqual([[3], [1]])
  })

  it('offers the bin at one', async () => {
    const change = vi.fn<(value: number) => void>()
    page = await draw(<Stepper value={1} onChange={change} labels={labels} />)
    expect(button('One less')).toBeNull()
    await act(async () => button('Remove')?.click())
    expect(change).toHaveBeenCalledExactlyOnceWith(0)
  })

  it('stops at what there is', async () => {
    page = await draw(<Stepper value={2} max={2} onChange={() => undefined} labels={labels} />)
    expect(button('One more')?.disabled).toBe(true)
  })

  it('repeats while held, and stops when let go', async () => {
    vi.useFakeTimers()
    const change = vi.fn<(value: number) => void>()
    page = await draw(<Stepper value={2} onChange={change} labels={labels} />)
    await pointer('One more', 'pointerdown')
    await act(async () => void vi.advanceTimersByTime(1500))
    const held = change.mock.calls.length
    expect(held).toBeGreaterThan(2)
    await pointer('One more', 'pointerup')
    await act(async () => void vi.advanceTimersByTime(3000))
    expect(change).toHaveBeenCalledTimes(held)
  })
})
