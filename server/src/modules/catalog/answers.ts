import { hashOf } from '../../platform/crypto.ts'

/** An answer made once and sent many times. */
export type Answer = { body: string; headers: Record<string, string>; etag: string }

/** Answers by what was asked. Bounded, because anybody may ask for anything; the oldest goes first. */
export type Answers = { get(key: string): Answer | undefined; keep(key: string, value: unknown): Answer; clear(): void; size(): number }

const most = 500
const longestKey = 300

export function createAnswers(): Answers {
  const kept = new Map<string, Answer>()
  return {
    get: (key) => kept.get(key),
    keep(key, value) {
      const body = JSON.stringify(value)
      const etag = `"${hashOf(body).slice(0, 27)}"`
      // `no-cache` lets the client keep it but has it ask: a changed price is seen at the next look.
      const headers = { 'content-type': 'application/json', 'cache-control': 'public, no-cache', vary: 'accept-language', etag }
      const answer = { body, headers, etag }
      if (key.length > longestKey) return answer
      if (kept.size >= most) kept.delete(kept.keys().next().value ?? '')
      kept.set(key, answer)
      return answer
    },
    clear: () => kept.clear(),
    size: () => kept.size,
  }
}
