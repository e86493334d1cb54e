import { SkeletonCells } from '../../ui/states.tsx'

export function NotificationsPage() {
  return <SkeletonCells />
}
