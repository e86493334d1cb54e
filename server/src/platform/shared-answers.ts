import type { Clock } from './clock.ts'

/**
 * Answers of a slow place outside, shared for a moment: whoever asks while somebody else is asking waits for the same answer, however
 * long it takes, and for a few seconds from then on it is not asked again. Kept in this process, no more of them than `most`. What
 * failed is asked anew.
 */
export type SharedAnswers<Answer> = {
  get(key: string, clock: Clock, ask: () => Promise<Answer>): Promise<Answer>
  /** Forgets one: who asks from here on does not get, nor wait for, what was asked before. */
  drop(key: string): void
}

export function createSharedAnswers<Answer>({ seconds, most }: { seconds: number; most: number }): SharedAnswers<Answer> {
  const known = new Map<string, { answer: Promise<Answer>; answeredAt?: number }>()
  const isFresh = (at: number | undefined, now: number) => at === undefined || (now >= at && now - at < seconds * 1000)

  return {
    drop: (key) => void known.delete(key),
    async get(key, clock, ask) {
      const found = known.get(key)
      if (found && isFresh(found.answeredAt, clock.now().getTime())) return found.answer
      known.delete(key)
      const [oldest] = known.keys()
      if (known.size >= most && oldest !== undefined) known.delete(oldest)
      const asked: { answer: Promise<Answer>; answeredAt?: number } = { answer: ask() }
      known.set(key, asked)
      try {
        const answer = await asked.answer
        asked.answeredAt = clock.now().getTime()
        return answer
      } catch (error) {
        if (known.get(key) === asked) known.delete(key)
        throw error
      }
    },
  }
}
