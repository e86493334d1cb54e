import type { Language } from 'shared/locale'
import ar from 'shared/locales/ar/sandbox.json' with { type: 'json' }
import en from 'shared/locales/en/sandbox.json' with { type: 'json' }
import sw from 'shared/locales/sw/sandbox.json' with { type: 'json' }
import { translator, type Translate } from 'shared/translate'
import type { Persona } from './personas.ts'

const catalogues = { en: { sandbox: en }, sw: { sandbox: sw }, ar: { sandbox: ar } }

export const wordsOf = (language: Language) => catalogues[language].sandbox

export const sandboxWords = (language: Language): Translate => translator(language, catalogues[language])

/** One line about a person, in their own language. */
export function personaAbout(role: Persona['role'], language: Language): string {
  // keys: sandbox.about.*
  return sandboxWords(language)(`sandbox.about.${role}`)
}
