import type { Language } from './locale.ts'

/** One language's words: nested objects, plural forms as `key_one`, `key_other` (the i18next JSON format). */
export type Catalogue = { [key: string]: string | Catalogue }

export type TranslateValues = Record<string, string | number>

export type Translate = (key: string, values?: TranslateValues) => string

/**
 * Makes `t('cart.items', { count: 3 })` for one language. `count` picks the plural form by CLDR rules; `{{name}}` is
 * filled in as it is, so escape before you put the result into markup. An unknown key comes back as itself.
 */
export function translator(language: Language, catalogue: Catalogue): Translate {
  const plural = new Intl.PluralRules(language)
  return (key, values = {}) => {
    const words =
      (typeof values['count'] === 'number' && find(catalogue, `${key}_${plural.select(values['count'])}`)) ||
      (typeof values['count'] === 'number' && find(catalogue, `${key}_other`)) ||
      find(catalogue, key) ||
      key
    return words.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}

function find(catalogue: Catalogue, path: string): string | undefined {
  let at: string | Catalogue | undefined = catalogue
  for (const step of path.split('.')) {
    if (typeof at !== 'object') return undefined
    at = at[step]
  }
  return typeof at === 'string' ? at : undefined
}
