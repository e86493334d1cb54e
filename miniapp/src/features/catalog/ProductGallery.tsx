import { useEffect, useRef } from 'react'
import type { Product, Variant } from 'shared/catalog.schema'
import { asStartParam } from 'shared/start-param'
import { useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { setHeader, share } from '../../lib/telegram.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Picture } from '../../ui/show.tsx'
import { useSnap } from '../../ui/use-snap.ts'
import { useFavourite } from '../favourites/api.ts'
import { artColor } from './art-color.ts'

/** A product's pictures, the chosen variant's own first, with saving and sharing on them. */
export function Gallery({ product, variant }: { product: Product; variant: Variant }) {
  const t = useT()
  const row = useRef<HTMLDivElement>(null)
  const at = useSnap(row)
  const { saved, toggle } = useFavourite(product)
  const shop = useShop()
  const own = variant.picture
  const pictures = own ? [own, ...product.pictures.filter((picture) => picture.id !== own.id)] : product.pictures
  useArtHeader(product.hue)
  const first = pictures[0]?.id
  useEffect(() => {
    if (first) row.current?.scrollTo({ left: 0, behavior: 'smooth' })
  }, [first])

  return (
    <div
      className="art -mb-6 block h-80 rounded-none"
      style={
        {
          '--h': product.hue,
          background:
            'linear-gradient(180deg, oklch(var(--d-art-l1) var(--d-art-c1) var(--h)), oklch(var(--d-art-l2) var(--d-art-c2) var(--h)))',
        } as React.CSSProperties
      }
    >
      <div className="rail snap-mandatory h-full gap-0 px-0" ref={row} tabIndex={pictures.length > 1 ? 0 : undefined}>
        {pictures.map((picture, index) => (
          <div key={picture.id} className="grid h-full w-full place-items-center pb-8">
            <Picture
              picture={picture}
              sizes="300px"
              alt={picture.alt || product.name}
              eager={index === 0}
              className="size-68 object-contain"
            />
          </div>
        ))}
      </div>
      <div className="row absolute end-3 top-1.5 gap-2.5">
        {shop && (
          <IconButton
            look="glass"
            label={t('product.share')}
            onClick={() => share(`${shop.link}?startapp=${asStartParam({ kind: 'product', id: product.slug })}`, product.name)}
          >
            <Icon name="share" size={20} />
          </IconButton>
        )}
        <IconButton
          look="glass"
          label={t('shop.save', { name: product.name })}
          aria-pressed={saved}
          className={saved ? 'saved' : ''}
          onClick={toggle}
        >
          <Icon name="heart" size={20} filled={saved} />
        </IconButton>
      </div>
      {pictures.length > 1 && (
        <div className="pg absolute inset-x-0 bottom-9" aria-hidden="true">
          {pictures.map((picture, index) => (
            <i key={picture.id} className={index === at ? 'on' : ''} />
          ))}
        </div>
      )}
    </div>
  )
}

/** The header takes the art's colour while the picture is under it, and the page's after that. */
function useArtHeader(hue: number) {
  useEffect(() => {
    const view = document.querySelector<HTMLElement>('.view')
    const root = document.documentElement
    let over: boolean | undefined
    const paint = () => {
      const next = (view?.scrollTop ?? 0) < 280
      if (next === over) return
      over = next
      setHeader((next && artColor(hue)) || 'page')
      if (next) root.style.setProperty('--hdr', `oklch(var(--d-art-l1) var(--d-art-c1) ${hue})`)
      else root.style.removeProperty('--hdr')
    }
    paint()
    view?.addEventListener('scroll', paint, { passive: true })
    return () => {
      view?.removeEventListener('scroll', paint)
      root.style.removeProperty('--hdr')
      setHeader('page')
    }
  }, [hue])
}
