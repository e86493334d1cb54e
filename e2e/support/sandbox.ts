import { inject } from 'vitest'
import { people, type PersonaName } from './people.ts'

type Message = { text?: string; caption?: string }
type CardPayment = { status: string; captured: number; refunded: number; charges: number; metadata: Record<string, string> }

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
  return items.map(({ text, caption }) => text ?? caption ?? '').filter((text) => text.includes(about))
}

/** What Stripe knows of the money for an order, in minor units. */
export async function cardPaymentsOf(orderNumber: string): Promise<CardPayment[]> {
  const { stripe } = await control<{ stripe: { payments: CardPayment[] } }>('GET', '/control/truth')
  return stripe.payments.filter(({ metadata }) => Object.values(metadata).includes(orderNumber))
}

export const initDataOf = async (
  name: PersonaName,
  { startParam, sandboxUrl }: { startParam?: string | undefined; sandboxUrl?: string | undefined } = {},
) =>
  (await control<{ initData: string }>('POST', `/personas/${people[name]}/init-data`, startParam ? { startParam } : {}, sandboxUrl))
    .initData
