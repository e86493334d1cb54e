import { isStrongSecret } from 'shared/secrets'
import { z } from 'zod'

/**
 * The bot's own reading of the environment: the same names as the server's (server/src/config.ts) where they mean the
 * same, so that one `.env` serves both. `.env.example` explains each.
 */
const blank = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema)
const port = (fallback: number) => blank(z.coerce.number().int().min(0).max(65535).default(fallback))
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))

export const Environment = z.object({
  NODE_ENV: blank(z.enum(['development', 'test', 'production']).default('development')),
  SANDBOX: z.string().optional(),
  HOST: blank(z.string().default('127.0.0.1')),
  PORT: port(3000),
  MINIAPP_PORT: port(5173),
  SANDBOX_PORT: port(4010),
  PUBLIC_URL: blank(url.optional()),
  SHOP_NAME: blank(z.string().default('Duka Coffee')),
  SUPPORT_USERNAME: blank(z.string().optional()),
  BOT_TOKEN: blank(z.string().optional()),
  BOT_USERNAME: blank(z.string().default('duka_sandbox_bot')),
  APP_NAME: blank(z.string().default('shop')),
  BOT_API_SECRET: blank(z.string().optional()),
  TELEGRAM_API_URL: blank(url.optional()),
  API_URL: blank(url.optional()),
  BOT_MODE: blank(z.enum(['polling', 'webhook']).default('polling')),
  BOT_PORT: port(3001),
  BOT_WEBHOOK_SECRET: blank(
    z
      .string()
      .regex(/^[\w-]{16,256}$/, 'must be 16 to 256 of A–Z a–z 0–9 _ -')
      .optional(),
  ),
})

// What the sandbox signs with, as in server/src/config.ts; a test keeps them the same.
export const sandboxSecrets = {
  botToken: '4242424242:AAHdukaSandboxBotTokenForLocalUseOnly0',
  botApi: 'sandbox-bot-api-secret-for-local-use-only',
} as const

export type BotConfig = ReturnType<typeof parseBotConfig>

/** @throws Error naming everything that is wrong at once, without repeating a secret */
export function parseBotConfig(environment: Record<string, string | undefined>) {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) throw unfit(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const env = parsed.data
  const production = env.NODE_ENV === 'production'
  const sandbox = env.SANDBOX ? ['on', 'true', '1'].includes(env.SANDBOX) : !production

  const wrong: string[] = []
  if (production && sandbox) wrong.push('SANDBOX: must be off in production')
  if (!env.BOT_TOKEN && !sandbox) wrong.push('BOT_TOKEN: is required')
  if (!env.BOT_API_SECRET && !sandbox) wrong.push('BOT_API_SECRET: is required')
  if (production && env.BOT_TOKEN === sandboxSecrets.botToken) wrong.push('BOT_TOKEN: is the sandbox’s')
  if (production && env.BOT_API_SECRET === sandboxSecrets.botApi) wrong.push('BOT_API_SECRET: is the sandbox’s')
  // Without a good secret anybody could send us updates, and say that somebody paid.
  if (env.BOT_MODE === 'webhook' && !env.BOT_WEBHOOK_SECRET) wrong.push('BOT_WEBHOOK_SECRET: is required in webhook mode')
  if (production && env.BOT_WEBHOOK_SECRET && !isStrongSecret(env.BOT_WEBHOOK_SECRET)) wrong.push('BOT_WEBHOOK_SECRET: is too weak')
  if (wrong.length > 0) throw unfit(wrong)

  const emulated = sandbox && !env.BOT_TOKEN && !env.TELEGRAM_API_URL
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.MINIAPP_PORT}`
  return {
    production,
    mode: env.BOT_MODE,
    host: env.HOST,
    port: env.BOT_PORT,
    webhookSecret: env.BOT_WEBHOOK_SECRET,
    token: env.BOT_TOKEN ?? sandboxSecrets.botToken,
    username: env.BOT_USERNAME,
    telegramUrl: env.TELEGRAM_API_URL ?? (emulated ? `http://127.0.0.1:${env.SANDBOX_PORT}/telegram` : 'https://api.telegram.org'),
    apiUrl: env.API_URL ?? `http://127.0.0.1:${env.PORT}`,
    apiSecret: env.BOT_API_SECRET ?? sandboxSecrets.botApi,
    shopName: env.SHOP_NAME,
    supportUsername: env.SUPPORT_USERNAME,
    publicUrl,
    link: `https://t.me/${env.BOT_USERNAME}/${env.APP_NAME}`,
    /** Telegram opens only https addresses inside itself; its emulator opens any. */
    opensInside: publicUrl.startsWith('https://') || env.TELEGRAM_API_URL !== undefined || emulated,
  }
}

function unfit(problems: string[]): Error {
  return new Error(`The bot cannot start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
}
