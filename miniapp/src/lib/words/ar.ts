import type { Words } from 'shared/translate'

/** The words of the first screens. */
export const files: Record<string, Words> = import.meta.glob<Words>(
  '../../../../shared/src/locales/ar/{common,shop,cart,product,problems}.json',
  {
    eager: true,
    import: 'default',
  },
)
