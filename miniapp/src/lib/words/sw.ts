import type { Catalogue } from 'shared/translate'
import { asCatalogue } from './as-catalogue.ts'

// The staff's words come with the staff's screens; the bot's and the messages' never come here.
export const catalogue: Catalogue = asCatalogue(
  import.meta.glob<Catalogue>(['../../../../shared/src/locales/sw/*.json', '!**/{admin,bot,notifications,receipts,sandbox,stars}.json'], {
    eager: true,
    import: 'default',
  }),
)
