import { sandboxSecrets } from '../../config.ts'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { asLoggedError } from '../../platform/log.ts'
import { TelegramError } from '../../platform/telegram/api.ts'
import { wordsFor } from '../../platform/words.ts'
import { setWriteAccess } from '../users/index.ts'
import { markForLater, markOver, markSent, takeDue, tooMany, type DueNotification } from './queries.ts'
import { renderMessage, type Message } from './render.ts'

/** Telegram takes about 30 messages a second from one bot, and one a second in a chat (core.telegram.org/bots/faq). */
const atOnce = 25
const leaseSeconds = 60
const triesAtMost = 12

/**
 * Sends what waits, at most one message a chat. A message whose answer was lost is sent again: twice is better than
 * never, and Telegram offers no key to tell a repetition by.
 */
export async function deliverNotifications(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const due = await takeDue(ctx.db, { now, leaseUntil: later(now, leaseSeconds), limit: atOnce })
  await Promise.all(due.map((notification) => deliver(ctx, notification)))
}

async function deliver(ctx: Context, notification: DueNotification): Promise<void> {
  try {
    const reason = whyNot(notification)
    if (reason) return await markOver(ctx.db, notification.id, { state: 'skipped', reason })
    const { id, template, facts, language } = notification
    const message = renderMessage(template, facts, { t: wordsFor(language), language, timeZone: ctx.config.shop.timeZone })
    if (!message) return await markOver(ctx.db, id, { state: 'failed', reason: `no template is called ${template}` })
    const sent = await ctx.telegram.call<{ message_id?: number }>('sendMessage', asPayload(ctx, notification.telegramId, message))
    await markSent(ctx.db, id, { at: ctx.clock.now(), messageId: sent.message_id ?? null })
  } catch (error) {
    await settleFailure(ctx, notification, error)
  }
}

function whyNot({ isBanned, writeAccess, notifications }: DueNotification): string | undefined {
  if (isBanned) return 'banned'
  if (writeAccess === 'blocked') return 'blocked'
  return notifications.orders ? undefined : 'not wanted'
}

/** Any error is one of the tries a message has: one that cannot even be put into words must not hold up those after it. */
async function settleFailure(ctx: Context, { id, userId, tries, template }: DueNotification, error: unknown): Promise<void> {
  const now = ctx.clock.now()
  const code = error instanceof TelegramError ? error.code : undefined
  const reason = error instanceof Error ? error.message : String(error)
  if (code === 403) {
    await markOver(ctx.db, id, { state: 'skipped', reason })
    return setWriteAccess(ctx.db, userId, 'blocked')
  }
  if (code === 429) {
    const seconds = (error as TelegramError).retryAfterSeconds ?? 5
    ctx.log.warn({ seconds }, 'Telegram asks us to wait')
    return markForLater(ctx.db, id, { nextTryAt: later(now, seconds), reason: tooMany, counts: false })
  }
  if (code === 400 || tries >= triesAtMost) {
    ctx.log.error({ notification: id, template, tries, error: asLoggedError(error) }, 'a message cannot be delivered')
    return markOver(ctx.db, id, { state: 'failed', reason })
  }
  await markForLater(ctx.db, id, { nextTryAt: later(now, Math.min(2 ** tries, 600)), reason, counts: true })
}

function asPayload({ config }: Context, chatId: number, { text, button }: Message) {
  // Telegram opens only https addresses inside itself; the sandbox's opens any.
  const opensInside = config.publicUrl.startsWith('https://') || config.telegram.botToken === sandboxSecrets.botToken
  const target = opensInside
    ? { web_app: { url: `${config.publicUrl}/?tgWebAppStartParam=${button.startParam}` } }
    : { url: `https://t.me/${config.telegram.botUsername}/${config.telegram.appName}?startapp=${button.startParam}` }
  return {
    chat_id: chatId,
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: [[{ text: button.text, ...target }]] },
  }
}
