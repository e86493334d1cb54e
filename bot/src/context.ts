import type { Context } from 'grammy/web'
import { isLanguage, nearestLanguage, type Language } from 'shared/locale'
import type { Translate } from 'shared/translate'
import type { ShopApi } from './api.ts'
import type { BotConfig } from './config.ts'
import type { Log } from './log.ts'
import { wordsFor } from './words.ts'

/** What each feature is given. */
export type Parts = { config: BotConfig; api: ShopApi; log: Log; relayMs: number }

/** Speaks to a person in the language they chose in the shop; in their Telegram's when the shop does not answer. */
export async function greetable(ctx: Context, { api, log }: Parts): Promise<{ language: Language; t: Translate }> {
  const { from } = ctx
  const byTelegram = nearestLanguage(from?.language_code)
  if (!from || from.is_bot || ctx.chat?.type !== 'private') return { language: byTelegram, t: wordsFor(byTelegram) }
  const language = await api.seen({ user: asTelegramUser(from), writeAccess: 'allowed' }).then(
    (answer) => (isLanguage(answer.language) ? answer.language : byTelegram),
    (error: unknown) => {
      log('the shop did not answer to a greeting', error)
      return byTelegram
    },
  )
  return { language, t: wordsFor(language) }
}

/** Only what the shop asks for: Telegram adds fields as it grows. */
export function asTelegramUser(from: NonNullable<Context['from']>) {
  return {
    id: from.id,
    first_name: from.first_name,
    ...(from.last_name ? { last_name: from.last_name } : {}),
    ...(from.username ? { username: from.username } : {}),
    ...(from.language_code ? { language_code: from.language_code } : {}),
  }
}
