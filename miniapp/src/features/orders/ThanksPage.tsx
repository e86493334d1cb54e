import { SkeletonCells } from '../../ui/states.tsx'

export function ThanksPage() {
  return <SkeletonCells />
}
