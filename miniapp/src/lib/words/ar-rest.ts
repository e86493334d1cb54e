import type { Words } from 'shared/translate'

/** The words of the screens further in. The staff's come with the staff's screens; the bot's and the messages' never come here. */
export const files: Record<string, Words> = import.meta.glob<Words>(
  [
    '../../../../shared/src/locales/ar/*.json',
    '!../../../../shared/src/locales/ar/{common,shop,cart,product,problems}.json',
    '!../../../../shared/src/locales/ar/{admin,bot,notifications,receipts,sandbox,stars}.json',
  ],
  { eager: true, import: 'default' },
)
