/** One page of a list. `nextCursor` is absent on the last page; it is opaque. */
export type Page<Item> = { items: Item[]; nextCursor?: string }
