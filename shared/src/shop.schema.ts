import { z } from 'zod'
import { CountryCode, CurrencyCode, FiatCode, LanguageCode, Moment } from './common.schema.ts'

/** By what a price is shown in another currency beside itself, about. Nothing is charged by it. */
export const ShownRate = z
  .object({
    /** A decimal: units for one of the shop's currency, the shop's spread included. */ rate: z.string(),
    /** Of when the older of its numbers is. */ asOf: Moment,
    sources: z.array(z.string()),
  })
  .meta({ ref: 'ShownRate' })
export type ShownRate = z.infer<typeof ShownRate>

export const ShownRates = z.object({ goodUntil: Moment, of: z.partialRecord(FiatCode, ShownRate) }).meta({ ref: 'ShownRates' })
export type ShownRates = z.infer<typeof ShownRates>

/** What the Mini App needs before anybody signs in. */
export const ShopInfo = z
  .object({
    name: z.string(),
    botUsername: z.string(),
    appName: z.string(),
    /** `https://t.me/<bot>/<app>`: where the shop opens in Telegram. */
    link: z.string(),
    currency: CurrencyCode,
    /** What prices are shown in beside it; null when there is no fresh rate. */ rates: ShownRates.nullable(),
    country: CountryCode,
    countries: z.array(CountryCode),
    timeZone: z.string(),
    languages: z.array(LanguageCode),
    supportUsername: z.string().nullable(),
    stripe: z
      .object({
        publishableKey: z.string(),
        /** Only in the sandbox: where the stand-in for Stripe.js lies. */ scriptUrl: z.string().nullable(),
      })
      .nullable(),
    /** Where coins of TON are taken. */
    ton: z
      .object({
        /** Which wallets can be connected; null is TON Connect's own list. */ walletsUrl: z.string().nullable(),
      })
      .nullable(),
    /** Telegram's page that signs people in outside Telegram; `origin` and `return_to` are added to it. */
    loginUrl: z.string(),
    /** Only in the sandbox: where the outside world can be seen and personas are signed. */
    sandboxUrl: z.string().nullable(),
  })
  .meta({ ref: 'ShopInfo' })
export type ShopInfo = z.infer<typeof ShopInfo>

export const ConnectManifest = z.object({ url: z.string(), name: z.string(), iconUrl: z.string() }).meta({ ref: 'ConnectManifest' })
