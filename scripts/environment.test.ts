import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Environment as BotEnvironment, sandboxSecrets as botSecrets } from 'bot/config'
import { describe, expect, it } from 'vitest'
import { Environment, parseConfig, sandboxSecrets } from 'server/config'
import { parseBotConfig } from 'bot/config'

const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8')
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const isRead = new Set([...Object.keys(Environment.shape), ...Object.keys(BotEnvironment.shape), 'NGROK_AUTHTOKEN', 'NGROK_DOMAIN'])

describe('.env.example', () => {
  it('explains every name the shop reads, and no other', () => {
    const names = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    expect(new Set(names)).toEqual(isRead)
    expect(names).toHaveLength(isRead.size)
  })

  it('holds no secret, and changes nothing when it is copied as it is', () => {
    const copied = Object.fromEntries([...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])) as Record<
      string,
      string
    >
    expect(Object.values(copied).join('')).toBe('')
    expect(parseConfig(copied, '/shop')).toEqual(parseConfig({}, '/shop'))
    expect(parseBotConfig(copied)).toEqual(parseBotConfig({}))
  })
})

describe('what the README says of the environment', () => {
  it('is of names the shop reads', () => {
    const named = [...readme.matchAll(/\b([A-Z]+_[A-Z_]*[A-Z])\b/g)].map(([, name]) => name as string)
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter((name) => !isRead.has(name))).toEqual([])
  })

  it('makes secrets that are taken', () => {
    const commands = [...`${readme}${example}`.matchAll(/openssl rand [^`]+/g)].map(([command]) => command)
    expect(new Set(commands)).toEqual(new Set(['openssl rand -hex 32']))
    const secret = randomBytes(32).toString('hex')
    const environment = { BOT_TOKEN: `4242424243:${'A'.repeat(35)}`, BOT_API_SECRET: secret, DATA_KEY: secret, SANDBOX: 'off' }
    expect(parseConfig(environment).dataKey).toBe(secret)
    expect(parseBotConfig({ ...environment, BOT_MODE: 'webhook', BOT_WEBHOOK_SECRET: secret }).webhookSecret).toBe(secret)
  })
})

describe('the bot and the server', () => {
  it('read the same sandbox out of nothing', () => {
    expect(botSecrets).toEqual({ botToken: sandboxSecrets.botToken, botApi: sandboxSecrets.botApi })
    const [server, bot] = [parseConfig({}), parseBotConfig({})]
    expect([bot.token, bot.apiSecret, bot.username, bot.telegramUrl, bot.publicUrl]).toEqual([
      server.telegram.botToken,
      server.telegram.botApiSecret,
      server.telegram.botUsername,
      server.telegram.apiUrl,
      server.publicUrl,
    ])
  })
})
