import { setTimeout as sleep } from 'node:timers/promises'
import type { Emulation } from '../../emulation/emulation.ts'
import { webhookSender, type Delivery } from '../../emulation/webhook-sender.ts'
import { badRequest, TelegramFault } from './errors.ts'
import { flagOf, jsonOf, numberOf, textOf, type Input } from './fields.ts'
import type { TelegramState, Update } from './state.ts'

/** Telegram keeps an update for a day and asks again with growing pauses. */
const retrySeconds = [1, 2, 4, 8, 16, 32, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800]
const keptSeconds = 86_400
const notByDefault = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

export type Updates = ReturnType<typeof updateQueue>

/** What the bot is told: by long polling or by webhook, never both. */
export function updateQueue(emulation: Emulation, state: TelegramState) {
  const { clock, random, changed } = emulation
  let poller: { cancel: (why: 'conflict' | 'stop') => void } | undefined
  const wake = new Set<() => void>()

  const sender = webhookSender({ clock, random, state: () => state.sender, retrySeconds, changed, send })

  async function send(delivery: Delivery): Promise<number | null> {
    const update = state.updates.find((one) => String(one.update_id) === delivery.eventId)
    const { webhook } = state
    if (!webhook) return null
    if (!update && delivery.attempts.length > 0) return 200
    const body = update ?? (sent.get(delivery.eventId) as Update | undefined)
    if (!body) return null
    sent.set(delivery.eventId, body)
    try {
      const answer = await emulation.outgoing(
        new Request(webhook.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(webhook.secretToken && { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(60_000),
        }),
      )
      await answer.arrayBuffer()
      if (answer.ok) forget(body.update_id)
      else remember(`Wrong response from the webhook: ${answer.status} ${answer.statusText}`.trim())
      return answer.status
    } catch {
      remember('Connection refused')
      return null
    }
  }

  /** What is already delivered but may arrive again, when duplicates are switched on. */
  const sent = new Map<string, Update>()

  function forget(updateId: number) {
    state.updates = state.updates.filter((one) => one.update_id !== updateId)
    if (sent.size > 200) sent.delete([...sent.keys()][0] as string)
  }

  function remember(message: string) {
    if (!state.webhook) return
    state.webhook.lastErrorDate = clock.seconds()
    state.webhook.lastErrorMessage = message
  }

  function allowed(update: Update): boolean {
    const kind = Object.keys(update).find((name) => name !== 'update_id') ?? ''
    return state.allowedUpdates.length > 0 ? state.allowedUpdates.includes(kind) : !notByDefault.has(kind)
  }

  function emit(content: Record<string, unknown>) {
    const update: Update = { update_id: state.nextUpdateId, ...content }
    if (!allowed(update)) return
    state.nextUpdateId += 1
    state.updates.push(update)
    if (state.webhook) sender.enqueue({ eventId: String(update.update_id), about: Object.keys(content)[0] ?? '', url: state.webhook.url })
    for (const one of wake) one()
    changed()
  }

  async function getUpdates(input: Input): Promise<Update[]> {
    if (state.webhook) {
      throw new TelegramFault(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    }
    poller?.cancel('conflict')
    const names = jsonOf<string[]>(input, 'allowed_updates')
    if (names) state.allowedUpdates = names
    const offset = numberOf(input, 'offset') ?? 0
    const limit = Math.min(100, Math.max(1, numberOf(input, 'limit') ?? 100))
    const timeout = Math.min(50, numberOf(input, 'timeout') ?? 0)
    const created = clock.seconds()
    if (offset > 0) state.updates = state.updates.filter((one) => one.update_id >= offset)
    if (offset < 0) state.updates = state.updates.slice(offset)

    let cancelled: 'conflict' | 'stop' | undefined
    const abort = new AbortController()
    const mine = {
      cancel: (why: 'conflict' | 'stop') => {
        cancelled = why
        abort.abort()
      },
    }
    poller = mine
    const wakeUp = () => abort.abort()
    wake.add(wakeUp)
    if (state.updates.length === 0 && timeout > 0)
      await sleep(timeout * 1000, undefined, { signal: abort.signal, ref: false }).catch(() => {})
    wake.delete(wakeUp)
    if (poller === mine) poller = undefined
    if (cancelled === 'conflict') {
      throw new TelegramFault(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running')
    }
    if (clock.seconds() - created > keptSeconds) state.updates = []
    return state.updates.slice(0, limit)
  }

  function setWebhook(input: Input): true {
    const url = textOf(input, 'url') ?? ''
    if (url === '') return deleteWebhook(input)
    if (!URL.canParse(url)) throw badRequest('bad webhook: Invalid URL host')
    const { protocol, hostname } = new URL(url)
    const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
    if (protocol !== 'https:' && !here) throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
    const secretToken = textOf(input, 'secret_token') ?? ''
    if (!/^[\w-]{0,256}$/.test(secretToken)) throw badRequest('secret token contains unallowed characters')
    if (flagOf(input, 'drop_pending_updates')) state.updates = []
    const names = jsonOf<string[]>(input, 'allowed_updates')
    if (names) state.allowedUpdates = names
    poller?.cancel('conflict')
    for (const delivery of state.sender.deliveries) if (delivery.state === 'waiting') delivery.state = 'dropped'
    state.webhook = { url, secretToken, allowedUpdates: state.allowedUpdates, maxConnections: numberOf(input, 'max_connections') ?? 40 }
    for (const update of state.updates) {
      sender.enqueue({ eventId: String(update.update_id), about: Object.keys(update)[1] ?? '', url })
    }
    return true
  }

  function deleteWebhook(input: Input): true {
    state.webhook = null
    for (const delivery of state.sender.deliveries) if (delivery.state === 'waiting') delivery.state = 'dropped'
    if (flagOf(input, 'drop_pending_updates')) state.updates = []
    return true
  }

  return {
    sender,
    emit,
    getUpdates,
    setWebhook,
    deleteWebhook,
    getWebhookInfo: () => ({
      url: state.webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: state.updates.length,
      ...(state.webhook && {
        max_connections: state.webhook.maxConnections,
        ...(state.webhook.allowedUpdates.length > 0 && { allowed_updates: state.webhook.allowedUpdates }),
        ...(state.webhook.lastErrorDate && {
          last_error_date: state.webhook.lastErrorDate,
          last_error_message: state.webhook.lastErrorMessage,
        }),
      }),
    }),
    /** Sends one update again, as Telegram does when it did not hear the answer. */
    resend(updateId: number) {
      const body = state.updates.find((one) => one.update_id === updateId) ?? sent.get(String(updateId))
      if (!body || !state.webhook) return false
      if (!state.updates.includes(body)) state.updates.push(body)
      sender.enqueue({ eventId: String(updateId), about: 'again', url: state.webhook.url })
      return true
    },
    stop() {
      poller?.cancel('stop')
      sender.stop()
    },
  }
}
