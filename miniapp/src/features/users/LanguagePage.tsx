import { SkeletonCells } from '../../ui/states.tsx'

export function LanguagePage() {
  return <SkeletonCells />
}
