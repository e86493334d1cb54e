import { act, type ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { draw } from './testing.tsx'
import { Toaster } from './toast.tsx'
import { useCopy } from './use-copy.ts'

let page: Awaited<ReturnType<typeof draw>>
afterEach(() => page.clear())

function Copying(): ReactNode {
  const copy = useCopy()
  return <button onClick={() => copy('R-2026-000001')}>Copy</button>
}

it.each([
  ['says that it is copied', () => Promise.resolve(), 'common.copied'],
  ['says that it could not be', () => Promise.reject<void>(new Error('refused')), 'common.copyFailed'],
] as const)('%s', async (_, write, said) => {
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(write)
  page = await draw(
    <>
      <Copying />
      <Toaster above="0" />
    </>,
  )
  await act(async () => page.box.querySelector('button')?.click())
  expect(written).toHaveBeenCalledWith('R-2026-000001')
  expect(page.box.textContent).toContain(said)
})
