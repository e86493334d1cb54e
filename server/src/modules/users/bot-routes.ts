import { Hono } from 'hono'
import { BotUserAnswer, BotUserSeen } from 'shared/bot.schema'
import { isStaff } from 'shared/permissions'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { asStorable } from '../../platform/storable-text.ts'
import { ourBot } from '../auth/index.ts'
import { upsertBotUser } from './upsert-telegram-user.ts'

/** What our bot tells of people: that they started it, or no longer want its messages. */
export const botRoutes = new Hono<AppEnv>().post(
  '/',
  answers(BotUserAnswer, { summary: 'The bot met somebody, or was blocked' }),
  ourBot,
  accepts('json', BotUserSeen),
  async (c) => {
    const { user, writeAccess } = c.req.valid('json')
    const row = await upsertBotUser(c.var.ctx, {
      telegramId: user.id,
      firstName: asStorable(user.first_name),
      lastName: user.last_name ? asStorable(user.last_name) : null,
      username: user.username ? asStorable(user.username) : null,
      languageTag: user.language_code,
      writeAccess,
    })
    return c.json({ language: row.language, isStaff: isStaff(row.role) })
  },
)
