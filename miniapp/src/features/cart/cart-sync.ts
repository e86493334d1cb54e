import type { Cart } from 'shared/cart.schema'
import { isUnreachable } from '../../lib/request.ts'
import { withWanted, type LinePreview, type Wanted } from './changes.ts'

export type CartSyncParts = {
  /** Tells the server one line's quantity; answers with the whole cart. */
  send: (variantId: string, quantity: number) => Promise<Cart>
  /** Shows a cart; called at once on a tap and again with the server's answer. */
  show: (change: (cart: Cart | undefined) => Cart | undefined) => void
  /** The server refused a change: it was taken back. */
  refused: (error: unknown) => void
  /** Milliseconds a tap waits for the next one. */
  pauseMs?: number
  /** Milliseconds until the next try when the server cannot be reached. */
  retryMs?: number
}

/**
 * Shows changes of the cart at once and tells the server after, one at a time, only the last of a run of taps. A
 * quantity is absolute, so telling it twice does no harm; without a network changes wait and go when it is back.
 */
export function createCartSync({ send, show, refused, pauseMs = 250, retryMs = 4000 }: CartSyncParts) {
  const wanted = new Map<string, Wanted>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<void> | undefined

  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }

  /** Ends when everything was told, or the server cannot be reached; who comes meanwhile waits for the same. */
  function flush(): Promise<void> {
    sending ??= tell().finally(() => {
      sending = undefined
    })
    return sending
  }

  async function tell(): Promise<void> {
    clearTimeout(timer)
    for (let next = first(wanted); next; next = first(wanted)) {
      const [variantId, want] = next
      try {
        const answer = await send(variantId, want.quantity)
        if (wanted.get(variantId) === want) wanted.delete(variantId)
        show(() => withWanted(answer, wanted))
      } catch (error) {
        if (isUnreachable(error)) return later(retryMs)
        if (wanted.get(variantId) === want) wanted.delete(variantId)
        refused(error)
      }
    }
  }

  return {
    /** Wants this many of a variant; `preview` shows a line that is not in the cart yet. */
    set(variantId: string, quantity: number, preview?: LinePreview): void {
      wanted.set(variantId, { quantity, ...(preview && { preview }) })
      show((cart) => cart && withWanted(cart, wanted))
      later(pauseMs)
    },
    /** Lays what is not confirmed yet over a cart that was just read. */
    over: (cart: Cart): Cart => withWanted(cart, wanted),
    flush,
    waiting: () => wanted.size,
    /** Forgets what was not confirmed, when somebody else signs in. */
    forget(): void {
      clearTimeout(timer)
      wanted.clear()
    },
  }
}

const first = <Key, Value>(map: Map<Key, Value>): [Key, Value] | undefined => map.entries().next().value
