import type { Catalogue } from 'shared/translate'

/** The words of the first screens. */
export const files: Record<string, Catalogue> = import.meta.glob<Catalogue>(
  '../../../../shared/src/locales/en/{common,shop,cart,product,problems}.json',
  {
    eager: true,
    import: 'default',
  },
)
