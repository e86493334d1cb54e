import { InlineKeyboard } from 'grammy/web'
import { parseStartParam } from 'shared/start-param'
import type { BotConfig } from './config.ts'

/**
 * The button that opens the shop, at what the start parameter names. Telegram allows WebApp buttons only in private
 * chats; anywhere else it is the shop's link.
 */
export function openButton(
  config: BotConfig,
  { text, startParam, isPrivate }: { text: string; startParam?: string; isPrivate: boolean },
): InlineKeyboard {
  const target = parseStartParam(startParam) ? startParam : undefined
  if (isPrivate && config.opensInside)
    return new InlineKeyboard().webApp(text, target ? `${config.publicUrl}/?tgWebAppStartParam=${target}` : `${config.publicUrl}/`)
  return new InlineKeyboard().url(text, target ? `${config.link}?startapp=${target}` : config.link)
}
