import { SkeletonCells } from '../../ui/states.tsx'

export function OrdersPage() {
  return <SkeletonCells />
}
