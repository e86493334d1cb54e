import { SkeletonCells } from '../../ui/states.tsx'

export function SessionsPage() {
  return <SkeletonCells />
}
