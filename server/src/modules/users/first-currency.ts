import type { Currency } from 'shared/currencies'

/** Where people count in which of the currencies we know, but the dollar's far corners. */
const countriesOf: Partial<Record<Currency, string>> = {
  USD: 'US AS BQ EC FM GU MH MP PR PW SV TC TL VG VI',
  EUR: 'AD AT AX BE BG BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM VA XK YT',
  GBP: 'GB GG IM JE',
  KES: 'KE',
  TZS: 'TZ',
  UGX: 'UG',
  AED: 'AE',
  SAR: 'SA',
  GHS: 'GH',
  RWF: 'RW',
  ZMW: 'ZM',
  XAF: 'CF CG CM GA GQ TD',
  XOF: 'BF BJ CI GW ML NE SN TG',
}

const byCountry = new Map(
  Object.entries(countriesOf).flatMap(([currency, countries]) =>
    countries.split(' ').map((country) => [country, currency as Currency] as const),
  ),
)

/**
 * The currency somebody new sees prices in until they choose: that of the country their language names (`en-GB`), else of the
 * shop's; the shop's own where we do not know theirs.
 */
export function firstCurrency(languageTag: string | null | undefined, shop: { country: string; currency: Currency }): Currency {
  const [, ...parts] = languageTag?.split(/[-_]/) ?? []
  const region = parts.find((part) => /^[a-z]{2}$/i.test(part))?.toUpperCase()
  return byCountry.get(region ?? shop.country) ?? shop.currency
}
