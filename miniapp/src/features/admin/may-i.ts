import type { Permission } from 'shared/permissions'
import { useMe } from '../../lib/session.tsx'

/** Whether the person who is signed in may do this. The server guards; this only keeps us from offering it. */
export function useMayI(): (permission: Permission) => boolean {
  const me = useMe()
  return (permission) => me?.permissions.includes(permission) ?? false
}
