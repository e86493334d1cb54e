import { resolve } from 'node:path'
import { z } from 'zod'
import { fiatCodes, type Currency } from 'shared/currencies'
import { isStrongSecret } from 'shared/secrets'
import { fxEnvironment, readFx } from './modules/fx/environment.ts'
import { bitcoinEnvironment, readBitcoin } from './modules/payments/gateways/bitcoin/environment.ts'
import { ethereumEnvironment, readEthereum } from './modules/payments/gateways/ethereum/environment.ts'
import { mpesaEnvironment, readMpesa } from './modules/payments/gateways/mpesa/environment.ts'
import { momoEnvironment, readMomo } from './modules/payments/gateways/mtn-momo/environment.ts'
import { paypalEnvironment, readPaypal } from './modules/payments/gateways/paypal/environment.ts'
import { readStripe, stripeEnvironment } from './modules/payments/gateways/stripe/environment.ts'
import { readTon, tonEnvironment } from './modules/payments/gateways/ton/environment.ts'
import { blank, flag, list, moneyText, port, url } from './platform/environment.ts'

const telegramIds = list.transform((ids, issues) =>
  ids.map((id) => {
    if (!/^[1-9]\d{0,15}$/.test(id)) issues.addIssue(`${id} is no Telegram user id`)
    return Number(id)
  }),
)

/**
 * The environment, parsed once. Nothing else reads `process.env`; `.env.example` explains each name.
 * Secrets have defaults only outside production, where the whole world is the sandbox's.
 */
