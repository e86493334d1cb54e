import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { useLatest } from '../../lib/use-latest.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip, RadioCell } from '../../ui/choice.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useCart } from '../cart/api.ts'
import { productsQuery, type ProductList as List } from './api.ts'
import { GridSkeleton } from './HomePage.tsx'
import { OfflineNote } from './OfflineNote.tsx'
import { ProductCard } from './ProductCard.tsx'

type Sort = NonNullable<List['sort']>
const sorts: readonly Sort[] = ['featured', 'newest', 'price_up', 'price_down']

/** Sorting and filters live in the address, so that back and reload keep them. */
export function useListFilters() {
  const [params, setParams] = useSearchParams()
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'featured'
  const kind = params.get('kind')
  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  const filters: Pick<List, 'sort' | 'kind' | 'inStock'> = {
    sort,
    ...((kind === 'physical' || kind === 'digital') && { kind }),
    ...(params.get('stock') === '1' && { inStock: true }),
  }
  return { params, set, filters }
}

type ProductListProps = {
  list: Pick<List, 'category' | 'q'>
  /** Shown when there is nothing, below the words. */ emptyAction?: ReactNode
  onSuggestion?: (words: string) => void
}

/** A list of products with its filters, sorting, pages and states, shared by collections and search. */
export function ProductList({ list, emptyAction, onSuggestion }: ProductListProps) {
  const t = useT()
  const { set, filters } = useListFilters()
  const [sorting, setSorting] = useState(false)
  const products = useInfiniteQuery(productsQuery({ ...list, ...filters }, useLanguage()))
  useCartButton()

  const pages = products.data?.pages
  const items = pages?.flatMap((page) => page.items) ?? []
  const suggestion = pages?.[0]?.didYouMean
  const hasFilters = filters.kind !== undefined || filters.inStock === true
  const clear = () => {
    set('kind', undefined)
    set('stock', undefined)
  }

  return (
    <>
      {products.data && products.isError && <OfflineNote since={products.dataUpdatedAt} />}
      <div className="rail mb-0.5 gap-2 py-1">
        <Chip state={filters.inStock ? 'on' : undefined} onClick={() => set('stock', filters.inStock ? undefined : '1')}>
          {t('shop.filter.inStock')}
        </Chip>
        <Chip
          state={filters.kind === 'physical' ? 'on' : undefined}
          onClick={() => set('kind', filters.kind === 'physical' ? undefined : 'physical')}
        >
          {t('shop.filter.physical')}
        </Chip>
        <Chip
          state={filters.kind === 'digital' ? 'on' : undefined}
          onClick={() => set('kind', filters.kind === 'digital' ? undefined : 'digital')}
        >
          {t('shop.filter.digital')}
        </Chip>
      </div>
      <div className="row sub t2 min-h-11 px-4">
        <span className="grow" role="status">
          {pages?.[0] ? t('shop.results', { count: pages[0].total }) : ''}
        </span>
        <button type="button" className="row acc hit gap-1" onClick={() => setSorting(true)}>
          <Icon name="sort" size={17} />
          {/* keys: shop.sort.* */}
          {t(`shop.sort.${filters.sort ?? 'featured'}`)}
        </button>
      </div>
      {suggestion && onSuggestion && (
        <p className="sub px-4 pb-3">
          <span className="t2">{t('shop.didYouMean')} </span>
          <button type="button" className="acc b hit" onClick={() => onSuggestion(suggestion)}>
            {suggestion}
          </button>
        </p>
      )}
      {products.isPending ? (
        <GridSkeleton />
      ) : items.length > 0 ? (
        <div className={`grid2 ${products.isPlaceholderData ? 'opacity-60' : ''}`}>
          {items.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </div>
      ) : products.isError ? (
        <ErrorState title={t('shop.loadFailed')} error={products.error} onRetry={() => void products.refetch()} />
      ) : (
        <EmptyState
          art="search"
          title={t('shop.nothingFound')}
          action={
            hasFilters ? (
              <Button round onClick={clear}>
                {t('shop.clearFilters')}
              </Button>
            ) : (
              emptyAction
            )
          }
        >
          {hasFilters ? t('shop.nothingWithFilters') : t('shop.nothingFoundHint')}
        </EmptyState>
      )}
      {products.hasNextPage && <More onSeen={() => void products.fetchNextPage()} busy={products.isFetchingNextPage} />}
      {sorting && (
        <Sheet title={t('shop.sort.title')} onClose={() => setSorting(false)}>
          <Section>
            <div role="radiogroup" aria-label={t('shop.sort.title')}>
              {sorts.map((sort) => (
                <RadioCell
                  key={sort}
                  title={t(`shop.sort.${sort}`)}
                  checked={filters.sort === sort}
                  onSelect={() => {
                    set('sort', sort === 'featured' ? undefined : sort)
                    setSorting(false)
                  }}
                />
              ))}
            </div>
          </Section>
        </Sheet>
      )}
    </>
  )
}

/** Asks for the next page when its button comes near; the button works by itself, too. */
function More({ onSeen, busy }: { onSeen: () => void; busy: boolean }) {
  const t = useT()
  const box = useRef<HTMLDivElement>(null)
  const seen = useLatest(onSeen)
  useEffect(() => {
    if (!box.current || busy) return
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen.current(), { rootMargin: '400px' })
    watcher.observe(box.current)
    return () => watcher.disconnect()
  }, [busy, seen])
  return (
    <div className="grid justify-items-center pt-6" ref={box}>
      <Button look="soft" round busy={busy} onClick={onSeen}>
        {t('common.loadMore')}
      </Button>
    </div>
  )
}

/** On screens of lists the one next step is the cart, when it holds something. */
function useCartButton() {
  const t = useT()
  const format = useFormat()
  const [, navigate] = useLocation()
  const { data: cart } = useCart()
  useMainButton(
    cart && cart.count > 0
      ? { text: `${t('cart.view')} · ${format.money(cart.subtotal)}`, onPress: () => navigate(paths.cart()) }
      : undefined,
  )
}
