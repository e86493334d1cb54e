import { readFileSync } from 'node:fs'
import { languages, type Language } from 'shared/locale'
import { translator, type Words, type Translate } from 'shared/translate'

const words = Object.fromEntries(
  languages.map((language) => {
    const file = import.meta.resolve(`shared/locales/${language}/bot.json`)
    return [language, translator(language, { bot: JSON.parse(readFileSync(new URL(file), 'utf8')) as Words })]
  }),
) as Record<Language, Translate>

/** What the bot says, in a person's language: `wordsFor('sw')('bot.start.hello', { name })`. */
export function wordsFor(language: Language): Translate {
  return words[language]
}
