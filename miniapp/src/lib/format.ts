import { useMemo } from 'react'
import { formatMoney, type Money, type MoneyJson } from 'shared/money'
import type { Language } from 'shared/locale'
import { useLanguage } from './i18n.tsx'
import { useShop, useTimeZone } from './session.tsx'

/** Says amounts, dates and numbers as people of this language write them, with Latin digits, in this time zone. */
export type Format = {
  money: (value: Money | MoneyJson) => string
  number: (value: number) => string
  /** "Sat, 12 Aug" */ day: (moment: string | Date) => string
  /** "12 August 2026" */ date: (moment: string | Date) => string
  /** "14:05" */ time: (moment: string | Date) => string
  /** "12 Aug, 14:05" */ dateTime: (moment: string | Date) => string
  /** "14:00–16:00" when both are on one day, else both with their days. */ span: (from: string | Date, to: string | Date) => string
  isSameDay: (a: string | Date, b: string | Date) => boolean
}

export function formats(language: Language, timeZone: string): Format {
  // British English: the day before the month, and the 24-hour clock the shop uses.
  const locale = `${language === 'en' ? 'en-GB' : language}-u-nu-latn-ca-gregory`
  // In Arabic, too, an amount is written "$18.00", as on cards and in bank messages.
  const moneyLocale = language === 'ar' ? 'en' : language
  const make = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options })
    // A date or an hour stays in one piece.
    return (moment: string | Date) => format.format(new Date(moment)).replaceAll(' ', '\u00a0')
  }
  const time = make({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const day = make({ weekday: 'short', day: 'numeric', month: 'short' })
  const key = make({ year: 'numeric', month: '2-digit', day: '2-digit' })
  const number = new Intl.NumberFormat(locale)
  const isSameDay = (a: string | Date, b: string | Date) => key(a) === key(b)
  return {
    // Isolated, so that words written from the right do not pull the sign to the other side.
    money: (value) => (language === 'ar' ? `\u2066${formatMoney(value, moneyLocale)}\u2069` : formatMoney(value, moneyLocale)),
    number: (value) => number.format(value),
    day,
    date: make({ day: 'numeric', month: 'long', year: 'numeric' }),
    time,
    dateTime: make({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    span: (from, to) => (isSameDay(from, to) ? `${time(from)}–${time(to)}` : `${day(from)} – ${day(to)}`),
    isSameDay,
  }
}

export function useFormat(): Format {
  const language = useLanguage()
  const timeZone = useTimeZone()
  return useMemo(() => formats(language, timeZone), [language, timeZone])
}

/** The same by the shop's own clock: when it opens, and when something is brought or can be picked up. */
export function useShopFormat(): Format {
  const language = useLanguage()
  const timeZone = useShop()?.timeZone ?? 'UTC'
  return useMemo(() => formats(language, timeZone), [language, timeZone])
}
