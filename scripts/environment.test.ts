import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Environment as BotEnvironment, sandboxSecrets as botSecrets } from 'bot/config'
import { describe, expect, it } from 'vitest'
import { Environment, parseConfig, sandboxSecrets } from 'server/config'
import { parseBotConfig } from 'bot/config'

const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8')

describe('.env.example', () => {
  it('explains every name the shop reads, and no other', () => {
    const names = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    const read = new Set([...Object.keys(Environment.shape), ...Object.keys(BotEnvironment.shape), 'NGROK_AUTHTOKEN', 'NGROK_DOMAIN'])
    expect(new Set(names)).toEqual(read)
    expect(names).toHaveLength(read.size)
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
