import { useInfiniteQuery } from '@tanstack/react-query'
import type { Product, ProductCard as Card } from 'shared/catalog.schema'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { Heading } from '../../ui/Section.tsx'
import { productsQuery } from './api.ts'
import { ProductCard } from './ProductCard.tsx'

/** What can be had when this cannot: first of its own kind, then what goes with it. */
export function Instead({ product }: { product: Product }) {
  const t = useT()
  const { categorySlug } = product
  const alike = useInfiniteQuery({
    ...productsQuery({ ...(categorySlug && { category: categorySlug }), inStock: true }, useLanguage()),
    enabled: categorySlug !== null,
  })
  const found = [...(alike.data?.pages[0]?.items.slice(0, 6) ?? []), ...product.goesWith.filter((other) => other.available !== 0)]
  const others = new Map(found.filter((other) => other.id !== product.id).map((other) => [other.id, other]))
  return alike.isLoading ? null : <Others title={t('product.instead')} products={[...others.values()]} />
}

/** A row of products under a product. */
export function Others({ title, products }: { title: string; products: readonly Card[] }) {
  if (products.length === 0) return null
  return (
    <>
      <Heading>{title}</Heading>
      <div className="rail">
        {products.map((other) => (
          <ProductCard key={other.id} product={other} />
        ))}
      </div>
    </>
  )
}
