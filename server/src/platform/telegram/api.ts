/** The few methods of the Bot API the server itself calls (core.telegram.org/bots/api). The bot has its own client. */
export type TelegramApi = {
  /** @throws TelegramError */
  call<Result>(method: string, payload: Record<string, unknown>): Promise<Result>
}

export class TelegramError extends Error {
  /** HTTP-like code: 400, 403, 429 …; 0 when no answer came, so that it is not known whether it took effect. */
  readonly code: number
  readonly retryAfterSeconds: number | undefined
  constructor(method: string, code: number, description: string, retryAfterSeconds?: number, cause?: unknown) {
    super(`${method}: ${description}`, { cause })
    this.name = 'TelegramError'
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

type Answer = { ok: boolean; result?: unknown; error_code?: number; description?: string; parameters?: { retry_after?: number } }

export function createTelegramApi({
  apiUrl,
  botToken,
  timeoutMs = 15_000,
}: {
  apiUrl: string
  botToken: string
  timeoutMs?: number
}): TelegramApi {
  return {
    async call<Result>(method: string, payload: Record<string, unknown>): Promise<Result> {
      let answer: Answer
      try {
        const response = await fetch(`${apiUrl}/bot${botToken}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(payload),
          signal: AbortSignal.timeout(timeoutMs),
          redirect: 'error',
        })
        answer = (await response.json()) as Answer
      } catch (error) {
        // The address holds the token, and errors of fetch may hold the address: tell only the kind.
        throw new TelegramError(method, 0, error instanceof Error ? error.name : 'no answer')
      }
      if (!answer.ok)
        throw new TelegramError(method, answer.error_code ?? 500, answer.description ?? 'unknown', answer.parameters?.retry_after)
      return answer.result as Result
    },
  }
}
