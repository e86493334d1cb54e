import { badRequest, forbidden } from './errors.ts'
import { textOf, type Input } from './fields.ts'
import type { Chat, Person, StoredMessage, TelegramState } from './state.ts'

export type BotIdentity = { id: number; username: string; name: string }

/** @throws as Telegram when the bot may not write there. */
export function openChat(state: TelegramState, input: Input, name = 'chat_id'): Chat {
  const given = textOf(input, name)
  if (given === undefined || given === '') throw badRequest(`${name === 'chat_id' ? 'chat_id' : name} is empty`)
  const group = state.groups[given]
  if (group) return group
  const person = state.people[given]
  if (!person) throw badRequest('chat not found')
  if (person.blocked) throw forbidden('bot was blocked by the user')
  if (!person.started) throw forbidden("bot can't initiate conversation with a user")
  return { id: person.id, type: 'private' }
}

export function getPerson(state: TelegramState, id: number | string): Person {
  const person = state.people[String(id)]
  if (!person) throw badRequest('USER_ID_INVALID')
  return person
}

/** A person in the words of the Bot API, without what only Telegram knows. */
export function asUser({ id, first_name, last_name, username, language_code, is_premium }: Person) {
  return {
    id,
    is_bot: false,
    first_name,
    ...(last_name && { last_name }),
    ...(username && { username }),
    ...(language_code && { language_code }),
    ...(is_premium && { is_premium }),
  }
}

export const asBot = ({ id, username, name }: BotIdentity) => ({ id, is_bot: true, first_name: name, username })

function asChat(state: TelegramState, chatId: number) {
  const group = state.groups[String(chatId)]
  if (group) return { id: group.id, type: group.type, ...(group.title && { title: group.title }) }
  const person = getPerson(state, chatId)
  return {
    id: chatId,
    type: 'private',
    first_name: person.first_name,
    ...(person.last_name && { last_name: person.last_name }),
    ...(person.username && { username: person.username }),
  }
}

export function asMessage(state: TelegramState, bot: BotIdentity, message: StoredMessage): Record<string, unknown> {
  const { chatId, fromId, deleted: _deleted, invoice, reply_markup, ...rest } = message
  const { slug: _slug, ...shownInvoice } = invoice ?? {}
  return {
    ...rest,
    ...(invoice && { invoice: shownInvoice }),
    from: fromId === null ? asBot(bot) : asUser(getPerson(state, fromId)),
    chat: asChat(state, chatId),
    ...(reply_markup?.inline_keyboard && { reply_markup: { inline_keyboard: reply_markup.inline_keyboard } }),
  }
}

export function addMessage(state: TelegramState, message: Omit<StoredMessage, 'message_id'>): StoredMessage {
  const stored = { message_id: state.nextMessageId, ...message }
  state.nextMessageId += 1
  state.messages.push(stored)
  if (state.messages.length > 5000) state.messages.splice(0, state.messages.length - 5000)
  return stored
}

export function findMessage(state: TelegramState, chatId: number, messageId: number | undefined): StoredMessage | undefined {
  return state.messages.find((message) => message.chatId === chatId && message.message_id === messageId && !message.deleted)
}
