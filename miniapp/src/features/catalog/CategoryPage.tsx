import { SkeletonCells } from '../../ui/states.tsx'

export function CategoryPage() {
  return <SkeletonCells />
}
