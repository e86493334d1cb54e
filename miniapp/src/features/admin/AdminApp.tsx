import { SkeletonCells } from '../../ui/states.tsx'
import './admin.css'

export function AdminApp() {
  return <SkeletonCells />
}
