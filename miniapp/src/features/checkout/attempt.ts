import type { CheckoutRequest, Quote } from 'shared/checkout.schema'

/**
 * What keeps one checkout one order, however often it is sent: over two taps, two tabs and a reload in the middle.
 * - A quote's token and the key it will be ordered with are made together and kept on the device: a tab that is priced
 *   the same takes the same pair, so the server sees one intention.
 * - What was sent and not yet answered is kept in the tab, and sent again word for word after a reload.
 */
export type Intention = { token: string; key: string; expiresAt: string }

type KeptIntention = Intention & { userId: string; says: string }
type KeptAttempt = { userId: string; key: string; body: CheckoutRequest; goods: Quote['goods'] }
export type PlacedElsewhere = { key: string; number: string }

const intentionKey = 'duka.checkout.intention'
const attemptKey = 'duka.checkout.attempt'
const placedKey = 'duka.checkout.placed'

/** A quote this close to its end is not handed on. */
const spareMs = 60_000

/** What a quote says, without its token and time: two quotes that say the same are one intention. */
function says(quote: Quote): string {
  return JSON.stringify([
    quote.goods,
    quote.lines.map((line) => [line.variantId, line.quantity, line.unitPrice.amount]),
    quote.totals,
    quote.stars,
    quote.addressId,
    quote.deliveryOptionId,
  ])
}

/** The token and key to order this quote with; the kept pair while it says the same and is still good. */
export function intentionFor(userId: string, quote: Quote, now: number = Date.now()): Intention {
  const kept = readJson<KeptIntention>(localStorage, intentionKey)
  const meaning = says(quote)
  if (kept && kept.userId === userId && kept.says === meaning && Date.parse(kept.expiresAt) - now > spareMs) return kept
  const intention: KeptIntention = { token: quote.token, key: crypto.randomUUID(), expiresAt: quote.expiresAt, userId, says: meaning }
  localStorage.setItem(intentionKey, JSON.stringify(intention))
  return intention
}

/** Called before an order is sent. Kept in the tab only: it holds a name and a phone number. */
export function rememberAttempt(attempt: KeptAttempt): void {
  sessionStorage.setItem(attemptKey, JSON.stringify(attempt))
}

/** What this tab sent as this person without hearing back; undefined when nothing is open. */
export function openAttempt(userId: string): KeptAttempt | undefined {
  const kept = readJson<KeptAttempt>(sessionStorage, attemptKey)
  return kept?.userId === userId ? kept : undefined
}

/** The server refused for good: nothing was ordered, and another try is another intention. */
export function forgetAttempt(): void {
  sessionStorage.removeItem(attemptKey)
  localStorage.removeItem(intentionKey)
}

/** The order stands. Other tabs that hold the same intention hear of it. */
export function attemptPlaced(placed: PlacedElsewhere): void {
  forgetAttempt()
  localStorage.setItem(placedKey, JSON.stringify(placed))
}

/** Hears when another tab has placed an order. @returns how to stop. */
export function onPlacedElsewhere(listener: (placed: PlacedElsewhere) => void): () => void {
  const hear = (event: StorageEvent) => {
    if (event.key !== placedKey || !event.newValue) return
    const placed = readJson<PlacedElsewhere>(localStorage, placedKey)
    if (placed) listener(placed)
  }
  window.addEventListener('storage', hear)
  return () => window.removeEventListener('storage', hear)
}

function readJson<Value>(storage: Storage, key: string): Value | undefined {
  try {
    return (JSON.parse(storage.getItem(key) ?? 'null') as Value | null) ?? undefined
  } catch {
    storage.removeItem(key)
    return undefined
  }
}
