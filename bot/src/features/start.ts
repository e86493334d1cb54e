import { Composer, type Context } from 'grammy/web'
import { parseStartParam, type StartTarget } from 'shared/start-param'
import type { Translate } from 'shared/translate'
import { asTelegramUser, greetable, type Parts } from '../context.ts'
import { openButton } from '../open-button.ts'
import { wordsFor } from '../words.ts'
import { nearestLanguage } from 'shared/locale'

/** /start with or without a link, and who lets the bot write to them. */
export function startFeature(parts: Parts): Composer<Context> {
  const { config, api, log } = parts
  const feature = new Composer()

  feature.command('start', async (ctx) => {
    const isPrivate = ctx.chat.type === 'private'
    const { t } = await greetable(ctx, parts)
    const startParam = ctx.match.trim()
    const target = parseStartParam(startParam)
    const text = isPrivate
      ? t('bot.start.hello', { name: ctx.from?.first_name ?? '', shop: config.shopName })
      : t('bot.start.group', { shop: config.shopName })
    await ctx.reply(text, {
      reply_markup: openButton(config, { text: buttonText(t, target), isPrivate, ...(target ? { startParam } : {}) }),
    })
  })

  feature.on('my_chat_member', async (ctx) => {
    const { chat, new_chat_member: now, old_chat_member: before, from } = ctx.myChatMember
    if (chat.type === 'private') {
      await api
        .seen({ user: asTelegramUser(from), writeAccess: now.status === 'kicked' ? 'blocked' : 'allowed' })
        .catch((error: unknown) => log('the shop was not told who can be written to', error))
      return
    }
    const isIn = (status: string) => status === 'member' || status === 'administrator'
    if (chat.type === 'channel' || !isIn(now.status) || isIn(before.status)) return
    const t = wordsFor(nearestLanguage(from.language_code))
    await ctx.reply(t('bot.start.group', { shop: config.shopName }), {
      reply_markup: openButton(config, { text: t('bot.start.open'), isPrivate: false }),
    })
  })

  feature.on('message:write_access_allowed', async (ctx) => {
    if (!ctx.from) return
    await api
      .seen({ user: asTelegramUser(ctx.from), writeAccess: 'allowed' })
      .catch((error: unknown) => log('the shop was not told who can be written to', error))
  })

  return feature
}

function buttonText(t: Translate, target: StartTarget | undefined): string {
  switch (target?.kind) {
    case 'product':
    case 'category':
      return t('bot.start.openProduct')
    case 'order':
    case 'admin_order':
      return t('bot.start.openOrder')
    case 'ticket':
      return t('bot.start.openTicket')
    case 'group':
      return t('bot.start.openGroup')
    default:
      return t('bot.start.open')
  }
}
