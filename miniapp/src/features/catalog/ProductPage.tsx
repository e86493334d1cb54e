import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLocation, useParams } from 'wouter'
import type { Product, Variant } from 'shared/catalog.schema'
import { asStartParam } from 'shared/start-param'
import { paths } from '../../app/paths.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { Problem } from '../../lib/request.ts'
import { useShop } from '../../lib/session.tsx'
import { haptic, setHeader, share } from '../../lib/telegram.ts'
import { ButtonLink, IconButton } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { ChipGroup, SegmentedControl } from '../../ui/choice.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Money, Picture, Price, StatusPill } from '../../ui/show.tsx'
import { EmptyState, ErrorState, Note, Skeleton } from '../../ui/states.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { useSnap } from '../../ui/use-snap.ts'
import { quantityOf, useCart, useSetQuantity, type LinePreview } from '../cart/api.ts'
import { useFavourite } from '../favourites/api.ts'
import { productQuery } from './api.ts'
import { artColor } from './art-color.ts'
import { choose, firstVariant, isAvailable, stateOf } from './choose-variant.ts'
import { OfflineNote } from './OfflineNote.tsx'
import { Instead, Others } from './OtherProducts.tsx'

/** Everything to decide on one product in ten seconds. */
export function ProductPage() {
  const t = useT()
  const { slug } = useParams<{ slug: string }>()
  const product = useQuery(productQuery(slug, useLanguage()))
  if (product.data) {
    return (
      <>
        <Details
          key={product.data.id}
          product={product.data}
          offline={product.isError ? <OfflineNote since={product.dataUpdatedAt} /> : null}
        />
      </>
    )
  }
  if (product.error instanceof Problem && product.error.status === 404) {
    return (
      <EmptyState
        art="coffee"
        title={t('product.gone')}
        action={
          <ButtonLink round to={paths.shop()}>
            {t('common.toShop')}
          </ButtonLink>
        }
      >
        {t('product.goneHint')}
      </EmptyState>
    )
  }
  if (product.isError) return <ErrorState title={t('product.loadFailed')} error={product.error} onRetry={() => void product.refetch()} />
  return <DetailsSkeleton />
}

function Details({ product, offline }: { product: Product; offline: React.ReactNode }) {
  const t = useT()
  const [picked, setPicked] = useState<string>()
  const variant = product.variants.find((one) => one.id === picked) ?? firstVariant(product)
  const canBuy = isAvailable(variant)
  const inCart = useAdding(product, variant, canBuy)
  const few = variant.available !== null && variant.available > 0 && variant.available <= 3

  return (
    <article>
      <Gallery product={product} variant={variant} />
      <div className="relative rounded-t-lg bg-page pt-5">
        {offline}
        <header className="px-4 pb-4">
          <div className="row foot t2 min-h-6 flex-wrap">
            <span className="grow">{product.subtitle}</span>
            {!canBuy ? (
              <StatusPill tone="warn">{t('shop.soldOut')}</StatusPill>
            ) : few ? (
              <StatusPill tone="warn">{t('shop.left', { count: variant.available ?? 0 })}</StatusPill>
            ) : product.isNew ? (
              <StatusPill tone="gold">{t('shop.new')}</StatusPill>
            ) : null}
          </div>
          <div className="row mt-0.5 flex-wrap items-baseline">
            <h1 className="t1 grow">{product.name}</h1>
            <VariantPrice product={product} variant={variant} />
          </div>
          <p className="t2 sub mt-1 whitespace-pre-line">{product.description}</p>
        </header>
        {!canBuy && (
          <div className="sec">
            <Note tone="warn">{product.variants.some(isAvailable) ? t('product.thisSoldOut') : t('product.allSoldOut')}</Note>
          </div>
        )}
        <Options product={product} variant={variant} onPick={(next) => setPicked(next.id)} />
        {inCart}
        <Facts product={product} />
        <Promise product={product} />
        {canBuy ? <Others title={t('product.goesWith')} products={product.goesWith} /> : <Instead product={product} />}
      </div>
    </article>
  )
}

function VariantPrice({ product, variant }: { product: Product; variant: Variant }) {
  if (product.kind !== 'digital' || !variant.stars) return <Price value={variant.price} was={variant.compareAt} className="text-title2" />
  return (
    <span className="text-end">
      <Price value={variant.stars} className="text-title2" />
      <small className="foot t2 block">
        <span className="ltr">
          ≈ <Money value={variant.price} />
        </span>
      </small>
    </span>
  )
}

