import type { Language } from './locale.ts'

/** One language's words: nested objects, plural forms as `key_one`, `key_other` (the i18next JSON format). */
export type Words = { [key: string]: string | Words }

export type TranslateValues = Record<string, string | number>

export type Translate = (key: string, values?: TranslateValues) => string

/**
 * Makes `t('cart.items', { count: 3 })` for one language. `count` picks the plural form by CLDR rules; `{{name}}` is
 * filled in as it is, so escape before you put the result into markup. An unknown key comes back as itself.
 */
export function translator(language: Language, words: Words): Translate {
  const plural = new Intl.PluralRules(language)
  return (key, values = {}) => {
    const found =
      (typeof values['count'] === 'number' && find(words, `${key}_${plural.select(values['count'])}`)) ||
      (typeof values['count'] === 'number' && find(words, `${key}_other`)) ||
      find(words, key) ||
      key
    return found.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}

function find(words: Words, path: string): string | undefined {
  let at: string | Words | undefined = words
  for (const step of path.split('.')) {
    if (typeof at !== 'object') return undefined
    at = at[step]
  }
  return typeof at === 'string' ? at : undefined
}
