import { autoRetry } from '@grammyjs/auto-retry'
import { Bot, type BotError } from 'grammy/web'
import type { Update, UserFromGetMe } from 'grammy/types'
import { languages } from 'shared/locale'
import { createShopApi, type ShopApi } from './api.ts'
import type { BotConfig } from './config.ts'
import { paymentsFeature } from './features/payments.ts'
import { shareFeature } from './features/share.ts'
import { startFeature } from './features/start.ts'
import { supportFeature } from './features/support.ts'
import { createLog, type Log } from './log.ts'
import { wordsFor } from './words.ts'

/** The updates we act on; Telegram sends no others. */
export const allowedUpdates = ['message', 'pre_checkout_query', 'my_chat_member'] as const

export type ShopBot = {
  bot: Bot
  log: Log
  /**
   * Does what an update asks for, once however often it comes.
   * @throws when it must come again: what it tells could not be relayed
   */
  handle(update: Update): Promise<void>
}

type Options = {
  log?: Log
  api?: ShopApi
  botInfo?: UserFromGetMe
  /** How long a payment may be tried to be relayed before its update is given back to Telegram. */
  relayMs?: number
}

/** The bot: it carries words between Telegram and the shop's API, and keeps nothing. */
export function createBot(
  config: BotConfig,
  { log = createLog(config), api = createShopApi(config), botInfo, relayMs = 8_000 }: Options = {},
): ShopBot {
  const bot = new Bot(config.token, {
    // `fetch` is looked up at each call.
    client: { apiRoot: config.telegramUrl, timeoutSeconds: 40, fetch: (...asked: Parameters<typeof fetch>) => fetch(...asked) },
    ...(botInfo ? { botInfo } : {}),
  })
  // Small: a handler must not sleep through its update's time. Long waits belong to the shop's own outbox.
  bot.api.config.use(autoRetry({ maxRetryAttempts: 2, maxDelaySeconds: 2 }))
  const parts = { config, api, log, relayMs }
  bot.use(paymentsFeature(parts), startFeature(parts), shareFeature(parts), supportFeature(parts))

  const handled = new Map<number, Promise<void>>()
  return {
    bot,
    log,
    handle(update) {
      const known = handled.get(update.update_id)
      if (known) return known
      const handling = bot.handleUpdate(update).catch((error: unknown) => {
        const cause = (error as BotError).error ?? error
        log(`update ${update.update_id} failed`, cause)
        // Greetings that fail are let go. Money is not: it comes again.
        if (!isAboutMoney(update)) return
        handled.delete(update.update_id)
        throw cause
      })
      handled.set(update.update_id, handling)
      if (handled.size > 2_000) handled.delete(handled.keys().next().value as number)
      return handling
    },
  }
}

function isAboutMoney({ message }: Update): boolean {
  return message?.successful_payment !== undefined || message?.refunded_payment !== undefined
}

/** The menu button and the commands, in every language we speak; said anew at each start. */
export async function introduceBot({ api }: Bot, config: BotConfig): Promise<void> {
  for (const language of languages) {
    const t = wordsFor(language)
    const commands = [
      { command: 'start', description: t('bot.commands.start') },
      { command: 'share', description: t('bot.commands.share') },
      { command: 'support', description: t('bot.commands.support') },
      { command: 'paysupport', description: t('bot.commands.paysupport') },
      { command: 'terms', description: t('bot.commands.terms') },
      { command: 'privacy', description: t('bot.commands.privacy') },
      { command: 'help', description: t('bot.commands.help') },
    ]
    // English is also what people of any other language see.
    await api.setMyCommands(commands, language === 'en' ? {} : { language_code: language })
  }
  if (!config.opensInside) return
  await api.setChatMenuButton({
    menu_button: { type: 'web_app', text: wordsFor('en')('bot.menuButton'), web_app: { url: `${config.publicUrl}/` } },
  })
}
