import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { wordsFor } from 'bot/words'
import { ConfigError, parseConfig } from 'server/config'
import { loadEnvFile, requireNode24 } from './environment.ts'
import { announcePublicUrl } from './public-url.ts'

// Gives the shop on this machine a public https address, and tells Telegram and Stripe about it.
// With NGROK_AUTHTOKEN by ngrok; with a PUBLIC_URL that leads here already, only the telling.

const root = join(import.meta.dirname, '..')
const say = (text: string) => process.stdout.write(`${text}\n`)

requireNode24()
loadEnvFile(root)
try {
  // The address itself is what this script finds out, so production's demand for one waits.
  const config = parseConfig(
    { ...process.env, NODE_ENV: process.env['NODE_ENV'] === 'production' ? 'development' : process.env['NODE_ENV'] },
    root,
  )
  const given = process.env['PUBLIC_URL']?.startsWith('https://') ? config.publicUrl : undefined
  const token = process.env['NGROK_AUTHTOKEN']
  if (!given && !token)
    throw new Error('Set NGROK_AUTHTOKEN (from dashboard.ngrok.com), or PUBLIC_URL to an https address that leads here.')

  const tunnel = given ? undefined : await openTunnel(config.port, token as string)
  const publicUrl = given ?? (tunnel?.url as string)
  const webhookSecret = process.env['BOT_WEBHOOK_SECRET'] || randomBytes(32).toString('base64url')
  const { did, environment } = await announcePublicUrl({
    publicUrl,
    telegram: {
      apiUrl: config.telegram.apiUrl,
      botToken: config.telegram.botToken,
      webhookSecret,
      menuText: wordsFor('en')('bot.menuButton'),
    },
    stripe: config.stripe && {
      apiUrl: config.stripe.apiUrl,
      secretKey: config.stripe.secretKey,
      hasSecret: Boolean(process.env['STRIPE_WEBHOOK_SECRET']),
    },
  })

  say(`\n  ${publicUrl}  →  http://127.0.0.1:${config.port}\n`)
  for (const line of did) say(`  ✓ ${line}`)
  const missing = Object.entries(environment).filter(([name, value]) => process.env[name] !== value)
  if (missing.length > 0)
    say(
      `\n  Put this into .env, and start the shop with \`pnpm start\`:\n\n${missing.map(([name, value]) => `${name}=${value}`).join('\n')}\n`,
    )
  if (tunnel) {
    say('  Ctrl-C closes the tunnel.')
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void tunnel.close().then(() => process.exit(0)))
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.message : error)}\n`)
  process.exit(1)
}

/** Asked for only here, so that nothing else needs its binary. */
async function openTunnel(port: number, authtoken: string): Promise<{ url: string; close(): Promise<void> }> {
  const ngrok = await import('@ngrok/ngrok')
  const domain = process.env['NGROK_DOMAIN']
  const listener = await ngrok.forward({ addr: port, authtoken, ...(domain ? { domain } : {}) })
  const url = listener.url()
  if (!url) throw new Error('ngrok gave no address')
  return { url, close: () => listener.close() }
}
