import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { direction, nearestLanguage, type Language } from 'shared/locale'
import { translator, type Catalogue, type Translate } from 'shared/translate'
import { speak } from './request.ts'
import { createStore, useStore } from './store.ts'
import { telegramLanguage } from './telegram.ts'
import { onDevice } from './storage.ts'

const chosenKey = 'duka.language'

const customerWords: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  en: () => import('./words/en.ts'),
  sw: () => import('./words/sw.ts'),
  ar: () => import('./words/ar.ts'),
}
const staffWords = import.meta.glob<Catalogue>('../../../shared/src/locales/*/admin.json', { import: 'default' })

type Words = { language: Language; t: Translate }

const words = createStore<Words | undefined>(undefined)
let withStaff = false

/** The language to begin with: what was chosen here before, else Telegram's, else the browser's. */
export function firstLanguage(): Language {
  return nearestLanguage(onDevice.get(chosenKey) ?? telegramLanguage ?? navigator.language)
}

/** Loads a language's words and shows them. */
export async function speakLanguage(language: Language): Promise<void> {
  onDevice.set(chosenKey, language)
  const [{ catalogue }, admin] = await Promise.all([
    customerWords[language](),
    withStaff ? staffWords[`../../../shared/src/locales/${language}/admin.json`]?.() : undefined,
  ])
  const root = document.documentElement
  root.lang = language
  root.dir = direction(language)
  speak(language)
  words.set({ language, t: translator(language, admin ? { ...catalogue, admin } : catalogue) })
}

/** Adds the staff's words to whatever language is spoken, now and later. */
export async function loadStaffWords(): Promise<void> {
  if (withStaff) return
  withStaff = true
  await speakLanguage(words.get()?.language ?? firstLanguage())
}

const WordsContext = createContext<Words | undefined>(undefined)

/** Shows its children once there are words to show them in. */
export function WordsProvider({ children, fallback = null }: { children: ReactNode; fallback?: ReactNode }) {
  const current = useStore(words)
  const [failed, setFailed] = useState<Error>()
  useEffect(() => {
    if (!words.get()) speakLanguage(firstLanguage()).catch(setFailed)
  }, [])
  if (failed) throw failed
  if (!current) return fallback
  return <WordsContext value={current}>{children}</WordsContext>
}

/** For tests: words without loading them. */
export function FixedWords({ language, catalogue, children }: { language: Language; catalogue: Catalogue; children: ReactNode }) {
  const value = useMemo(() => ({ language, t: translator(language, catalogue) }), [language, catalogue])
  return <WordsContext value={value}>{children}</WordsContext>
}

function useWords(): Words {
  const current = use(WordsContext)
  if (!current) throw new Error('There are no words here: wrap it in WordsProvider')
  return current
}

/** The words for what is said outside components, such as a toast after a request. */
export const say: Translate = (key, values) => words.get()?.t(key, values) ?? key

/** `const t = useT()`, then `t('cart.items', { count })`. Keys are literal, so that a checker finds missing ones. */
export function useT(): Translate {
  return useWords().t
}

export function useLanguage(): Language {
  return useWords().language
}
