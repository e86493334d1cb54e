import { SkeletonCells } from '../../ui/states.tsx'

export function SupportPage() {
  return <SkeletonCells />
}
