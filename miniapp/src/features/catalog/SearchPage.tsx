import { SkeletonCells } from '../../ui/states.tsx'

export function SearchPage() {
  return <SkeletonCells />
}
