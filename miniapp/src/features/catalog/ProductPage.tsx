import { SkeletonCells } from '../../ui/states.tsx'

export function ProductPage() {
  return <SkeletonCells />
}
