import { SkeletonCells } from '../../ui/states.tsx'

export function YouPage() {
  return <SkeletonCells />
}