/** The main button adds what is chosen, then leads to the cart. @returns the cell that counts what is in the cart. */
function useAdding(product: Product, variant: Variant, canBuy: boolean) {
  const t = useT()
  const format = useFormat()
  const [, navigate] = useLocation()
  const { data: cart } = useCart()
  const setQuantity = useSetQuantity()
  const [added, setAdded] = useState<string>()
  const quantity = quantityOf(cart, variant.id)
  const amount = product.kind === 'digital' && variant.stars ? variant.stars : variant.price
  const preview: LinePreview = {
    variantId: variant.id,
    productId: product.id,
    slug: product.slug,
    name: product.name,
    title: variant.title,
    kind: product.kind,
    hue: product.hue,
    picture: variant.picture ?? product.picture,
    unitPrice: variant.price,
    stars: variant.stars,
    available: variant.available,
  }
  const add = () => {
    haptic('light')
    setQuantity(quantity + 1, preview)
    setAdded(variant.id)
  }
  const view = { text: `${t('cart.view')} · ${t('cart.items', { count: cart?.count ?? 0 })}`, onPress: () => navigate(paths.cart()) }
  const isFull = variant.available !== null && quantity >= variant.available
  useMainButton(
    (added === variant.id || isFull) && quantity > 0
      ? view
      : canBuy
        ? { text: `${t('product.add')} · ${format.money(amount)}`, onPress: add }
        : undefined,
  )
  if (quantity === 0) return null
  return (
    <Section {...(isFull && { footer: t('product.onlyLeft', { count: variant.available ?? 0 }) })}>
      <Cell
        title={t('product.inCart')}
        trailing={
          <Stepper
            value={quantity}
            onChange={(next) => setQuantity(next, preview)}
            max={variant.available ?? 99}
            labels={{
              group: t('cart.quantityOf', { name: product.name }),
              less: t('cart.lessOf', { name: product.name }),
              more: t('cart.moreOf', { name: product.name }),
              remove: t('cart.removeOf', { name: product.name }),
            }}
          />
        }
      />
    </Section>
  )
}

function Gallery({ product, variant }: { product: Product; variant: Variant }) {
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

function Options({ product, variant, onPick }: { product: Product; variant: Variant; onPick: (variant: Variant) => void }) {
  if (product.options.length === 0) return null
  return (
    <Section>
      <div className="pad grid gap-4">
        {product.options.map((option) => {
          const choices = option.values
            .map((value) => ({ value: value.key, label: value.name, state: stateOf(product, variant, option.key, value.key) }))
            .filter((choice) => choice.state !== 'none')
            .map(({ state, ...choice }) => (state === 'sold_out' ? { ...choice, label: <s>{choice.label}</s> } : choice))
          const Group = choices.length <= 3 && option.values.every((value) => value.name.length <= 9) ? SegmentedControl : ChipGroup
          return (
            <div key={option.key} className="grid gap-2.5">
              <span className="b sub">{option.name}</span>
              <Group
                label={option.name}
                options={choices}
                value={variant.options[option.key]}
                onChange={(value) => onPick(choose(product, variant, option.key, value))}
              />
            </div>
          )
        })}
      </div>
    </Section>
  )
}

function Facts({ product }: { product: Product }) {
  const t = useT()
  if (product.facts.length === 0) return null
  return (
    <Section header={t('product.facts')}>
      {product.facts.map((fact) => (
        <Cell
          key={fact.label}
          title={<span className="t2 sub">{fact.label}</span>}
          value={<bdi className="text-ink sub">{fact.value}</bdi>}
        />
      ))}
    </Section>
  )
}

/** How it reaches the customer, and how it is paid. */
function Promise({ product }: { product: Product }) {
  const t = useT()
  return (
    <Section>
      {product.kind === 'digital' ? (
        <>
          <Cell leading={<Tile icon="bolt" color="violet" />} title={t('product.digital')} subtitle={t('product.digitalHint')} />
          <Cell leading={<Tile icon="star" color="orange" />} title={t('product.stars')} subtitle={t('product.starsHint')} />
        </>
      ) : (
        <>
          <Cell leading={<Tile icon="truck" color="green" />} title={t('product.delivery')} subtitle={t('product.deliveryHint')} />
          <Cell leading={<Tile icon="shield" color="teal" />} title={t('product.safe')} subtitle={t('product.safeHint')} />
        </>
      )}
    </Section>
  )
}

function DetailsSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton height={318} radius={0} />
      <div className="grid gap-3 px-4 pt-5">
        <Skeleton width="40%" height={13} />
        <Skeleton width="70%" height={28} />
        <Skeleton height={14} />
        <Skeleton width="80%" height={14} />
        <Skeleton height={110} radius={16} style={{ marginTop: 12 }} />
        <Skeleton height={160} radius={16} />
      </div>
    </div>
  )
}
