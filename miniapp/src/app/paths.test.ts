import { describe, expect, it } from 'vitest'
import { parentOf, pathOfTarget, paths, roots, staffRoots } from './paths.ts'

describe('the addresses inside the app', () => {
  it('stay what links already sent out say', () => {
    const written = Object.fromEntries(
      Object.entries(paths).map(([name, make]) => [name, (make as (...parts: string[]) => string)('a b', 'c')]),
    )
    expect(written).toMatchInlineSnapshot(`
      {
        "addresses": "/you/addresses",
        "admin": "/admin",
        "adminAudit": "/admin/audit",
        "adminCases": "/admin/cases",
        "adminCategories": "/admin/categories",
        "adminDelivery": "/admin/delivery",
        "adminLowStock": "/admin/products?stock=low",
        "adminManage": "/admin/manage",
        "adminMethods": "/admin/payment-methods",
        "adminNewProduct": "/admin/products/new",
        "adminOrder": "/admin/orders/a%20b",
        "adminOrders": "/admin/orders?show=a%20b",
        "adminProduct": "/admin/products/a%20b",
        "adminProducts": "/admin/products",
        "adminSettlements": "/admin/settlements",
        "adminTeam": "/admin/team",
        "allProducts": "/search?all=1",
        "cart": "/cart",
        "category": "/c/a%20b",
        "checkout": "/checkout",
        "creditNote": "/orders/a%20b/credit-notes/c",
        "keptMethods": "/you/payment-methods",
        "language": "/you/language",
        "notifications": "/you/notifications",
        "order": "/orders/a%20b",
        "orders": "/orders",
        "pay": "/checkout/pay/a%20b",
        "privacy": "/privacy",
        "product": "/p/a%20b",
        "profile": "/you/profile",
        "receipt": "/orders/a%20b/receipt",
        "saved": "/you/saved",
        "search": "/search?q=a%20b",
        "sessions": "/you/sessions",
        "shop": "/",
        "support": "/support",
        "terms": "/terms",
        "thanks": "/orders/a%20b/thanks",
        "you": "/you",
      }
    `)
  })

  it('open from a start parameter', () => {
    expect(pathOfTarget({ kind: 'product', id: 'nyeri-aa' })).toBe('/p/nyeri-aa')
    expect(pathOfTarget({ kind: 'order', number: 'DK-1' })).toBe('/orders/DK-1')
    expect(pathOfTarget({ kind: 'admin_order', number: 'DK-1' })).toBe('/admin/orders/DK-1')
    expect(pathOfTarget({ kind: 'referral', code: 'x' })).toBe('/')
  })
})

describe('back from a deep link', () => {
  it.each([
    ['/p/nyeri-aa', '/'],
    ['/orders/DK-1', '/orders'],
    ['/orders/DK-1/receipt', '/orders/DK-1'],
    ['/orders/DK-1/credit-notes/C-2026-000001', '/orders/DK-1'],
    ['/orders/DK-1/thanks', '/orders'],
    ['/checkout', '/cart'],
    ['/checkout/pay/DK-1', '/orders/DK-1'],
    ['/you/addresses', '/you'],
    ['/admin/orders/DK-1', '/admin/orders'],
    ['/admin/team', '/admin/manage'],
    ['/admin/categories', '/admin/products'],
  ])('leads from %s to %s', (path, parent) => {
    expect(parentOf(path)).toBe(parent)
  })

  it('ends at the tab roots', () => {
    for (const root of [...roots, ...staffRoots]) expect(parentOf(root)).toBeUndefined()
  })
})
