/** Who may do what among the staff. Read on both sides: the server guards with it, the screen asks it what to show. */
export const roles = ['owner', 'manager', 'support', 'customer'] as const
export type Role = (typeof roles)[number]

export const permissions = [
  'orders.read',
  'orders.fulfil',
  'orders.cancel',
  'orders.refund',
  'catalog.read',
  'catalog.write',
  'payments.read',
  'payments.resolve',
  'settings.write',
  'team.manage',
  'audit.read',
] as const
export type Permission = (typeof permissions)[number]

const manager = permissions.filter((permission) => permission !== 'team.manage')
const support: Permission[] = ['orders.read', 'orders.fulfil', 'catalog.read']

const granted: Record<Role, readonly Permission[]> = { owner: permissions, manager, support, customer: [] }

export function can(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission)
}

export function isStaff(role: Role): boolean {
  return role !== 'customer'
}
