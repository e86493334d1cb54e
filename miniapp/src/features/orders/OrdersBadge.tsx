import { useActiveOrders } from './active-orders.ts'

/** How many orders still move, on the tab. */
export function OrdersBadge() {
  const count = useActiveOrders().length
  return count > 0 ? <span className="badge red num">{count}</span> : null
}
