/**
 * Answers of a slow place outside, shared for a moment: whoever asks while somebody else is asking waits for the same answer, and
 * for a few seconds it is not asked again. Kept in this process, no more of them than `most`. What failed is asked anew.
 */
export type SharedAnswers<Answer> = {
  get(key: string, now: Date, ask: () => Promise<Answer>): Promise<Answer>
  /** Forgets one: who asks from here on does not get, nor wait for, what was asked before. */
  drop(key: string): void
}

export function createSharedAnswers<Answer>({ seconds, most }: { seconds: number; most: number }): SharedAnswers<Answer> {
  const known = new Map<string, { at: number; answer: Promise<Answer> }>()

  return {
    drop: (key) => void known.delete(key),
    async get(key, now, ask) {
      const at = now.getTime()
      const found = known.get(key)
      if (found && at >= found.at && at - found.at < seconds * 1000) return found.answer
      known.delete(key)
      const [oldest] = known.keys()
      if (known.size >= most && oldest !== undefined) known.delete(oldest)
      const asked = { at, answer: ask() }
      known.set(key, asked)
      try {
        return await asked.answer
      } catch (error) {
        if (known.get(key) === asked) known.delete(key)
        throw error
      }
    },
  }
}
