import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'wouter'
import type { Product } from 'shared/catalog.schema'
import { paths } from '../../app/paths.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { Problem } from '../../lib/request.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { Section } from '../../ui/Section.tsx'
import { StatusPill } from '../../ui/show.tsx'
import { EmptyState, ErrorState, Note, Skeleton } from '../../ui/states.tsx'
import { productQuery } from './api.ts'
import { firstVariant, isAvailable } from './choose-variant.ts'
import { OfflineNote } from './OfflineNote.tsx'
import { Instead, Others } from './OtherProducts.tsx'
import { Options, useAdding, VariantPrice } from './ProductChoice.tsx'
import { Gallery } from './ProductGallery.tsx'

/** Everything to decide on one product in ten seconds. */
export function ProductPage() {
  const t = useT()
  const { slug } = useParams<{ slug: string }>()
  const product = useQuery(productQuery(slug, useLanguage()))
  if (product.data) {
    const offline = product.isError ? <OfflineNote since={product.dataUpdatedAt} /> : null
    return <Details key={product.data.id} product={product.data} offline={offline} />
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
