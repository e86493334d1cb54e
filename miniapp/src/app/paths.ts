import type { StartTarget } from 'shared/start-param'

const part = encodeURIComponent

/** Every address inside the app; nobody writes one by hand. */
export const paths = {
  shop: () => '/',
  search: (query?: string) => (query ? `/search?q=${part(query)}` : '/search'),
  allProducts: () => '/search?all=1',
  category: (slug: string) => `/c/${part(slug)}`,
  product: (slugOrId: string) => `/p/${part(slugOrId)}`,
  cart: () => '/cart',
  checkout: () => '/checkout',
  pay: (number: string) => `/checkout/pay/${part(number)}`,
  orders: () => '/orders',
  order: (number: string) => `/orders/${part(number)}`,
  thanks: (number: string) => `/orders/${part(number)}/thanks`,
  receipt: (number: string) => `/orders/${part(number)}/receipt`,
  creditNote: (number: string, note: string) => `/orders/${part(number)}/credit-notes/${part(note)}`,
  support: () => '/support',
  you: () => '/you',
  profile: () => '/you/profile',
  addresses: () => '/you/addresses',
  sessions: () => '/you/sessions',
  keptMethods: () => '/you/payment-methods',
  language: () => '/you/language',
  notifications: () => '/you/notifications',
  saved: () => '/you/saved',
  terms: () => '/terms',
  privacy: () => '/privacy',
  admin: () => '/admin',
  adminOrders: (filter?: string) => (filter ? `/admin/orders?show=${part(filter)}` : '/admin/orders'),
  adminOrder: (number: string) => `/admin/orders/${part(number)}`,
  adminProducts: () => '/admin/products',
  adminLowStock: () => '/admin/products?stock=low',
  adminProduct: (id: string) => `/admin/products/${part(id)}`,
  adminNewProduct: () => '/admin/products/new',
  adminCategories: () => '/admin/categories',
  adminManage: () => '/admin/manage',
  adminDelivery: () => '/admin/delivery',
  adminTeam: () => '/admin/team',
  adminAudit: () => '/admin/audit',
  adminCases: () => '/admin/cases',
  adminSettlements: () => '/admin/settlements',
  adminMethods: () => '/admin/payment-methods',
} as const

/** The four roots of the tab bar. */
export const roots: readonly string[] = [paths.shop(), paths.orders(), paths.support(), paths.you()]

/** The roots of the staff's tab bar. */
export const staffRoots: readonly string[] = [paths.admin(), paths.adminOrders(), paths.adminProducts(), paths.adminManage()]

/** Where a start parameter leads. What has no screen yet opens the shop. */
export function pathOfTarget(target: StartTarget): string {
  switch (target.kind) {
    case 'product':
      return paths.product(target.id)
    case 'category':
      return paths.category(target.slug)
    case 'order':
      return paths.order(target.number)
    case 'ticket':
      return paths.support()
    case 'admin_order':
      return paths.adminOrder(target.number)
    default:
      return paths.shop()
  }
}

/** The screen above this one, for "back" when nothing was visited before; undefined at the top. */
export function parentOf(path: string): string | undefined {
  if (roots.includes(path) || staffRoots.includes(path)) return undefined
  const steps = path.split('/').filter(Boolean)
  const [first, second, third] = steps
  if (first === 'p' || first === 'c' || first === 'search' || first === 'cart') return paths.shop()
  if (first === 'checkout') return second === 'pay' && third ? paths.order(decodeURIComponent(third)) : paths.cart()
  if (first === 'orders') return third && third !== 'thanks' && second ? paths.order(decodeURIComponent(second)) : paths.orders()
  if (first === 'you' || first === 'terms' || first === 'privacy') return paths.you()
  if (first === 'admin') return third ? `/admin/${second}` : second === 'categories' ? paths.adminProducts() : paths.adminManage()
  return paths.shop()
}
