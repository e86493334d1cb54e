import { SkeletonCells } from '../../ui/states.tsx'

export function CartPage() {
  return <SkeletonCells />
}
