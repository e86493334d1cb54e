import { SkeletonCells } from '../../ui/states.tsx'

export function ProfilePage() {
  return <SkeletonCells />
}
