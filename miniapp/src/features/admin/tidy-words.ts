import { languages, type LocalText } from 'shared/locale'

/** Without the languages nothing was written in: English stands in for them. */
export function tidyWords(words: LocalText): LocalText {
  return {
    en: words.en.trim(),
    ...Object.fromEntries(
      languages.flatMap((language) => {
        const text = words[language]?.trim()
        return text ? [[language, text]] : []
      }),
    ),
  }
}
