import { paths } from '../../app/paths.ts'
import { useT } from '../../lib/i18n.tsx'
import { ButtonLink } from '../../ui/Button.tsx'
import { PageTitle } from '../../ui/Section.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useFavourites } from '../favourites/api.ts'
import { GridSkeleton } from './HomePage.tsx'
import { ProductCard } from './ProductCard.tsx'

/** The products with a heart. */
export function SavedPage() {
  const t = useT()
  const saved = useFavourites()
  return (
    <>
      <PageTitle>{t('shop.saved')}</PageTitle>
      {saved.data ? (
        saved.data.items.length > 0 ? (
          <div className="grid2">
            {saved.data.items.map((product) => (
              <ProductCard key={product.id} product={product} />
            ))}
          </div>
        ) : (
          <EmptyState
            art="coffee"
            title={t('shop.savedEmpty')}
            action={
              <ButtonLink round to={paths.shop()}>
                {t('cart.browse')}
              </ButtonLink>
            }
          >
            {t('shop.savedEmptyHint')}
          </EmptyState>
        )
      ) : saved.isError ? (
        <ErrorState title={t('shop.savedFailed')} error={saved.error} onRetry={() => void saved.refetch()} />
      ) : (
        <GridSkeleton />
      )}
    </>
  )
}
