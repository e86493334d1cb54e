import { asBot, type BotIdentity } from './chats.ts'
import { badRequest } from './errors.ts'
import { jsonOf, textOf, type Input } from './fields.ts'
import { checkWebAppUrl } from './markup.ts'
import type { TelegramState } from './state.ts'

/** What the bot says of itself: commands, descriptions and the menu button. */
export function settingMethods(state: TelegramState, bot: BotIdentity) {
  const commandKey = (input: Input) =>
    `${JSON.stringify(jsonOf<object>(input, 'scope') ?? { type: 'default' })} ${textOf(input, 'language_code') ?? ''}`.trim()

  function textPair(name: string, field: string, most: number) {
    const key = (input: Input) => `${field} ${textOf(input, 'language_code') ?? ''}`.trim()
    return {
      [`setMy${name}`](input: Input) {
        const text = textOf(input, field) ?? ''
        if (text.length > most) throw badRequest(`${field.toUpperCase()}_TOO_LONG`)
        state.texts[key(input)] = text
        return true
      },
      [`getMy${name}`]: (input: Input) => ({
        [field]: state.texts[key(input)] ?? state.texts[field] ?? (field === 'name' ? bot.name : ''),
      }),
    }
  }

  return {
    getMe: () => ({
      ...asBot(bot),
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: true,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
    }),
    setMyCommands(input: Input) {
      const commands = jsonOf<{ command: string; description: string }[]>(input, 'commands')
      if (!Array.isArray(commands)) throw badRequest("can't parse commands")
      if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
      for (const { command, description } of commands) {
        if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
        if (!description || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
      }
      state.commands[commandKey(input)] = commands
      return true
    },
    getMyCommands: (input: Input) => state.commands[commandKey(input)] ?? [],
    deleteMyCommands(input: Input) {
      delete state.commands[commandKey(input)]
      return true
    },
    ...textPair('Description', 'description', 512),
    ...textPair('ShortDescription', 'short_description', 120),
    ...textPair('Name', 'name', 64),
    setChatMenuButton(input: Input) {
      const button = jsonOf<{ type: string; text?: string; web_app?: { url: string } }>(input, 'menu_button') ?? { type: 'default' }
      if (!['default', 'commands', 'web_app'].includes(button.type))
        throw badRequest("can't parse menu button: Invalid menu button type specified")
      if (button.type === 'web_app') {
        if (!button.text) throw badRequest("can't parse menu button: Text must be non-empty")
        checkWebAppUrl(button.web_app?.url, 'menu button')
      }
      state.menuButtons[textOf(input, 'chat_id') ?? 'default'] = button
      return true
    },
    getChatMenuButton: (input: Input) =>
      state.menuButtons[textOf(input, 'chat_id') ?? 'default'] ?? state.menuButtons['default'] ?? { type: 'commands' },
  }
}
