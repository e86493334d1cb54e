import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { languages, type Language } from '../shared/src/locale.ts'

// Fails when a word is missing in a language, unused, or used without being there; when a plural form a language needs is
// missing; and when two languages do not fill in the same names.
//
// Keys are found as whole string literals that begin with a namespace (`t('cart.empty')`), as the fixed beginning of a
// template (`t(`orders.state.${state}`)` uses all of `orders.state.*`), and as `keys: orders.state.*` in a comment.

type Words = Map<string, string>

const folder = 'shared/src/locales'
const pluralForm = /_(zero|one|two|few|many|other)$/

function flatten(value: unknown, path: string, into: Words): Words {
  if (typeof value === 'string') into.set(path, value)
  else for (const [key, inner] of Object.entries(value as Record<string, unknown>)) flatten(inner, path ? `${path}.${key}` : key, into)
  return into
}

function wordsOf(language: Language): Words {
  const words: Words = new Map()
  for (const file of globSync(`${folder}/${language}/*.json`))
    flatten(JSON.parse(readFileSync(file, 'utf8')), basename(file, '.json'), words)
  return words
}

const all = Object.fromEntries(languages.map((language) => [language, wordsOf(language)])) as Record<Language, Words>
const stem = (key: string) => key.replace(pluralForm, '')
const isPlural = (words: Words, base: string) => words.has(`${base}_other`)
const namesIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()
const problems: string[] = []

const english = all.en
const stems = new Set([...english.keys()].map((key) => (isPlural(english, stem(key)) ? stem(key) : key)))

for (const language of languages) {
  const words = all[language]
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  for (const base of stems) {
    const plural = isPlural(english, base)
    for (const key of plural ? forms.map((form) => `${base}_${form}`) : [base]) {
      const text = words.get(key)
      if (text === undefined) problems.push(`${language}: ${key} is missing`)
      else if (text.trim() === '') problems.push(`${language}: ${key} is empty`)
      else {
        const wanted = namesIn(english.get(plural ? `${base}_other` : base) ?? '')
        const found = namesIn(text)
        // A plural form may say "one" or "two" without the figure.
        const odd = plural ? found.some((name) => !wanted.includes(name)) : found.join() !== wanted.join()
        if (odd) problems.push(`${language}: ${key} fills in {${found.join()}}, English {${wanted.join()}}`)
      }
    }
  }
  for (const key of words.keys()) if (!stems.has(stem(key)) && !stems.has(key)) problems.push(`${language}: ${key} is not in English`)
}

const namespaces = [...new Set([...stems].map((key) => key.split('.')[0] ?? ''))]
const literal = new RegExp(`['"\`]((?:${namespaces.join('|')})\\.[\\w.-]*[\\w-])['"\`]`, 'g')
const template = new RegExp(`\`((?:${namespaces.join('|')})\\.[\\w.-]*)\\$\\{`, 'g')
const told = /keys: ([\w.*, -]+)/g
const used = new Set<string>()
const prefixes = new Set<string>()

for (const file of globSync(['{miniapp,server,bot,shared}/src/**/*.{ts,tsx,js,html}', 'miniapp/index.html'])) {
  if (/\.test\.tsx?$|node_modules|dist/.test(file)) continue
  const source = readFileSync(file, 'utf8')
  for (const match of source.matchAll(template)) prefixes.add(match[1] ?? '')
  for (const match of source.matchAll(told))
    for (const pattern of (match[1] ?? '').split(',')) if (pattern.trim().endsWith('*')) prefixes.add(pattern.trim().slice(0, -1))
  for (const match of source.matchAll(literal)) {
    const key = match[1] ?? ''
    used.add(key)
    // Only what stands as an argument of t(…) must be there: event and job names look alike.
    const before = source.slice(Math.max(0, match.index - 12), match.index)
    if (/\bt\(\s*$/.test(before) && !stems.has(key)) problems.push(`${file}: t('${key}') is in no catalogue`)
  }
}
for (const key of stems)
  if (!used.has(key) && ![...prefixes].some((prefix) => key.startsWith(prefix))) problems.push(`en: ${key} is used nowhere`)

if (stems.size === 0) problems.push('There are no words at all')
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.stdout.write(`${stems.size} words in ${languages.length} languages, ${problems.length} problems\n`)
process.exit(problems.length > 0 ? 1 : 0)
