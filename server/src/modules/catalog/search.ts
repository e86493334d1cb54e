import MiniSearch from 'minisearch'
import { languages, type Language, type LocalText } from 'shared/locale'
import { foldWord, wordsOf } from './fold-text.ts'
import type { ShelfCategory, ShelfProduct } from './shelf.ts'

export type Found = { ids: { id: string; score: number }[]; didYouMean?: string }
export type ProductSearch = (query: string) => Found

type Entry = {
  id: string
  name: string
  other: string
  subtitle: string
  category: string
  facts: string
  sku: string
  description: string
}

const mostWords = 8

/**
 * Searches the shelf in every language at once, with the reader's own weighing more. A word may be unfinished, or off by
 * a letter or so: one in five, none in words of three letters or less.
 */
export function createProductSearch(
  products: readonly ShelfProduct[],
  categories: readonly ShelfCategory[],
  language: Language,
): ProductSearch {
  const index = new MiniSearch<Entry>({
    fields: ['name', 'other', 'subtitle', 'category', 'facts', 'sku', 'description'],
    tokenize: wordsOf,
    processTerm: (word) => foldWord(word) || null,
    searchOptions: {
      boost: { name: 6, other: 4, subtitle: 3, category: 3, sku: 3, facts: 1.5 },
      prefix: (word) => word.length > 1,
      fuzzy: (word) => (word.length > 3 ? 0.25 : false),
      combineWith: 'AND',
    },
  })
  const categoryOf = new Map(categories.map((category) => [category.id, category]))
  index.addAll(products.map((product) => asEntry(product, categoryOf.get(product.categoryId ?? ''), language)))
  const written = writtenForms(products, language)

  return (query) => {
    const words = wordsOf(query).slice(0, mostWords)
    if (words.length === 0) return { ids: [] }
    const text = words.join(' ')
    let results = index.search(text)
    if (results.length === 0 && words.length > 1) results = index.search(text, { combineWith: 'OR' })
    const ids = results.map((result) => ({ id: result.id as string, score: result.score }))
    const suggestion = suggest(words.map(foldWord))
    return suggestion ? { ids, didYouMean: suggestion } : { ids }
  }

  /** What was probably meant, when a word is not one of ours nor the beginning of one. */
  function suggest(words: readonly string[]): string | undefined {
    const known = (word: string) => index.search(word, { fuzzy: false, prefix: true }).length > 0
    if (words.every(known)) return undefined
    const better = index
      .autoSuggest(words.join(' '), { fuzzy: 0.34, combineWith: 'AND' })
      .find(({ terms }) => terms.length >= words.length && terms.every((term) => written.has(term)))
    return better?.terms.map((term) => written.get(term)).join(' ')
  }
}

function asEntry(product: ShelfProduct, category: ShelfCategory | undefined, language: Language): Entry {
  const all = (text: LocalText) => languages.map((each) => text[each] ?? '').join(' ')
  return {
    id: product.id,
    name: product.name[language] || product.name.en,
    other: all(product.name),
    subtitle: all(product.subtitle),
    category: category ? all(category.name) : '',
    facts: [
      ...product.facts.flatMap(({ label, value }) => [all(label), all(value)]),
      ...product.options.flatMap(({ values }) => values.map(({ name }) => all(name))),
    ].join(' '),
    sku: product.variants.map((variant) => variant.sku).join(' '),
    description: all(product.description),
  }
}

/** How an indexed word is really written, in the reader's language or in names, so that a suggestion reads well. */
function writtenForms(products: readonly ShelfProduct[], language: Language): Map<string, string> {
  const forms = new Map<string, string>()
  const add = (text: string | undefined) => {
    for (const word of wordsOf(text ?? '')) {
      const folded = foldWord(word)
      if (!forms.has(folded)) forms.set(folded, word.toLowerCase())
    }
  }
  for (const product of products) {
    add(product.name[language])
    add(product.name.en)
    add(product.subtitle[language])
    for (const { value } of product.facts) add(value[language])
  }
  return forms
}
