import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { createPortal } from 'react-dom'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { isStaff } from 'shared/permissions'
import { paths, staffRoots } from '../../app/paths.ts'
import { loadStaffWords, useT } from '../../lib/i18n.tsx'
import { useSession } from '../../lib/session.tsx'
import { haptic } from '../../lib/telegram.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { layerId } from '../../ui/layer.ts'
import { Badge } from '../../ui/show.tsx'
import { SkeletonCells } from '../../ui/states.tsx'
import { todayQuery } from './api.ts'
import { useMayI } from './may-i.ts'
import { TodayPage } from './today/TodayPage.tsx'
import './admin.css'

const OrdersPage = lazy(() => import('./orders/OrdersPage.tsx').then((module) => ({ default: module.OrdersPage })))
const OrderPage = lazy(() => import('./orders/OrderPage.tsx').then((module) => ({ default: module.OrderPage })))
const ProductsPage = lazy(() => import('./catalog/ProductsPage.tsx').then((module) => ({ default: module.ProductsPage })))
const ProductPage = lazy(() => import('./catalog/ProductPage.tsx').then((module) => ({ default: module.ProductPage })))
const CategoriesPage = lazy(() => import('./catalog/CategoriesPage.tsx').then((module) => ({ default: module.CategoriesPage })))
const ManagePage = lazy(() => import('./manage/ManagePage.tsx').then((module) => ({ default: module.ManagePage })))
const DeliveryPage = lazy(() => import('./shipping/DeliveryPage.tsx').then((module) => ({ default: module.DeliveryPage })))
const TeamPage = lazy(() => import('./manage/TeamPage.tsx').then((module) => ({ default: module.TeamPage })))
const AuditPage = lazy(() => import('./manage/AuditPage.tsx').then((module) => ({ default: module.AuditPage })))
const MethodsPage = lazy(() => import('./manage/MethodsPage.tsx').then((module) => ({ default: module.MethodsPage })))
const SettlementsPage = lazy(() => import('./manage/SettlementsPage.tsx').then((module) => ({ default: module.SettlementsPage })))
const CasesPage = lazy(() => import('./manage/CasesPage.tsx').then((module) => ({ default: module.CasesPage })))

/** The staff's side of the shop. Who is no staff lands in the shop, silently. */
export function AdminApp() {
  const session = useSession()
  const [spoken, setSpoken] = useState(false)
  useEffect(() => {
    void loadStaffWords().then(() => setSpoken(true))
  }, [])
  if (session.status !== 'signed-in') return <SkeletonCells />
  if (!isStaff(session.me.role)) return <Redirect to={paths.shop()} replace />
  if (!spoken) return <SkeletonCells />
  return (
    <>
      <Suspense fallback={<SkeletonCells />}>
        <Switch>
          <Route path="/admin">
            <TodayPage />
          </Route>
          <Route path="/admin/orders">
            <OrdersPage />
          </Route>
          <Route path="/admin/orders/:number">{({ number }) => <OrderPage number={decodeURIComponent(number)} />}</Route>
          <Route path="/admin/products">
            <ProductsPage />
          </Route>
          <Route path="/admin/products/new">
            <ProductPage key="new" />
          </Route>
          <Route path="/admin/products/:id">{({ id }) => <ProductPage key={id} id={id} />}</Route>
          <Route path="/admin/categories">
            <CategoriesPage />
          </Route>
          <Route path="/admin/manage">
            <ManagePage />
          </Route>
          <Route path="/admin/delivery">
            <DeliveryPage />
          </Route>
          <Route path="/admin/team">
            <TeamPage />
          </Route>
          <Route path="/admin/audit">
            <AuditPage />
          </Route>
          <Route path="/admin/payment-methods">
            <MethodsPage />
          </Route>
          <Route path="/admin/cases">
            <CasesPage />
          </Route>
          <Route path="/admin/settlements">
            <SettlementsPage />
          </Route>
          <Route>
            <Redirect to={paths.admin()} replace />
          </Route>
        </Switch>
      </Suspense>
      <AdminTabs />
    </>
  )
}

function AdminTabs() {
  const t = useT()
  const [path] = useLocation()
  const mayI = useMayI()
  const today = useQuery(todayQuery())
  if (!staffRoots.includes(path)) return null
  const toSend = today.data?.needsYou
    .filter(({ kind }) => kind === 'to_send' || kind === 'to_accept')
    .reduce((sum, { count }) => sum + count, 0)
  const tab = (to: string, icon: IconName, words: string, badge?: ReactNode) => (
    <Link href={to} className={path === to ? 'on' : ''} aria-current={path === to ? 'page' : undefined} onClick={() => haptic('selection')}>
      <Icon name={icon} size={26} />
      {words}
      {badge}
    </Link>
  )
  // Drawn beside the scrolling view, not inside it.
  const layer = document.getElementById(layerId)
  if (!layer) return null
  return createPortal(
    <nav className="tabs" aria-label={t('admin.menu')}>
      {tab(paths.admin(), 'pulse', t('admin.tab.today'))}
      {tab(paths.adminOrders(), 'box', t('admin.tab.orders'), toSend ? <Badge>{toSend}</Badge> : null)}
      {mayI('catalog.read') && tab(paths.adminProducts(), 'tag', t('admin.tab.catalogue'))}
      {tab(paths.adminManage(), 'gear', t('admin.tab.manage'))}
    </nav>,
    layer,
  )
}
