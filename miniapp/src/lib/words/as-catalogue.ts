import type { Catalogue } from 'shared/translate'

/** `{ '…/cart.json': words }` → `{ cart: words }`. */
export function asCatalogue(files: Record<string, Catalogue>): Catalogue {
  return Object.fromEntries(Object.entries(files).map(([path, words]) => [path.replace(/^.*\/|\.json$/g, ''), words]))
}
