import type { Emulation } from '../../emulation/emulation.ts'
import { addMessage, asMessage, findMessage, openChat, type BotIdentity } from './chats.ts'
import { parseEntities, type Entity } from './entities.ts'
import { badRequest } from './errors.ts'
import { fileOf, flagOf, jsonOf, numberOf, textOf, type Input } from './fields.ts'
import { readMarkup } from './markup.ts'
import type { StoredFile, TelegramState } from './state.ts'

const mostText = 4096
const mostCaption = 1024

/** The methods that put, change and remove messages. */
export function messageMethods(emulation: Emulation, state: TelegramState, bot: BotIdentity) {
  const { clock, random } = emulation

  function readText(input: Input, name: 'text' | 'caption', most: number): { text: string; entities: Entity[] } {
    const source = textOf(input, name) ?? ''
    const given = jsonOf<Entity[]>(input, name === 'text' ? 'entities' : 'caption_entities')
    const parsed = given ? { text: source, entities: given } : parseEntities(source, textOf(input, 'parse_mode'))
    if (Array.from(parsed.text).length > most) throw badRequest(name === 'text' ? 'message is too long' : 'message caption is too long')
    return parsed
  }

  function readFile(input: Input, name: string): StoredFile {
    const file = fileOf(input, name)
    if (!file) throw badRequest(`there is no ${name} in the request`)
    if (typeof file === 'string') {
      const known = state.messages.flatMap((message) => [...(message.photo ?? []), message.document]).find((one) => one?.file_id === file)
      if (known) return known
      if (/^https?:\/\//.test(file)) return newFile({ name: new URL(file).pathname.split('/').at(-1) ?? name, type: '', size: 1 })
      throw badRequest('wrong file identifier/HTTP URL specified')
    }
    if (file.size === 0) throw badRequest('file must be non-empty')
    if (file.size > 50 * 1024 * 1024 || (name === 'photo' && file.size > 10 * 1024 * 1024)) throw badRequest('file is too big')
    return newFile(file)
  }

  function newFile({ name, type, size }: { name: string; type: string; size: number }): StoredFile {
    return {
      file_id: `BQAC${random.id(60)}`,
      file_unique_id: `AgAD${random.id(12)}`,
      file_size: size,
      ...(name && { file_name: name }),
      ...(type && { mime_type: type }),
    }
  }

  function send(input: Input, content: Partial<Parameters<typeof addMessage>[1]>) {
    const chat = openChat(state, input)
    const markup = readMarkup(input, chat)
    const message = addMessage(state, {
      chatId: chat.id,
      fromId: null,
      date: clock.seconds(),
      ...content,
      ...(markup && { reply_markup: markup }),
    })
    return asMessage(state, bot, message)
  }

  function captioned(input: Input) {
    if (textOf(input, 'caption') === undefined) return {}
    const { text, entities } = readText(input, 'caption', mostCaption)
    return { caption: text, ...(entities.length > 0 && { caption_entities: entities }) }
  }

  function editable(input: Input) {
    const chat = openChat(state, input)
    const message = findMessage(state, chat.id, numberOf(input, 'message_id'))
    if (!message) throw badRequest('message to edit not found')
    if (message.fromId !== null) throw badRequest("message can't be edited")
    return { chat, message }
  }

  return {
    sendMessage(input: Input) {
      openChat(state, input)
      const { text, entities } = readText(input, 'text', mostText)
      if (text === '') throw badRequest('message text is empty')
      return send(input, { text, ...(entities.length > 0 && { entities }) })
    },
    sendPhoto(input: Input) {
      openChat(state, input)
      const { file_name: _name, mime_type: _type, ...photo } = readFile(input, 'photo')
      return send(input, { photo: [{ ...photo, width: 800, height: 600 } as StoredFile], ...captioned(input) })
    },
    sendDocument(input: Input) {
      openChat(state, input)
      return send(input, { document: readFile(input, 'document'), ...captioned(input) })
    },
    sendChatAction(input: Input) {
      openChat(state, input)
      return true
    },
    editMessageText(input: Input) {
      const { chat, message } = editable(input)
      const { text, entities } = readText(input, 'text', mostText)
      if (text === '') throw badRequest('message text is empty')
      const markup = readMarkup(input, chat)
      const same = message.text === text && JSON.stringify(message.entities ?? []) === JSON.stringify(entities)
      if (same && JSON.stringify(message.reply_markup) === JSON.stringify(markup)) {
        throw badRequest(
          'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        )
      }
      Object.assign(message, {
        text,
        entities: entities.length > 0 ? entities : undefined,
        reply_markup: markup,
        edit_date: clock.seconds(),
      })
      return asMessage(state, bot, message)
    },
    editMessageReplyMarkup(input: Input) {
      const { chat, message } = editable(input)
      const markup = readMarkup(input, chat)
      if (JSON.stringify(message.reply_markup) === JSON.stringify(markup)) {
        throw badRequest(
          'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        )
      }
      Object.assign(message, { reply_markup: markup, edit_date: clock.seconds() })
      return asMessage(state, bot, message)
    },
    deleteMessage(input: Input) {
      const chat = openChat(state, input)
      const message = findMessage(state, chat.id, numberOf(input, 'message_id'))
      if (!message) throw badRequest('message to delete not found')
      message.deleted = true
      return true
    },
    answerCallbackQuery(input: Input) {
      const query = state.callbackQueries[textOf(input, 'callback_query_id') ?? '']
      if (!query || query.answered) throw badRequest('query is too old and response timeout expired or query ID is invalid')
      const text = textOf(input, 'text')
      if (text && text.length > 200) throw badRequest('MESSAGE_TOO_LONG')
      Object.assign(query, { answered: true, ...(text && { text }), ...(flagOf(input, 'show_alert') && { alert: true }) })
      return true
    },
    savePreparedInlineMessage(input: Input) {
      const userId = numberOf(input, 'user_id')
      if (userId === undefined || !state.people[String(userId)]) throw badRequest('USER_ID_INVALID')
      const result = jsonOf<{ type?: string; id?: string }>(input, 'result')
      if (!result?.type || !result.id) throw badRequest("can't parse InlineQueryResult")
      const id = random.id(16)
      const expiration_date = clock.seconds() + 86_400
      state.prepared[id] = { userId, result, expiration_date }
      return { id, expiration_date }
    },
  }
}
