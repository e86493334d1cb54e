import { SkeletonCells } from '../../ui/states.tsx'

export function SavedPage() {
  return <SkeletonCells />
}
