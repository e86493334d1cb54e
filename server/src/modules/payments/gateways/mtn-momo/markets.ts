import type { Currency } from 'shared/currencies'

/** Where MTN MoMo's collections run, by the name of their environment (momodeveloper.mtn.com), with the money and phones of each. */
export const markets = {
  sandbox: { currency: 'EUR', countries: undefined, phone: /^\+\d{8,15}$/ },
  mtnuganda: { currency: 'UGX', countries: ['UG'], phone: /^\+256\d{9}$/ },
  mtnghana: { currency: 'GHS', countries: ['GH'], phone: /^\+233\d{9}$/ },
  mtnrwanda: { currency: 'RWF', countries: ['RW'], phone: /^\+250\d{9}$/ },
  mtnzambia: { currency: 'ZMW', countries: ['ZM'], phone: /^\+260\d{9}$/ },
  mtncameroon: { currency: 'XAF', countries: ['CM'], phone: /^\+237\d{9}$/ },
  mtncongo: { currency: 'XAF', countries: ['CG'], phone: /^\+242\d{9}$/ },
  mtnivorycoast: { currency: 'XOF', countries: ['CI'], phone: /^\+225\d{10}$/ },
  mtnbenin: { currency: 'XOF', countries: ['BJ'], phone: /^\+229\d{8,10}$/ },
} as const satisfies Record<string, { currency: Currency; countries: readonly string[] | undefined; phone: RegExp }>

export type MarketName = keyof typeof markets
export const marketNames = Object.keys(markets) as [MarketName, ...MarketName[]]

/** As it is dialled abroad: a leading 0 is how it is written at home. Undefined when it is no number of this market. */
export function marketPhone(name: MarketName, given: string): string | undefined {
  const { phone } = markets[name]
  const bare = given.replaceAll(/[\s().-]/g, '').replace(/^00/, '+')
  const code = /^\^\\\+(\d+)\\d/.exec(phone.source)?.[1]
  const full = code && /^0[1-9]/.test(bare) ? `+${code}${name === 'mtnivorycoast' ? bare : bare.slice(1)}` : bare
  return phone.test(full) ? full : undefined
}
