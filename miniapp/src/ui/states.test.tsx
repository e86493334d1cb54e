import { afterEach, describe, expect, it } from 'vitest'
import { Problem } from '../lib/request.ts'
import { ErrorState } from './states.tsx'
import { draw } from './testing.tsx'

const words = { problems: { 'request/too-many': 'Wait a minute' } }
let page: Awaited<ReturnType<typeof draw>>
afterEach(() => page.clear())

describe('what did not load', () => {
  const drawn = async (code: string, status: number) => {
    page = await draw(<ErrorState title="The shop didn’t load" error={new Problem({ code, status })} onRetry={() => undefined} />, words)
    return page.box.textContent
  }

  it('asks who was too fast to wait, and lets them try again', async () => {
    expect(await drawn('request/too-many', 429)).toContain('Wait a minute')
    expect(page.box.querySelector('button')).not.toBeNull()
  })

  it('says of other failures only that it failed', async () => {
    expect(await drawn('request/failed', 500)).not.toContain('Wait a minute')
  })
})
