import { SkeletonCells } from '../../ui/states.tsx'

export function HomePage() {
  return <SkeletonCells />
}
