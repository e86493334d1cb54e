import { emulatorClock } from '../../emulation/clock.ts'
import { seededRandom } from '../../emulation/random.ts'
import { telegramEmulator } from './index.ts'
import type { Update } from './state.ts'

export const token = '4242424242:AAHdukaSandboxBotTokenForLocalUseOnly0'
export const shopUrl = 'https://t.example/shop'

type Answer = { ok: boolean; result?: never; error_code?: number; description?: string; parameters?: { retry_after?: number } }

/** An emulator of a test's own with one person, and a webhook that hears. */
export function telegramBench({ answer = () => 200 }: { answer?: () => number } = {}) {
  const clock = emulatorClock()
  const heard: { secret: string | null; update: Update }[] = []
  const telegram = telegramEmulator({
    emulation: {
      clock,
      random: seededRandom(3),
      changed: () => {},
      async outgoing(request) {
        heard.push({ secret: request.headers.get('x-telegram-bot-api-secret-token'), update: (await request.json()) as Update })
        return new Response(null, { status: answer() })
      },
    },
    token,
    bot: { username: 'duka_sandbox_bot', name: 'Duka' },
    people: [{ id: 1001, first_name: 'Amina', language_code: 'en', stars: 500, started: true, blocked: false }],
  })
  async function call(method: string, input: object = {}, as = token): Promise<Answer> {
    const response = await telegram.fetch(
      new Request(`https://api.telegram.org/bot${as}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    )
    const body = (await response.json()) as Answer
    if (response.status !== (body.ok ? 200 : body.error_code))
      throw new Error(`${method}: HTTP ${response.status} with ${JSON.stringify(body)}`)
    return body
  }
  const ok = async <T>(method: string, input: object = {}): Promise<T> => {
    const answer = await call(method, input)
    if (!answer.ok) throw new Error(`${method}: ${answer.description ?? ''}`)
    return answer.result as T
  }
  const says = (text: string, more: object = {}) => call('sendMessage', { chat_id: 1001, text, ...more })
  const keyboard = (button: object) => ({ reply_markup: { inline_keyboard: [[{ text: 'Open', ...button }]] } })
  return { telegram, clock, heard, call, ok, says, keyboard }
}
