import type { Totals } from 'shared/checkout.schema'
import { useFormat } from '../lib/format.ts'
import { useT } from '../lib/i18n.tsx'
import { Money } from './show.tsx'

/** The lines above a total: goods, delivery, tax. Tax that is inside the prices says so. */
export function useTotalLines(totals: Totals, itemCount: number, goods: 'physical' | 'digital') {
  const t = useT()
  const format = useFormat()
  const isFree = BigInt(totals.delivery.amount) === 0n
  return [
    { key: 'subtotal', label: t('orders.items', { count: itemCount }), value: <Money value={totals.subtotal} /> },
    ...(goods === 'physical'
      ? [
          {
            key: 'delivery',
            label: t('orders.delivery'),
            value: isFree ? t('orders.free') : <Money value={totals.delivery} />,
            good: isFree,
          },
        ]
      : []),
    ...(totals.taxRateBps > 0
      ? [
          {
            key: 'tax',
            label: t(totals.taxIncluded ? 'orders.taxIncluded' : 'orders.tax', {
              // The merchant's own word, in its own direction.
              name: totals.taxName === 'VAT' ? t('orders.vat') : `\u2068${totals.taxName}\u2069`,
              rate: format.number(totals.taxRateBps / 100),
            }),
            value: <Money value={totals.tax} />,
          },
        ]
      : []),
  ]
}
