import { SkeletonCells } from '../../ui/states.tsx'

export function OrderPage() {
  return <SkeletonCells />
}
