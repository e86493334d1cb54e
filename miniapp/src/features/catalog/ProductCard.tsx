import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import type { ProductCard as Card } from 'shared/catalog.schema'
import { paths } from '../../app/paths.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { useOwnPrice } from '../../lib/own-price.ts'
import { Money, Price, ProductArt } from '../../ui/show.tsx'
import { productQuery } from './api.ts'
import { flagOf } from './flags.ts'

/** What needs an account (heart, +) comes right after the first screen. */
const CardActions = lazy(() => import('./CardActions.tsx').then((module) => ({ default: module.CardActions })))

/** A product in a list: the whole card opens it, the heart saves it, + puts it into the cart and becomes a stepper. */
export function ProductCard({ product, eager = false }: { product: Card; eager?: boolean }) {
  const t = useT()
  const language = useLanguage()
  const queryClient = useQueryClient()
  const flag = flagOf(product, t)
  const own = useOwnPrice()(product.price)
  // Pressing down is nearly always opening: what the page needs is asked for 100 ms before the finger lifts.
  const prefetch = () => void queryClient.prefetchQuery(productQuery(product.slug, language))
  return (
    <article className={`pc ${product.available === 0 ? 'out' : ''}`}>
      <ProductArt picture={product.picture} hue={product.hue} sizes="(min-width: 640px) 200px, 45vw" eager={eager}>
        {flag && <span className="flag">{flag}</span>}
      </ProductArt>
      <h3 className="b sub">{product.name}</h3>
      <span className="foot t2">{product.subtitle}</span>
      <CardPrice product={product} />
      {own && <span className="foot t2 num">{own}</span>}
      <Link href={paths.product(product.slug)} className="go" aria-label={product.name} onPointerDown={prefetch} />
      <div className="absolute inset-x-0 top-0 aspect-square pointer-events-none *:pointer-events-auto">
        <Suspense>
          <CardActions product={product} />
        </Suspense>
      </div>
    </article>
  )
}

function CardPrice({ product }: { product: Card }) {
  const t = useT()
  if (product.kind === 'digital' && product.stars) return <Price value={product.stars} className="sub" />
  if (!product.priceVaries) return <Price value={product.price} was={product.compareAt} className="sub" />
  return (
    <span className="sub b">
      <span className="t2 font-normal">{t('shop.from')} </span>
      <Money value={product.price} />
    </span>
  )
}
