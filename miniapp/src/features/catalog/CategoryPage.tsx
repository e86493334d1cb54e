import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { NotFoundScreen } from '../../app/ErrorScreen.tsx'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { PageTitle } from '../../ui/Section.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { homeQuery } from './api.ts'
import { ProductList } from './ProductList.tsx'

/** One collection, with sorting and filters. */
export function CategoryPage() {
  const t = useT()
  const { slug } = useParams<{ slug: string }>()
  const home = useQuery(homeQuery(useLanguage()))
  const category = home.data?.categories.find((one) => one.slug === slug)
  if (home.data && !category) return <NotFoundScreen />
  return (
    <>
      <PageTitle subtitle={category && t('shop.products', { count: category.productCount })}>
        {category?.name ?? <Skeleton width={140} height={28} />}
      </PageTitle>
      <ProductList list={{ category: slug }} />
    </>
  )
}
