import { badRequest } from './errors.ts'
import { jsonOf, type Input } from './fields.ts'
import type { Button, Chat, ReplyMarkup } from './state.ts'

const actions = ['url', 'web_app', 'callback_data', 'pay', 'login_url', 'switch_inline_query', 'switch_inline_query_current_chat', 'switch_inline_query_chosen_chat', 'copy_text', 'callback_game'] // prettier-ignore

/** Telegram wants https; the emulator also lets a shop on this machine through. */
function isHere(url: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|\?|#|$)/.test(url)
}

export function checkWebAppUrl(url: unknown, where: string): string {
  if (typeof url !== 'string' || !URL.canParse(url)) throw badRequest(`${where} Web App URL '${String(url)}' is invalid: Invalid URL`)
  if (!url.startsWith('https://') && !isHere(url))
    throw badRequest(`${where} Web App URL '${url}' is invalid: Only HTTPS links are allowed`)
  return url
}

/** @throws what Telegram says of a keyboard it does not take. */
export function readMarkup(input: Input, chat: Chat): ReplyMarkup | undefined {
  const markup = jsonOf<ReplyMarkup>(input, 'reply_markup')
  if (markup === undefined) return undefined
  if (typeof markup !== 'object') throw badRequest('object expected as reply markup')
  if (markup.inline_keyboard === undefined) return markup
  if (!Array.isArray(markup.inline_keyboard) || !markup.inline_keyboard.every(Array.isArray)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
  }
  for (const button of markup.inline_keyboard.flat()) checkButton(button, chat)
  return markup
}

function checkButton(button: Button, chat: Chat): void {
  if (typeof button.text !== 'string' || button.text.trim() === '')
    throw badRequest('can\'t parse inline keyboard button: Can\'t find field "text"')
  const named = actions.filter((action) => button[action] !== undefined)
  if (named.length === 0) throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  if (button.web_app) {
    checkWebAppUrl(button.web_app.url, 'inline keyboard button')
    if (chat.type !== 'private') throw badRequest('BUTTON_TYPE_INVALID')
  }
  if (button.callback_data !== undefined) {
    const size = Buffer.byteLength(button.callback_data)
    if (size < 1 || size > 64) throw badRequest('BUTTON_DATA_INVALID')
  }
  if (button.url !== undefined && !/^(https?|tg|mailto|tel):/.test(button.url)) {
    throw badRequest(`inline keyboard button URL '${button.url}' is invalid: Unsupported URL protocol`)
  }
  if (button.url !== undefined && /^http:\/\/[^/.]+(:\d+)?(\/|$)/.test(button.url) && !isHere(button.url)) {
    throw badRequest(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`)
  }
}
