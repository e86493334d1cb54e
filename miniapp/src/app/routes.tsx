import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { HomePage } from '../features/catalog/HomePage.tsx'
import { StripRoom } from '../features/orders/StripRoom.tsx'
import { loadRestWords, loadStaffWords } from '../lib/i18n.tsx'
import { SkeletonCells } from '../ui/states.tsx'
import { NotFoundScreen } from './ErrorScreen.tsx'

/** Every customer's screen, to be fetched before it is asked for. */
const ahead: (() => Promise<unknown>)[] = []

/** A page that comes when it is asked for, with its words, by the name it is exported under. */
const page = <Name extends string>(load: () => Promise<Record<Name, React.ComponentType>>, name: Name) => {
  const loadAll = () => Promise.all([load(), loadRestWords()])
  ahead.push(loadAll)
  return lazy(async () => {
    const [module] = await loadAll()
    return { default: module[name] }
  })
}

const OrderStrip = page(() => import('../features/orders/OrderStrip.tsx'), 'OrderStrip')

/** The front, with what is on its way to this customer. */
const Front = () => (
  <HomePage
    strip={
      <Suspense fallback={<StripRoom />}>
        <OrderStrip />
      </Suspense>
    }
  />
)

const routes: [path: string, component: React.ComponentType][] = [
  ['/', Front],
  ['/search', page(() => import('../features/catalog/SearchPage.tsx'), 'SearchPage')],
  ['/c/:slug', page(() => import('../features/catalog/CategoryPage.tsx'), 'CategoryPage')],
  ['/p/:slug', page(() => import('../features/catalog/ProductPage.tsx'), 'ProductPage')],
  ['/cart', page(() => import('../features/cart/CartPage.tsx'), 'CartPage')],
  ['/checkout', page(() => import('../features/checkout/CheckoutPage.tsx'), 'CheckoutPage')],
  ['/checkout/pay/:number', page(() => import('../features/payments/PayPage.tsx'), 'PayPage')],
  ['/orders', page(() => import('../features/orders/OrdersPage.tsx'), 'OrdersPage')],
  ['/orders/:number', page(() => import('../features/orders/OrderPage.tsx'), 'OrderPage')],
  ['/orders/:number/thanks', page(() => import('../features/orders/ThanksPage.tsx'), 'ThanksPage')],
  ['/orders/:number/receipt', page(() => import('../features/orders/ReceiptPage.tsx'), 'ReceiptPage')],
  ['/orders/:number/credit-notes/:note', page(() => import('../features/orders/CreditNotePage.tsx'), 'CreditNotePage')],
  ['/support', page(() => import('../features/shop-info/SupportPage.tsx'), 'SupportPage')],
  ['/you', page(() => import('../features/users/YouPage.tsx'), 'YouPage')],
  ['/you/profile', page(() => import('../features/users/ProfilePage.tsx'), 'ProfilePage')],
  ['/you/addresses', page(() => import('../features/users/AddressesPage.tsx'), 'AddressesPage')],
  ['/you/payment-methods', page(() => import('../features/payments/KeptMethodsPage.tsx'), 'KeptMethodsPage')],
  ['/you/sessions', page(() => import('../features/users/SessionsPage.tsx'), 'SessionsPage')],
  ['/you/language', page(() => import('../features/users/LanguagePage.tsx'), 'LanguagePage')],
  ['/you/notifications', page(() => import('../features/users/NotificationsPage.tsx'), 'NotificationsPage')],
  ['/you/saved', page(() => import('../features/catalog/SavedPage.tsx'), 'SavedPage')],
  ['/terms', page(() => import('../features/shop-info/TermsPage.tsx'), 'TermsPage')],
  ['/privacy', page(() => import('../features/shop-info/PrivacyPage.tsx'), 'PrivacyPage')],
]

const AdminApp = lazy(async () => {
  const [module] = await Promise.all([import('../features/admin/AdminApp.tsx'), loadStaffWords(), loadRestWords()])
  return { default: module.AdminApp }
})

/** The customer's screens are fetched, one after another, while nothing else is to do: they open at once then, and without a network, too. */
function useNextScreens() {
  useEffect(() => {
    const fetchAll = async () => {
      for (const load of ahead) await load()
    }
    // Without a network there is nothing to fetch; the screen itself will say so.
    const timer = setTimeout(() => fetchAll().catch(() => undefined), 1500)
    return () => clearTimeout(timer)
  }, [])
}

export function Routes() {
  useNextScreens()
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Switch>
        {routes.map(([path, component]) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route path="/admin/*?" component={AdminApp} />
        <Route component={NotFoundScreen} />
      </Switch>
    </Suspense>
  )
}

function PageSkeleton() {
  return (
    <div className="pt-4">
      <SkeletonCells rows={5} />
    </div>
  )
}
