import { useLocation } from 'wouter'
import type { ProductCard as Card } from 'shared/catalog.schema'
import { paths } from '../../app/paths.ts'
import { useT } from '../../lib/i18n.tsx'
import { haptic } from '../../lib/telegram.ts'
import { Icon } from '../../ui/Icon.tsx'
import { toast } from '../../ui/toast.tsx'
import { previewOf, quantityOf, useCart, useSetQuantity } from '../cart/api.ts'
import { useFavourite } from '../favourites/api.ts'

/** The heart and the + on a card's picture. */
export function CardActions({ product }: { product: Card }) {
  return (
    <>
      <Heart product={product} />
      {product.available !== 0 && <AddButton product={product} />}
    </>
  )
}

function Heart({ product }: { product: Card }) {
  const t = useT()
  const { saved, toggle } = useFavourite(product)
  return (
    <button
      type="button"
      className={`fav hit ${saved ? 'on' : ''}`}
      aria-pressed={saved}
      aria-label={t('shop.save', { name: product.name })}
      onClick={toggle}
    >
      <Icon name="heart" size={21} filled={saved} />
    </button>
  )
}

function AddButton({ product }: { product: Card }) {
  const t = useT()
  const [, navigate] = useLocation()
  const { data: cart } = useCart()
  const setQuantity = useSetQuantity()
  const quantity = quantityOf(cart, product.onlyVariantId)
  const preview = previewOf(product)
  const isFull = product.available !== null && quantity >= product.available
  const change = (by: number) => {
    haptic(by > 0 && quantity === 0 ? 'light' : 'selection')
    if (preview) setQuantity(quantity + by, preview)
    else navigate(paths.product(product.slug))
  }
  if (quantity === 0) {
    return (
      <button
        type="button"
        className="add"
        aria-label={preview ? t('shop.add', { name: product.name }) : t('shop.choose', { name: product.name })}
        onClick={() => change(1)}
      >
        <Icon name="plus" size={20} />
      </button>
    )
  }
  return (
    <div className="add in" role="group" aria-label={t('shop.inCart', { name: product.name })}>
      <button
        type="button"
        aria-label={quantity > 1 ? t('cart.lessOf', { name: product.name }) : t('cart.removeOf', { name: product.name })}
        onClick={() => change(-1)}
      >
        <Icon name="minus" size={17} />
      </button>
      <span className="num" aria-live="polite">
        {quantity}
      </span>
      <button
        type="button"
        aria-label={t('cart.moreOf', { name: product.name })}
        aria-disabled={isFull}
        onClick={() => (isFull ? toast({ text: t('product.onlyLeft', { count: product.available ?? 0 }), icon: 'info' }) : change(1))}
      >
        <Icon name="plus" size={17} />
      </button>
    </div>
  )
}
