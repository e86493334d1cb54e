import { gzipSync } from 'node:zlib'
import { hashOf } from '../../platform/crypto.ts'

type Sent = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }

/** An answer made once and sent many times, as bytes: a string would be written out for each who asks. */
export type Answer = Sent & {
  etag: string
  /** The same for who takes gzip, made for the first who does. */
  zipped(): Sent
}

/** Answers by what was asked. Bounded, because anybody may ask for anything; the oldest goes first. */
export type Answers = { get(key: string): Answer | undefined; keep(key: string, value: unknown): Answer; clear(): void; size(): number }

const most = 500
const longestKey = 300

export function createAnswers(): Answers {
  const kept = new Map<string, Answer>()
  return {
    get: (key) => kept.get(key),
    keep(key, value) {
      const text = JSON.stringify(value)
      const body = Uint8Array.from(Buffer.from(text))
      // Weak, because one answer has two encodings.
      const etag = `W/"${hashOf(text).slice(0, 27)}"`
      // `no-cache` lets the client keep it but has it ask: a changed price is seen at the next look.
      const headers = {
        'content-type': 'application/json',
        'cache-control': 'public, no-cache',
        vary: 'accept-language, accept-encoding',
        etag,
      }
      let zipped: Sent | undefined
      const answer: Answer = {
        body,
        headers,
        etag,
        zipped: () => (zipped ??= { body: Uint8Array.from(gzipSync(body)), headers: { ...headers, 'content-encoding': 'gzip' } }),
      }
      if (key.length > longestKey) return answer
      if (kept.size >= most) kept.delete(kept.keys().next().value ?? '')
      kept.set(key, answer)
      return answer
    },
    clear: () => kept.clear(),
    size: () => kept.size,
  }
}
