import { SkeletonCells } from '../../ui/states.tsx'

export function PrivacyPage() {
  return <SkeletonCells />
}
