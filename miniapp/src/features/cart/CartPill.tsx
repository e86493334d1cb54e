import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useT } from '../../lib/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Money, Thumb } from '../../ui/show.tsx'
import { useCart } from './api.ts'

/** What the cart holds, floating over the tab bar whenever it holds something. */
export function CartPill() {
  const t = useT()
  const { data: cart } = useCart()
  if (!cart || cart.count === 0) return null
  return (
    <Link href={paths.cart()} className="cartpill">
      <span className="flex">
        {cart.lines.slice(0, 2).map((line) => (
          <Thumb key={line.variantId} picture={line.picture} hue={line.hue} size={40} />
        ))}
      </span>
      <span>
        <b className="num block leading-5">{t('cart.items', { count: cart.count })}</b>
        <small>
          <Money value={cart.subtotal} />
        </small>
      </span>
      <b className="go sub">
        {t('cart.view')}
        <Icon name="chev" size={18} />
      </b>
    </Link>
  )
}
