import { Hono } from 'hono'
import { languages } from 'shared/locale'
import { ShopInfo } from 'shared/shop.schema'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { deliveredCountries } from '../shipping/index.ts'

export const routes = new Hono<AppEnv>().get('/', answers(ShopInfo, { summary: 'What there is to know before signing in' }), async (c) => {
  const { config } = c.var.ctx
  const [countries, rates] = await Promise.all([deliveredCountries(c.var.ctx), c.var.ctx.rates.newest()])
  const { botUsername, appName } = config.telegram
  c.header('cache-control', 'no-cache')
  return c.json({
    name: config.shop.name,
    botUsername,
    appName,
    link: `https://t.me/${botUsername}/${appName}`,
    currency: config.shop.currency,
    rates: rates?.shown(config.shop.currency) ?? null,
    country: config.shop.country,
    countries: countries.length > 0 ? countries : [config.shop.country],
    timeZone: config.shop.timeZone,
    languages: [...languages],
    supportUsername: config.shop.supportUsername,
    stripe: config.stripe ? { publishableKey: config.stripe.publishableKey, scriptUrl: config.stripe.scriptUrl } : null,
    loginUrl: config.telegram.loginUrl,
    ton: config.ton ? { walletsUrl: config.ton.walletsUrl } : null,
    sandboxUrl: config.sandbox?.url ?? null,
  })
})
