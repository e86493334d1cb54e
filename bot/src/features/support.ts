import { Composer, type Context } from 'grammy/web'
import { greetable, type Parts } from '../context.ts'
import { openButton } from '../open-button.ts'

/** What Telegram asks every seller to have: /terms, /support, /paysupport, /privacy (telegram.org/tos/bot-developers 6.2.1), and /help. */
export function supportFeature(parts: Parts): Composer<Context> {
  const { config } = parts
  const feature = new Composer()
  const say = async (ctx: Context, command: 'terms' | 'support' | 'paysupport' | 'privacy' | 'help') => {
    const { t } = await greetable(ctx, parts)
    const contact = config.supportUsername ? `@${config.supportUsername.replace(/^@/, '')}` : t('bot.support.here')
    const facts = { shop: config.shopName, contact }
    const texts = {
      terms: () => t('bot.terms', facts),
      support: () => t('bot.support.text', facts),
      paysupport: () => t('bot.paysupport', facts),
      privacy: () => t('bot.privacy', facts),
      help: () => t('bot.help', facts),
    }
    const isPrivate = ctx.chat?.type === 'private'
    await ctx.reply(texts[command](), {
      reply_markup: openButton(config, { text: t('bot.start.open'), isPrivate }),
      link_preview_options: { is_disabled: true },
    })
  }
  for (const command of ['terms', 'support', 'paysupport', 'privacy', 'help'] as const) feature.command(command, (ctx) => say(ctx, command))

  // Anything else written to the bot gets a way on; in groups it keeps quiet.
  feature.chatType('private').on('message:text', (ctx) => say(ctx, 'help'))
  return feature
}
