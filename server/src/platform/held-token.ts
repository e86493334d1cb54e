import type { Clock } from './clock.ts'

/** A token is thrown away this long before its end. */
const marginSeconds = 60

type Held = { token: Promise<string>; endsAt: number }

/** There is no token, so what it was for was never asked. `cause` is what the asking for it threw. */
export class TokenUnavailable extends Error {
  constructor(cause: unknown) {
    super('No access token could be had', { cause })
    this.name = 'TokenUnavailable'
  }
}

/**
 * An access token that all of this process share, asked for once however many wait for it: where the next one ends the one before,
 * two would take it from each other for ever.
 *
 * @returns what does some work with it. One that is refused means that nothing was done: the same is done once more with a new one.
 * It throws TokenUnavailable where there is none.
 */
export function heldToken(options: {
  clock: Clock
  fetchToken: () => Promise<{ token: string; seconds: number }>
  /** Whether what the work threw says that the token is no longer taken. */
  isRefused: (error: unknown) => boolean
}) {
  const { clock, fetchToken, isRefused } = options
  let held: Held | undefined

  const forget = (mine: Held): void => {
    if (held === mine) held = undefined
  }

  function current(): Held {
    if (held && held.endsAt > clock.now().getTime()) return held
    const mine: Held = { token: Promise.resolve(''), endsAt: Number.POSITIVE_INFINITY }
    mine.token = fetchToken().then(
      ({ token, seconds }) => {
        mine.endsAt = clock.now().getTime() + (seconds - marginSeconds) * 1000
        return token
      },
      (error: unknown) => {
        forget(mine)
        throw new TokenUnavailable(error)
      },
    )
    held = mine
    return mine
  }

  return async function withToken<Result>(work: (token: string) => Promise<Result>): Promise<Result> {
    for (let isFirst = true; ; isFirst = false) {
      const mine = current()
      const token = await mine.token
      try {
        return await work(token)
      } catch (error) {
        if (!isFirst || !isRefused(error)) throw error
        forget(mine)
      }
    }
  }
}
