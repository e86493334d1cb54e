import type { ArtName } from '../../ui/states.tsx'

export type Topic = 'orders' | 'payments' | 'products' | 'account'

export const topics: readonly { key: Topic; art: ArtName }[] = [
  { key: 'orders', art: 'parcel' },
  { key: 'payments', art: 'receipt' },
  { key: 'products', art: 'coffee' },
  { key: 'account', art: 'shield' },
]

type Answer = { key: string; topic: Topic }

/** What is asked most, by topic; the words are in the catalogue under `support.answers`. */
export const answers: readonly Answer[] = [
  { key: 'where', topic: 'orders' },
  { key: 'cancel', topic: 'orders' },
  { key: 'address', topic: 'orders' },
  { key: 'declined', topic: 'payments' },
  { key: 'pending', topic: 'payments' },
  { key: 'refund', topic: 'payments' },
  { key: 'stars', topic: 'payments' },
  { key: 'receipt', topic: 'payments' },
  { key: 'grind', topic: 'products' },
  { key: 'store', topic: 'products' },
  { key: 'messages', topic: 'account' },
  { key: 'language', topic: 'account' },
]

type Search = { topic: Topic | undefined; q: string; words: (key: string) => string }

/** Those in whose question or answer every word that was typed occurs; without words, those of the topic. */
export function findAnswers(all: readonly Answer[], { topic, q, words }: Search): Answer[] {
  const terms = q.toLowerCase().split(/\s+/).filter(Boolean)
  if (terms.length === 0) return all.filter((answer) => !topic || answer.topic === topic)
  return all.filter((answer) => {
    const text = words(answer.key).toLowerCase()
    return terms.every((term) => text.includes(term))
  })
}
