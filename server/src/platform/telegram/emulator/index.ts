import type { Emulation } from '../../emulation/emulation.ts'
import type { EmulatedService, SandboxRow } from '../../emulation/service.ts'
import { calmRoad, type WebhookSwitches } from '../../emulation/webhook-sender.ts'
import { withFaults } from '../../emulation/with-faults.ts'
import { addMessage, asMessage, asUser, findMessage, getPerson, type BotIdentity } from './chats.ts'
import { controlRoutes } from './control.ts'
import { badRequest } from './errors.ts'
import { botApi } from './http.ts'
import { messageMethods } from './messages.ts'
import { settingMethods } from './settings.ts'
import { starMethods } from './stars.ts'
import { newTelegramState, type Chat, type Person, type TelegramState } from './state.ts'
import { updateQueue } from './updates.ts'

export type { Chat, Person, StoredMessage, TelegramState } from './state.ts'
export type { BotIdentity } from './chats.ts'

export type TelegramEmulatorOptions = { emulation: Emulation; token: string; bot: Omit<BotIdentity, 'id'>; people?: Person[] }

export type TelegramEmulator = ReturnType<typeof telegramEmulator>

/**
 * The Bot API of Telegram and the people behind it. `fetch` answers `/bot<token>/<method>`; the rest of this object is
 * what people do: start, write, press, pay, block.
 */
export function telegramEmulator({ emulation, token, bot: names, people = [] }: TelegramEmulatorOptions) {
  const { clock, random, changed } = emulation
  const bot: BotIdentity = { id: Number(token.split(':')[0]), ...names }
  const state = newTelegramState()
  const updates = updateQueue(emulation, state)
  const { pay, withdraw, ...stars } = starMethods(emulation, state, bot, updates.emit)

  const door = withFaults({ emulation, state, settle: updates.sender.settle })
  const app = botApi({
    door,
    token,
    methods: {
      ...settingMethods(state, bot),
      ...messageMethods(emulation, state, bot),
      ...stars,
      getUpdates: updates.getUpdates,
      setWebhook: updates.setWebhook,
      deleteWebhook: updates.deleteWebhook,
      getWebhookInfo: updates.getWebhookInfo,
    },
  }).onError((error) => {
    throw error
  })

  function seed() {
    for (const person of people) state.people[String(person.id)] = { ...person }
  }
  seed()

  function write(userId: number, text: string, chatId = userId): void {
    const person = getPerson(state, userId)
    if (chatId === userId) {
      person.started = true
      if (person.blocked) setBlocked(userId, false)
    }
    const message = addMessage(state, {
      chatId,
      fromId: userId,
      date: clock.seconds(),
      text,
      ...(/^\/\w+/.test(text) && { entities: [{ type: 'bot_command', offset: 0, length: /^\/[\w@]+/.exec(text)?.[0].length ?? 0 }] }),
    })
    updates.emit({ message: asMessage(state, bot, message) })
  }

  function setBlocked(userId: number, blocked: boolean): void {
    const person = getPerson(state, userId)
    if (person.blocked === blocked) return
    person.blocked = blocked
    const member = (status: string) => ({ user: { id: bot.id, is_bot: true, first_name: bot.name, username: bot.username }, status })
    updates.emit({
      my_chat_member: {
        chat: { id: userId, type: 'private', first_name: person.first_name },
        from: asUser(person),
        date: clock.seconds(),
        old_chat_member: member(blocked ? 'member' : 'kicked'),
        new_chat_member: member(blocked ? 'kicked' : 'member'),
      },
    })
    changed()
  }

  const emulator = {
    title: 'Telegram',
    origins: ['https://api.telegram.org'],
    fetch: async (request: Request): Promise<Response> => app.fetch(request),
    state,
    bot,
    faults: door.faults,
    switches: (change: Partial<WebhookSwitches>) => Object.assign(state.sender.switches, change),
    calm() {
      Object.assign(state.sender.switches, calmRoad)
      state.faults.splice(0)
    },
    settle: updates.sender.settle,
    resend: (eventId: string) => updates.resend(Number(eventId)),
    /** An update Telegram never sent, straight to the webhook with a wrong secret. @returns the status, or null. */
    async forge(update: Record<string, unknown>, secretToken?: string): Promise<number | null> {
      if (!state.webhook) return null
      const answer = await emulation.outgoing(
        new Request(state.webhook.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(secretToken !== undefined && { 'x-telegram-bot-api-secret-token': secretToken }),
          },
          body: JSON.stringify({ update_id: state.nextUpdateId + 1_000_000, ...update }),
        }),
      )
      return answer.status
    },

    addPerson(person: Partial<Person> & Pick<Person, 'id' | 'first_name'>): Person {
      const made = { stars: 0, started: false, blocked: false, ...person }
      state.people[String(person.id)] = made
      changed()
      return made
    },
    addGroup(group: Chat) {
      state.groups[String(group.id)] = group
      changed()
    },
    changePerson(userId: number, change: Partial<Pick<Person, 'stars' | 'started' | 'blocked' | 'language_code'>>): Person {
      const { blocked, ...rest } = change
      const person = Object.assign(getPerson(state, userId), rest)
      if (blocked !== undefined) setBlocked(userId, blocked)
      changed()
      return person
    },
    /** `/start`, a command or plain words. */
    write,
    /** Presses a button that carries callback data. */
    press(userId: number, messageId: number, data: string): void {
      const message = findMessage(state, userId, messageId)
      const offered = message?.reply_markup?.inline_keyboard?.flat().some((button) => button.callback_data === data)
      if (!message || !offered) throw badRequest('no such button')
      const id = String(Math.floor(random.next() * 1e15) + 1e15)
      state.callbackQueries[id] = { id, userId, data, answered: false }
      updates.emit({
        callback_query: {
          id,
          from: asUser(getPerson(state, userId)),
          chat_instance: String(userId * 7),
          data,
          message: asMessage(state, bot, message),
        },
      })
    },
    pay,
    withdraw,
    messagesOf: (chatId: number) => state.messages.filter((message) => message.chatId === chatId && !message.deleted),

    /** What really happened to the Stars, for invariants. */
    truth: () => ({
      charges: Object.values(state.charges).map(({ id, userId, payload, amount, refundedAt }) => ({
        id,
        userId,
        payload,
        amount,
        refunded: refundedAt !== null,
      })),
      balance: stars.getMyStarBalance().amount,
    }),

    /** What the bot holds, and who paid in Stars. */
    rows: (): SandboxRow[] => [
      { id: bot.username, text: `${stars.getMyStarBalance().amount} XTR`, state: '', at: new Date(clock.now()).toISOString(), actions: [] },
      ...Object.values(state.charges)
        .toReversed()
        .map(({ id, amount, payload, userId, date, refundedAt }) => ({
          id,
          text: `${amount} XTR · ${payload} · ${userId}`,
          state: refundedAt === null ? 'paid' : 'refunded',
          at: new Date(date * 1000).toISOString(),
          actions: [],
        })),
    ],

    restore(kept: TelegramState) {
      Object.assign(state, newTelegramState(), kept)
      for (const person of people) state.people[String(person.id)] ??= { ...person }
      for (const checkout of Object.values(state.checkouts)) if (checkout.state === 'waiting') checkout.state = 'timed_out'
      updates.sender.resume()
    },
    reset() {
      updates.stop()
      Object.assign(state, newTelegramState())
      seed()
    },
    stop: updates.stop,
  }
  return Object.assign(emulator, { control: controlRoutes(emulator) }) satisfies EmulatedService
}