export const Environment = z.object({
  NODE_ENV: blank(z.enum(['development', 'test', 'production']).default('development')),
  ROLE: blank(z.enum(['all', 'api', 'worker']).default('all')),
  HOST: blank(z.string().default('127.0.0.1')),
  PORT: port(3000),
  MINIAPP_PORT: port(5173),
  SANDBOX_PORT: port(4010),
  SANDBOX: blank(flag(true)),
  DATA_DIR: blank(z.string().default('.data')),
  DATABASE_URL: blank(z.string().optional()),
  DATABASE_POOL: blank(z.coerce.number().int().min(2).max(200).default(20)),
  MINIAPP_DIST: blank(z.string().default('miniapp/dist')),
  PUBLIC_URL: blank(url.optional()),
  LOG_LEVEL: blank(z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')),
  TRUSTED_PROXIES: blank(z.coerce.number().int().min(0).max(5).optional()),
  REQUESTS_PER_MINUTE: blank(z.coerce.number().int().min(0).default(12_000)),
  WRITES_PER_MINUTE: blank(z.coerce.number().int().min(0).default(600)),
  METRICS_TOKEN: blank(z.string().optional()),

  SHOP_NAME: blank(z.string().default('Duka Coffee')),
  SHOP_ADDRESS: blank(z.string().default('Ngong Road, Nairobi')),
  SHOP_TAX_ID: blank(z.string().default('')),
  SHOP_CURRENCY: blank(z.enum(fiatCodes as [Currency, ...Currency[]]).default('USD')),
  SHOP_COUNTRY: blank(
    z
      .string()
      .regex(/^[A-Z]{2}$/)
      .default('KE'),
  ),
  CASH_ON_DELIVERY_MOST: blank(moneyText.optional()),
  SHOP_TIME_ZONE: blank(z.string().default('Africa/Nairobi')),
  SUPPORT_USERNAME: blank(z.string().optional()),
  OWNER_TELEGRAM_IDS: blank(telegramIds),

  DATA_KEY: blank(z.string().optional()),
  INIT_DATA_MAX_AGE_SECONDS: blank(z.coerce.number().int().min(60).max(86_400).default(86_400)),
  STAFF_INIT_DATA_MAX_AGE_SECONDS: blank(z.coerce.number().int().min(60).max(86_400).default(3_600)),
  SESSION_SECONDS: blank(z.coerce.number().int().min(300).max(604_800).default(43_200)),
  PAYMENT_WINDOW_SECONDS: blank(z.coerce.number().int().min(60).max(86_400).default(1_800)),

  BOT_TOKEN: blank(z.string().optional()),
  BOT_USERNAME: blank(
    z
      .string()
      .regex(/^\w{3,64}$/)
      .default('duka_sandbox_bot'),
  ),
  APP_NAME: blank(
    z
      .string()
      .regex(/^\w{1,64}$/)
      .default('shop'),
  ),
  BOT_API_SECRET: blank(z.string().optional()),
  TELEGRAM_API_URL: blank(url.optional()),
  ALLOW_NON_TON_COINS_IN_TELEGRAM: blank(flag(false)),

  ...stripeEnvironment,
  ...tonEnvironment,
  ...paypalEnvironment,
  ...fxEnvironment,
  ...bitcoinEnvironment,
  ...ethereumEnvironment,
  ...mpesaEnvironment,
  ...momoEnvironment,
})

/** What the sandbox signs with: never accepted in production. */
export const sandboxSecrets = {
  botToken: '4242424242:AAHdukaSandboxBotTokenForLocalUseOnly0',
  botApi: 'sandbox-bot-api-secret-for-local-use-only',
  dataKey: 'sandbox-data-key-for-local-use-only-00000000',
} as const

export type Config = ReturnType<typeof parseConfig>

/**
 * @param environment usually `process.env`
 * @param root the folder relative paths start from
 * @throws ConfigError naming everything that is wrong at once, without repeating a secret
 */
export function parseConfig(environment: Record<string, string | undefined>, root: string = process.cwd()) {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const env = parsed.data
  const production = env.NODE_ENV === 'production'
  // In production the sandbox is off unless somebody insists, and insisting is refused below.
  const sandboxOn = environment['SANDBOX'] ? env.SANDBOX : !production
  const sandboxUrl = `http://127.0.0.1:${env.SANDBOX_PORT}`

  const wrong: string[] = []
  const secret = (name: 'BOT_TOKEN' | 'BOT_API_SECRET' | 'DATA_KEY', stand: string, good: (value: string) => boolean): string => {
    const value = env[name]
    if (value === undefined && sandboxOn && !production) return stand
    if (value === undefined) wrong.push(`${name}: is required${production ? ' in production' : ' when the sandbox is off'}`)
    else if (!good(value) || (production && value === stand)) wrong.push(`${name}: is too weak or malformed`)
    return value ?? ''
  }
  if (production && sandboxOn) wrong.push('SANDBOX: must be off in production')
  const botToken = secret('BOT_TOKEN', sandboxSecrets.botToken, (value) => /^\d{6,}:[\w-]{30,}$/.test(value))
  const botApiSecret = secret('BOT_API_SECRET', sandboxSecrets.botApi, isStrongSecret)
  const dataKey = secret('DATA_KEY', sandboxSecrets.dataKey, isStrongSecret)
  if (production && !env.PUBLIC_URL?.startsWith('https://')) wrong.push('PUBLIC_URL: an https address is required in production')
  if (production && env.BOT_USERNAME === 'duka_sandbox_bot') wrong.push('BOT_USERNAME: name the bot')
  // Without it every customer behind the https proxy would share one address, and its limits.
  if (production && env.TRUSTED_PROXIES === undefined)
    wrong.push('TRUSTED_PROXIES: say how many proxies of yours stand in front (0 is none)')
  if (production && env.METRICS_TOKEN && !isStrongSecret(env.METRICS_TOKEN)) wrong.push('METRICS_TOKEN: is too weak')
  if (production && env.OWNER_TELEGRAM_IDS.length === 0) wrong.push('OWNER_TELEGRAM_IDS: name at least one owner')

  const site = { production, sandboxUrl: sandboxOn ? sandboxUrl : undefined, wrong }
  const stripe = readStripe(env, site)
  const paypal = readPaypal(env, site)
  const mpesa = readMpesa(env, site)
  const mtnMomo = readMomo(env, site)
  const bitcoin = readBitcoin(env, site)
  const ethereum = readEthereum(env, site)
  const ton = readTon(env, site)
  if (wrong.length > 0) throw new ConfigError(wrong)

  return {
    production,
    environment: env.NODE_ENV,
    role: env.ROLE,
    host: env.HOST,
    port: env.PORT,
    miniappPort: env.MINIAPP_PORT,
    miniappDist: resolve(root, env.MINIAPP_DIST),
    dataDir: resolve(root, env.DATA_DIR),
    database: env.DATABASE_URL ? { url: env.DATABASE_URL, pool: env.DATABASE_POOL } : undefined,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.MINIAPP_PORT}`,
    logLevel: env.LOG_LEVEL,
    trustedProxies: env.TRUSTED_PROXIES ?? 0,
    limits: { requestsPerAddress: env.REQUESTS_PER_MINUTE, writesPerUser: env.WRITES_PER_MINUTE },
    metricsToken: env.METRICS_TOKEN,
    sandbox: sandboxOn ? { url: sandboxUrl, port: env.SANDBOX_PORT } : undefined,
    shop: {
      name: env.SHOP_NAME,
      address: env.SHOP_ADDRESS,
      taxId: env.SHOP_TAX_ID,
      currency: env.SHOP_CURRENCY,
      country: env.SHOP_COUNTRY,
      cashMost: env.CASH_ON_DELIVERY_MOST ?? null,
      timeZone: env.SHOP_TIME_ZONE,
      supportUsername: env.SUPPORT_USERNAME ?? null,
    },
    ownerTelegramIds: env.OWNER_TELEGRAM_IDS,
    dataKey,
    auth: {
      initDataMaxAgeSeconds: env.INIT_DATA_MAX_AGE_SECONDS,
      staffInitDataMaxAgeSeconds: env.STAFF_INIT_DATA_MAX_AGE_SECONDS,
      sessionSeconds: env.SESSION_SECONDS,
    },
    paymentWindowSeconds: env.PAYMENT_WINDOW_SECONDS,
    telegram: {
      botToken,
      botUsername: env.BOT_USERNAME,
      appName: env.APP_NAME,
      botApiSecret,
      apiUrl: env.TELEGRAM_API_URL ?? (sandboxOn && !env.BOT_TOKEN ? `${sandboxUrl}/telegram` : 'https://api.telegram.org'),
      // Only the number of the bot goes into the address, never its secret.
      loginUrl: `${sandboxOn && !env.BOT_TOKEN ? `http://localhost:${env.SANDBOX_PORT}/telegram-login` : 'https://oauth.telegram.org/auth'}?bot_id=${botToken.split(':')[0]}`,
    },
    allowNonTonCoinsInTelegram: env.ALLOW_NON_TON_COINS_IN_TELEGRAM,
    mpesa,
    mtnMomo,
    bitcoin,
    ethereum,
    fx: readFx(env, site),
    paypal,
    ton,
    stripe,
  }
}

export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The environment is not fit to start with:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}
