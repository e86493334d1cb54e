import type { Config } from 'server/config'

/** What somebody who just opened the shop wants to know. */
export function board(config: Config): string {
  const places: [string, string, string][] = [
    ['Mini App', config.publicUrl, 'the shop, as a phone shows it'],
    ...(config.sandbox
      ? [['Sandbox', config.sandbox.url, 'messages, payments, and ways to make things go wrong'] as [string, string, string]]
      : []),
    ['API', `http://127.0.0.1:${config.port}`, '/openapi.json lists every route'],
  ]
  const lines = ['', `  ${config.shop.name} is open`, '']
  for (const [name, url, about] of places) lines.push(`  ${name.padEnd(11)} ${url.padEnd(28)} ${about}`)
  if (config.sandbox) {
    lines.push('')
    lines.push('  Customers   Amina Otieno (English)  ·  Juma Mwangi (Swahili)  ·  Layla Haddad (Arabic)')
    lines.push('  Staff       Wanjiku Kamau (owner)  ·  Brian Ouma (manager)  ·  Neema Njeri (support)')
    lines.push('              The name at the top of the Mini App changes who you are.')
    lines.push(`  In a browser, outside Telegram (Bitcoin, Ethereum):  ${config.publicUrl}/?surface=web`)
    lines.push('')
    lines.push('  Test cards  4242 4242 4242 4242 pays  ·  4000 0000 0000 0002 is declined  ·  4000 0027 6000 3184 asks the bank')
    lines.push('              Any future date and any three digits go with them.')
  }
  lines.push('', '  Ctrl-C closes the shop.', '')
  return lines.join('\n')
}

const levels: Record<number, string> = { 40: 'warning: ', 50: 'error: ', 60: 'error: ' }

/** A log line for a person: the server's JSON in short, anything else as it is. */
export function readableLine(line: string): string {
  if (!line.startsWith('{')) return line.trimEnd()
  try {
    const {
      level,
      msg,
      error,
      time: _,
      ...facts
    } = JSON.parse(line) as { level: number; msg?: string; time?: number; error?: { message?: string; stack?: string } }
    const more = Object.entries(facts)
      .filter(([, value]) => typeof value !== 'object')
      .map(([name, value]) => `${name}=${String(value)}`)
    const why = error?.message ? `: ${error.message}${error.stack ? `\n${error.stack}` : ''}` : ''
    return [`${levels[level] ?? ''}${msg ?? ''}${why}`, ...more].join('  ')
  } catch {
    return line
  }
}
