import { useDeferredValue } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useLocation, useSearchParams } from 'wouter'
import { paths } from '../../../app/paths.ts'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Button, ButtonLink } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { Chip } from '../../../ui/choice.tsx'
import { SearchField } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { PageTitle } from '../../../ui/Section.tsx'
import { Money, StatusPill, Thumb } from '../../../ui/show.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { productsQuery } from '../api.ts'
import { useMayI } from '../may-i.ts'

/** Everything that is or was sold, with what is left of it. */
export function ProductsPage() {
  const t = useT()
  const format = useFormat()
  const mayI = useMayI()
  const [, navigate] = useLocation()
  const [search, setSearch] = useSearchParams()
  const words = search.get('q') ?? ''
  const lowOnly = search.get('stock') === 'low'
  const list = useInfiniteQuery(productsQuery(useDeferredValue(words.trim()), lowOnly))
  const change = (q: string, low: boolean) => setSearch({ ...(q ? { q } : {}), ...(low ? { stock: 'low' } : {}) }, { replace: true })
  const products = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageTitle
        after={
          mayI('catalog.write') && (
            <ButtonLink to={paths.adminNewProduct()} look="soft" small round>
              <Icon name="plus" size={18} />
              {t('admin.catalogue.add')}
            </ButtonLink>
          )
        }
      >
        {t('admin.tab.catalogue')}
      </PageTitle>
      <div className="px-4 pb-4">
        <SearchField
          value={words}
          onChange={(q) => change(q, lowOnly)}
          placeholder={t('admin.catalogue.search')}
          clearLabel={t('admin.clear')}
        />
      </div>
      <div className="rail gap-2 mb-4">
        <Chip state={lowOnly ? 'on' : undefined} onClick={() => change(words, !lowOnly)}>
          {t('admin.catalogue.lowOnly')}
        </Chip>
      </div>
      {mayI('catalog.write') && (
        <div className="sec">
          <div className="box">
            <Cell title={t('admin.categories.title')} to={paths.adminCategories()} />
          </div>
        </div>
      )}
      {list.isPending && <SkeletonCells rows={6} />}
      {list.isError && !list.data && (
        <ErrorState title={t('admin.catalogue.failed')} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && products.length === 0 && (
        <EmptyState
          art="search"
          title={t('admin.catalogue.none')}
          action={mayI('catalog.write') && <Button onClick={() => navigate(paths.adminNewProduct())}>{t('admin.catalogue.add')}</Button>}
        />
      )}
      {products.length > 0 && (
        <div className="sec">
          <div className="box">
            {products.map((product) => (
              <Cell
                key={product.id}
                to={paths.adminProduct(product.id)}
                inset={72}
                leading={<Thumb picture={product.picture} hue={product.hue} size={44} radius={12} />}
                title={<b className="sub">{product.name}</b>}
                subtitle={
                  <>
                    <Money value={product.price} />
                    {product.onHand !== null && (
                      <>
                        {' '}
                        ·{' '}
                        {t('admin.catalogue.left', {
                          count: product.onHand - product.reserved,
                          left: format.number(product.onHand - product.reserved),
                        })}
                      </>
                    )}
                  </>
                }
                // keys: admin.productStatus.*
                trailing={
                  product.status !== 'active' ? (
                    <StatusPill tone="neutral">{t(`admin.productStatus.${product.status}`)}</StatusPill>
                  ) : product.lowStock ? (
                    <StatusPill tone="warn">{t('admin.catalogue.low')}</StatusPill>
                  ) : null
                }
              />
            ))}
          </div>
        </div>
      )}
      {list.hasNextPage && (
        <div className="px-4 pb-6">
          <Button look="soft" wide busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}
