import { renderSVG } from 'uqr'
import { useT } from '../lib/i18n.tsx'
import { useShop } from '../lib/session.tsx'
import { askForLogin } from '../lib/web-login.ts'

/** Telegram's login page; it comes back to where one is. */
function loginAddress(loginUrl: string): string {
  const { origin, pathname, search } = location
  return `${loginUrl}&${new URLSearchParams({ origin, return_to: origin + pathname + search }).toString()}`
}

/** For a plain browser: the shop lives in Telegram, here is the way in; or one signs in and stays. */
export function OutsidePage() {
  const t = useT()
  const shop = useShop()
  if (!shop) return null
  const link = shop.link + (location.pathname.startsWith('/p/') ? `?startapp=p_${location.pathname.slice(3)}` : '')
  return (
    <main className="app items-center justify-center gap-4 p-8 text-center">
      <img src="/art/wave.webp" alt="" width={104} height={104} />
      <h1 className="t1">{t('common.outsideTitle', { shop: shop.name })}</h1>
      <p className="t2">{t('common.outsideBody')}</p>
      <div
        className="rounded-md p-3"
        // A code is read from white, in every theme.
        style={{ width: 208, background: '#fff' }}
        aria-hidden="true"
        dangerouslySetInnerHTML={{ __html: renderSVG(link, { border: 0 }) }}
      />
      <a className="btn pillb" href={link}>
        {t('common.openInTelegram')}
      </a>
      {/* Kept from before there was one, the shop may not say where. */}
      {shop.loginUrl && (
        <a className="btn pillb soft" href={loginAddress(shop.loginUrl)} onClick={askForLogin} onAuxClick={askForLogin}>
          {t('common.signInHere')}
        </a>
      )}
      <p className="foot t2 ltr">{link}</p>
    </main>
  )
}
