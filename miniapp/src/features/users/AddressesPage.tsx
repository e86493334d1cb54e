import { SkeletonCells } from '../../ui/states.tsx'

export function AddressesPage() {
  return <SkeletonCells />
}
