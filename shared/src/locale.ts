/** The languages the shop is complete in. */
export const languages = ['en', 'sw', 'ar'] as const
export type Language = (typeof languages)[number]

/** Words a merchant writes once per language; English is always there. */
export type LocalText = { en: string } & Partial<Record<Exclude<Language, 'en'>, string>>

export const languageNames: Record<Language, string> = { en: 'English', sw: 'Kiswahili', ar: 'العربية' }

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (languages as readonly string[]).includes(value)
}

/** The nearest language we speak to an IETF tag such as `sw-KE`; English when there is none. */
export function nearestLanguage(tag: string | null | undefined): Language {
  const base = tag?.toLowerCase().split(/[-_]/)[0]
  return isLanguage(base) ? base : 'en'
}

export function direction(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

export function localText(text: LocalText, language: Language): string {
  return text[language] || text.en
}
