import type { Cart, CartLine } from 'shared/cart.schema'
import type { MoneyJson } from 'shared/money'

/** What is known of a variant before the server has answered. */
export type LinePreview = Pick<
  CartLine,
  'variantId' | 'productId' | 'slug' | 'name' | 'title' | 'kind' | 'hue' | 'picture' | 'unitPrice' | 'stars' | 'available'
>

/** A quantity that is wanted but not confirmed yet. */
export type Wanted = { quantity: number; preview?: LinePreview }

const timesJson = (value: MoneyJson, quantity: number): MoneyJson => ({
  ...value,
  amount: (BigInt(value.amount) * BigInt(quantity)).toString(),
})

/** The cart as it will be once the server agrees: quantities, totals, kind of goods. Unknown lines need a preview. */
export function withWanted(cart: Cart, wanted: ReadonlyMap<string, Wanted>): Cart {
  if (wanted.size === 0) return cart
  const lines = cart.lines
    .map((line) => {
      const want = wanted.get(line.variantId)
      return want ? resized(line, want.quantity) : line
    })
    .concat(
      [...wanted]
        .filter(([variantId, want]) => want.preview && !cart.lines.some((line) => line.variantId === variantId))
        .map(([, want]) =>
          resized({ ...want.preview!, quantity: 0, priceBefore: null, total: want.preview!.unitPrice, trouble: null }, want.quantity),
        ),
    )
    .filter((line) => line.quantity > 0)
  const sum = lines.filter((line) => line.trouble !== 'gone').reduce((total, line) => total + BigInt(line.total.amount), 0n)
  const kinds = new Set(lines.map((line) => line.kind))
  return {
    ...cart,
    lines,
    count: lines.reduce((count, line) => count + line.quantity, 0),
    subtotal: { ...cart.subtotal, amount: sum.toString() },
    goods: kinds.size === 2 ? 'mixed' : ([...kinds][0] ?? 'none'),
  }
}

function resized(line: CartLine, quantity: number): CartLine {
  const fits = line.available === null || quantity <= line.available
  return {
    ...line,
    quantity,
    total: timesJson(line.unitPrice, quantity),
    trouble: line.trouble === 'too_many' && fits ? null : line.trouble,
  }
}

export const quantityOf = (cart: Cart | undefined, variantId: string | null): number =>
  cart?.lines.find((line) => line.variantId === variantId)?.quantity ?? 0
