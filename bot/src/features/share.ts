import { Composer, InlineKeyboard, type Context } from 'grammy/web'
import { greetable, type Parts } from '../context.ts'

/** /share: hands the shop's link to a friend or a group. */
export function shareFeature(parts: Parts): Composer<Context> {
  const { config } = parts
  const feature = new Composer()
  feature.command('share', async (ctx) => {
    const { t } = await greetable(ctx, parts)
    const query = new URLSearchParams({ url: config.link, text: t('bot.share.message', { shop: config.shopName }) })
    await ctx.reply(t('bot.share.text', { shop: config.shopName, link: config.link }), {
      reply_markup: new InlineKeyboard().url(t('bot.share.button'), `https://t.me/share/url?${query.toString().replaceAll('+', '%20')}`),
      link_preview_options: { is_disabled: true },
    })
  })
  return feature
}
