import { SkeletonCells } from '../../ui/states.tsx'

export function ReceiptPage() {
  return <SkeletonCells />
}
