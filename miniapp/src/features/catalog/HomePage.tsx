import { useQuery } from '@tanstack/react-query'
import { useRef, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { Banner, Category, Home } from 'shared/catalog.schema'
import { paths } from '../../app/paths.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { useOffline } from '../../lib/session.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Heading } from '../../ui/Section.tsx'
import { Money, Picture, ProductArt } from '../../ui/show.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { useSnap } from '../../ui/use-snap.ts'
import { homeQuery } from './api.ts'
import { OfflineNote } from './OfflineNote.tsx'
import { ProductCard } from './ProductCard.tsx'

/** The shop's front: what is fresh, and the way on from last time (`strip`: what is on its way to this customer). */
export function HomePage({ strip }: { strip: ReactNode }) {
  const t = useT()
  const home = useQuery(homeQuery(useLanguage()))
  const isOffline = useOffline()
  return (
    <>
      <h1 className="sr">{t('common.tab.shop')}</h1>
      {home.data && (home.isError || isOffline) && <OfflineNote since={home.dataUpdatedAt} />}
      <div className="row gap-2.5 px-4 pt-1 pb-3">
        <Link href={paths.search()} className="search">
          <Icon name="search" size={20} />
          <span className="clip">{t('shop.searchHint')}</span>
        </Link>
        <Link href={paths.saved()} className="icb f" aria-label={t('shop.saved')}>
          <Icon name="heart" size={22} />
        </Link>
      </div>
      {strip}
      {home.data ? (
        <Front home={home.data} />
      ) : home.isError ? (
        <ErrorState title={t('shop.loadFailed')} error={home.error} onRetry={() => void home.refetch()} />
      ) : (
        <FrontSkeleton />
      )}
    </>
  )
}

function Front({ home }: { home: Home }) {
  const t = useT()
  return (
    <>
      {home.banners.length > 0 && <Banners banners={home.banners} />}
      <Categories categories={home.categories} />
      {home.rails
        .filter((rail) => rail.items.length > 0)
        .map((rail) => (
          <section key={rail.key}>
            {/* keys: shop.rail.* */}
            <Heading action={<Link href={paths.allProducts()}>{t('common.seeAll')}</Link>}>{t(`shop.rail.${rail.key}`)}</Heading>
            <div className={rail.key === 'favourites' ? 'grid2' : 'rail'}>
              {rail.items.map((product) => (
                <ProductCard key={product.id} product={product} />
              ))}
            </div>
          </section>
        ))}
    </>
  )
}

function Banners({ banners }: { banners: Banner[] }) {
  const t = useT()
  const row = useRef<HTMLDivElement>(null)
  const at = useSnap(row)
  return (
    <>
      <div className="rail snap-mandatory" ref={row}>
        {banners.map((banner, index) => (
          <Link
            key={banner.productSlug}
            href={paths.product(banner.productSlug)}
            className="hero"
            style={{ '--h': banner.hue } as React.CSSProperties}
          >
            <Picture picture={banner.picture} sizes="276px" eager={index === 0} />
            <span className="foot b">{banner.eyebrow}</span>
            <h2 className="t1">{banner.title}</h2>
            <p className="sub">{banner.body}</p>
            <div className="row b sub">
              <span>{t('shop.look')}</span>
              <Money value={banner.price} />
            </div>
          </Link>
        ))}
      </div>
      {banners.length > 1 && (
        <div className="pg" aria-hidden="true">
          {banners.map((banner, index) => (
            <i key={banner.productSlug} className={index === at ? 'on' : ''} />
          ))}
        </div>
      )}
    </>
  )
}

function Categories({ categories }: { categories: Category[] }) {
  return (
    <nav className="rail mt-4.5 gap-2.5">
      {categories.map((category) => (
        <Link key={category.id} href={paths.category(category.slug)} className="cat foot">
          <ProductArt picture={category.picture} hue={category.hue} sizes="76px" eager />
          {category.name}
        </Link>
      ))}
    </nav>
  )
}

function FrontSkeleton() {
  const t = useT()
  return (
    <div aria-busy="true" aria-label={t('shop.loading')}>
      <div className="px-4">
        <Skeleton height={240} radius={22} />
      </div>
      <div className="rail mt-8 gap-2.5">
        {[0, 1, 2, 3, 4].map((at) => (
          <Skeleton key={at} width={76} height={76} radius={20} />
        ))}
      </div>
      <div className="px-4 pt-8 pb-3">
        <Skeleton width={148} height={20} />
      </div>
      <GridSkeleton />
    </div>
  )
}

/** Cards while they load, in their geometry. */
export function GridSkeleton({ cards = 4 }: { cards?: number }) {
  return (
    <div className="grid2" aria-busy="true">
      {Array.from({ length: cards }, (_, card) => (
        <div key={card} className="grid gap-2">
          <Skeleton height="auto" radius={16} style={{ aspectRatio: 1 }} />
          <Skeleton width="80%" height={13} />
          <Skeleton width="55%" height={11} />
          <Skeleton width="40%" height={13} />
        </div>
      ))}
    </div>
  )
}
