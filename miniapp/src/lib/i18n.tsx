import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { direction, nearestLanguage, type Language } from 'shared/locale'
import { translator, type Words, type Translate } from 'shared/translate'
import { speak } from './request.ts'
import { createStore, useStore } from './store.ts'
import { telegramLanguage } from './telegram.ts'
import { onDevice } from './storage.ts'

const chosenKey = 'duka.language'

type Load = () => Promise<{ files: Record<string, Words> }>

/** Words come in parts: those of the first screens before anything is shown, the others with the screens that say them. */
type Part = 'first' | 'rest' | 'staff'

const staff = import.meta.glob<Words>('../../../shared/src/locales/*/admin.json', { import: 'default' })
const staffWords =
  (language: Language): Load =>
  async () => ({ files: { 'admin.json': (await staff[`../../../shared/src/locales/${language}/admin.json`]?.()) ?? {} } })

const sources: Record<Language, Record<Part, Load>> = {
  en: { first: () => import('./words/en.ts'), rest: () => import('./words/en-rest.ts'), staff: staffWords('en') },
  sw: { first: () => import('./words/sw.ts'), rest: () => import('./words/sw-rest.ts'), staff: staffWords('sw') },
  ar: { first: () => import('./words/ar.ts'), rest: () => import('./words/ar-rest.ts'), staff: staffWords('ar') },
}

/** `['…/cart.json', words]` → `{ cart: words }`. */
function asWords(files: [path: string, words: Words][]): Words {
  return Object.fromEntries(files.map(([path, words]) => [path.replace(/^.*\/|\.json$/g, ''), words]))
}

type Spoken = { language: Language; t: Translate }

const words = createStore<Spoken | undefined>(undefined)
const parts = new Set<Part>(['first'])
const spoken = new Set<Part>()

/** The language to begin with: what was chosen here before, else Telegram's, else the browser's. */
export function firstLanguage(): Language {
  return nearestLanguage(onDevice.get(chosenKey) ?? telegramLanguage ?? navigator.language)
}

let queue: Promise<unknown> = Promise.resolve()
/** The language chosen last; its words may still be on their way. */
let asked: Language | undefined

/** Loads a language's words and shows them. Called in a row, each takes its turn, so that the last one stays. */
export function speakLanguage(language: Language): Promise<void> {
  asked = language
  onDevice.set(chosenKey, language)
  const loading = Promise.all([...parts].map((part) => sources[language][part]()))
  const mine = Promise.allSettled([queue, loading]).then(async () => {
    const loaded = await loading
    const root = document.documentElement
    root.lang = language
    root.dir = direction(language)
    speak(language)
    words.set({ language, t: translator(language, asWords(loaded.flatMap(({ files }) => Object.entries(files)))) })
  })
  queue = mine
  return mine
}

/** Adds the words of the screens further in to whatever language is spoken, now and later. */
export const loadRestWords = (): Promise<void> => needWords('rest')

/** Adds the staff's words. */
export const loadStaffWords = (): Promise<void> => needWords('staff')

async function needWords(part: Part): Promise<void> {
  if (spoken.has(part)) return
  parts.add(part)
  await speakLanguage(asked ?? firstLanguage())
  spoken.add(part)
}

const WordsContext = createContext<Spoken | undefined>(undefined)

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
export function FixedWords({ language, words, children }: { language: Language; words: Words; children: ReactNode }) {
  const value = useMemo(() => ({ language, t: translator(language, words) }), [language, words])
  return <WordsContext value={value}>{children}</WordsContext>
}

function useWords(): Spoken {
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
