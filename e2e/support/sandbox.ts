import { inject } from 'vitest'
import { people, type PersonaName } from './people.ts'

type Message = { messageId: number; text: string }
type Truth = { payments: { captured: number; refunded: number; metadata?: Record<string, string> }[] }

/** Asks the sandbox's control API (docs/sandbox.md). */
export async function control<Answer>(method: string, path: string, body?: unknown, sandboxUrl = inject('sandboxUrl')): Promise<Answer> {
  const response = await fetch(sandboxUrl + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Answer
}

/** What the bot wrote to somebody about an order, oldest first. */
export async function messagesTo(name: PersonaName, about: string): Promise<string[]> {
  const { items } = await control<{ items: Message[] }>('GET', `/control/telegram/messages?chatId=${people[name]}`)
  return items.map((message) => message.text).filter((text) => text.includes(about))
}

/** What the outside world knows of the money. */
export const truth = () => control<Truth>('GET', '/control/truth')

export const initDataOf = async (
  name: PersonaName,
  { startParam, sandboxUrl }: { startParam?: string | undefined; sandboxUrl?: string | undefined } = {},
) =>
  (await control<{ initData: string }>('POST', `/personas/${people[name]}/init-data`, startParam ? { startParam } : {}, sandboxUrl))
    .initData
