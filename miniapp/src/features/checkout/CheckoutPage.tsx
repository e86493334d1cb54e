import { SkeletonCells } from '../../ui/states.tsx'

export function CheckoutPage() {
  return <SkeletonCells />
}
