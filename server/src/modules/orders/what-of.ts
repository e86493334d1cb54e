/** Goods of a refund as people read them, the same in every language: `1 × Nyeri AA, 2 × Kilimanjaro`. Empty when there are none. */
export function whatOf(
  parts: readonly { lineId: string; quantity: number }[],
  lines: readonly { id: string; name: string; title: string }[],
): string {
  return parts
    .flatMap(({ lineId, quantity }) => {
      const line = lines.find((each) => each.id === lineId)
      return line ? `${quantity} × ${line.name}` : []
    })
    .join(', ')
}
