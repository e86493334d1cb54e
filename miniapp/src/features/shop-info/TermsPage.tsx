import { SkeletonCells } from '../../ui/states.tsx'

export function TermsPage() {
  return <SkeletonCells />
}
