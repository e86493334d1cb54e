import { SkeletonCells } from '../../ui/states.tsx'

export function PayPage() {
  return <SkeletonCells />
}
