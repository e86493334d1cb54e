import { lazy, Suspense, useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { backHandlers, mainButtons, useShownButton } from '../lib/buttons.ts'
import { useT } from '../lib/i18n.tsx'
import { useStore } from '../lib/store.ts'
import { haptic, inTelegram, onPress, setBackButton, setSettingsButton } from '../lib/telegram.ts'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { layerId } from '../ui/layer.ts'
import { Toaster } from '../ui/toast.tsx'
import { BottomBar } from './BottomBar.tsx'
import { ErrorBoundary } from './ErrorScreen.tsx'
import { cameBy, pressBack } from './navigation.ts'
import { paths, roots, staffRoots } from './paths.ts'

// Without a network these do not come; the screen under them must.
const bareHeader = () => ({ default: (): React.ReactNode => <header className="tg" /> })
const nothing = () => ({ default: () => null })
const PlainHeader = lazy<React.ComponentType<{ isRoot: boolean }>>(() =>
  import('./PlainHeader.tsx').then((module) => ({ default: module.PlainHeader }), bareHeader),
)
const CartPill = lazy(() => import('../features/cart/CartPill.tsx').then((module) => ({ default: module.CartPill }), nothing))
const OrdersBadge = lazy(() => import('../features/orders/OrdersBadge.tsx').then((module) => ({ default: module.OrdersBadge }), nothing))

/** Where each screen was scrolled to, by address. */
const scrolled = new Map<string, number>()

/** The frame round every screen: header where Telegram draws none, the scrolling view, tab bar, cart, buttons, toasts. */
export function Shell({ children }: { children: ReactNode }) {
  const [path, navigate] = useLocation()
  const view = useRef<HTMLElement>(null)
  const isRoot = roots.includes(path)
  const isAdmin = path.startsWith('/admin')
  // Behind the thanks lies only paying again: there is no way back.
  const isTop = isRoot || staffRoots.includes(path) || path.endsWith('/thanks')
  const hasMain = useShownButton(mainButtons) !== undefined

  useLayoutEffect(() => {
    const box = view.current
    if (!box) return
    box.scrollTop = cameBy() === 'push' && !roots.includes(path) ? 0 : (scrolled.get(path) ?? 0)
    const remember = () => scrolled.set(path, box.scrollTop)
    box.addEventListener('scroll', remember, { passive: true })
    return () => box.removeEventListener('scroll', remember)
  }, [path])

  useBack(isTop)
  useKeyboard()
  useEffect(() => {
    setSettingsButton(true)
    return onPress('settings', () => navigate(isAdmin ? paths.adminManage() : paths.you()))
  }, [isAdmin, navigate])

  return (
    <div className="app">
      {!inTelegram && (
        <Suspense fallback={<header className="tg" />}>
          <PlainHeader isRoot={isTop} />
        </Suspense>
      )}
      <main className={`view ${isRoot ? 'tabbed pilled' : ''} ${isAdmin ? 'tabbed' : ''}`} ref={view}>
        <ErrorBoundary resetKey={path}>{children}</ErrorBoundary>
      </main>
      {isRoot && (
        <>
          <Suspense>{path !== paths.orders() && <CartPill />}</Suspense>
          <TabBar path={path} onSame={() => view.current?.scrollTo({ top: 0, behavior: 'smooth' })} />
        </>
      )}
      <BottomBar />
      <Toaster
        above={isRoot ? 'calc(var(--d-tabbar) + var(--d-safe-b) + 76px)' : hasMain && !inTelegram ? '92px' : 'calc(24px + var(--d-safe-b))'}
      />
      <div id={layerId} />
    </div>
  )
}

/** The topmost handler goes first (a sheet, then its screen); without one it is a step back. */
function useBack(isTop: boolean) {
  const handlers = useStore(backHandlers)
  const visible = handlers.length > 0 || !isTop
  useEffect(() => setBackButton(visible), [visible])
  useEffect(() => onPress('back', pressBack), [])
}

/** While the keyboard is open the bars under it give way. */
function useKeyboard() {
  useEffect(() => {
    const types = (target: EventTarget | null) =>
      target instanceof HTMLElement && target.matches('input:not([type=checkbox],[type=radio]),textarea')
    const toggle = (event: FocusEvent) =>
      document.documentElement.toggleAttribute(
        'data-keyboard',
        event.type === 'focusin' && types(event.target) && matchMedia('(pointer: coarse)').matches,
      )
    document.addEventListener('focusin', toggle)
    document.addEventListener('focusout', toggle)
    return () => {
      document.removeEventListener('focusin', toggle)
      document.removeEventListener('focusout', toggle)
    }
  }, [])
}

const tabs: { path: string; icon: IconName; key: 'shop' | 'orders' | 'support' | 'you' }[] = [
  { path: paths.shop(), icon: 'store', key: 'shop' },
  { path: paths.orders(), icon: 'box', key: 'orders' },
  { path: paths.support(), icon: 'chat', key: 'support' },
  { path: paths.you(), icon: 'user', key: 'you' },
]

function TabBar({ path, onSame }: { path: string; onSame: () => void }) {
  const t = useT()
  return (
    <nav className="tabs" aria-label={t('common.mainMenu')}>
      {tabs.map((tab) => {
        const isOn = tab.path === path
        const press = () => {
          haptic('selection')
          if (isOn) onSame()
        }
        return (
          <Link key={tab.key} href={tab.path} className={isOn ? 'on' : ''} aria-current={isOn ? 'page' : undefined} onClick={press}>
            <Icon name={tab.icon} size={26} />
            {/* keys: common.tab.* */}
            {t(`common.tab.${tab.key}`)}
            <Suspense>{tab.key === 'orders' && <OrdersBadge />}</Suspense>
          </Link>
        )
      })}
    </nav>
  )
}
