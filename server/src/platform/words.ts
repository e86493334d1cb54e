import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages, type Language } from 'shared/locale'
import { translator, type Words, type Translate } from 'shared/translate'
import { projectRoot } from './project-root.ts'

const folder = join(projectRoot, 'shared/src/locales')

/** All words of one language: a namespace a file. */
function readWords(language: Language): Words {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(
    names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, language, name), 'utf8')) as Words]),
  )
}

let words: Record<Language, Translate> | undefined

/** What the server says to a person, in their language: `wordsFor('sw')('notifications.orderPaid', { number })`. */
export function wordsFor(language: Language): Translate {
  words ??= Object.fromEntries(languages.map((each) => [each, translator(each, readWords(each))])) as Record<Language, Translate>
  return words[language]
}
