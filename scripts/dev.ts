import { join } from 'node:path'
import { ConfigError, parseConfig, type Config } from 'server/config'
import { board, readableLine } from './board.ts'
import { loadEnvFile, requireNode24 } from './environment.ts'
import { answersAt, isPortFree, start, watchLaunchers, type Running } from './processes.ts'

// The whole shop on one machine: the outside world's sandbox, the API with its worker, the Mini App and the bot.
// One Ctrl-C (or SIGTERM) stops them all.

const root = join(import.meta.dirname, '..')
const say = (text: string) => process.stdout.write(`${text}\n`)

requireNode24()
loadEnvFile(root)

let config: Config
try {
  config = parseConfig(process.env, root)
} catch (error) {
  say(error instanceof ConfigError ? error.message : String(error))
  process.exit(1)
}

const running: Running[] = []
let stopping: Promise<void> | undefined
let isOpen = false

function stopAll(code: number): Promise<void> {
  // In the opposite order: nobody misses whom they talk to.
  stopping ??= (async () => {
    for (const one of running.toReversed()) await one.stop()
    process.exit(code)
  })()
  return stopping
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopping) say('\nClosing the shop …')
    void stopAll(0)
  })
}
watchLaunchers(() => void stopAll(0))

const ports = [
  { name: 'PORT', port: config.port, what: 'the API' },
  { name: 'MINIAPP_PORT', port: config.miniappPort, what: 'the Mini App' },
  ...(config.sandbox ? [{ name: 'SANDBOX_PORT', port: config.sandbox.port, what: 'the sandbox' }] : []),
]
const taken: typeof ports = []
for (const each of ports) if (!(await isPortFree(each.port))) taken.push(each)
if (taken.length > 0) {
  for (const { name, port, what } of taken)
    say(`Port ${port}, where ${what} listens, is taken. Stop what uses it, or choose another: ${name}=${port + 1000} pnpm dev`)
  process.exit(1)
}

say(`Opening ${config.shop.name} …`)
const env = { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn' }
const node = process.execPath

function launch(
  name: string,
  command: readonly string[],
  { cwd = root, onLine }: { cwd?: string; onLine?(line: string): boolean } = {},
): Running {
  const one = start({
    name,
    command,
    cwd,
    env,
    onLine(line) {
      if (onLine?.(line)) return
      // `node --watch` stays when its program fails, for an edit to mend it. Before anything worked there is nothing to mend.
      if (!isOpen && line.startsWith('Failed running')) {
        void giveUp(name)
        return
      }
      const readable = readableLine(line)
      if (readable) say(`${name.padEnd(8)}│ ${readable}`)
    },
  })
  running.push(one)
  void closeWhenEnded(one)
  return one
}

async function giveUp(name: string): Promise<void> {
  if (!stopping) say(`${name} could not start, so the shop closes. Its last words are above.`)
  await stopAll(1)
}

async function closeWhenEnded(one: Running): Promise<void> {
  const how = await one.ended
  if (stopping) return
  say(`${one.name} has ended (${how}), so the shop closes. Its last words are above.`)
  await stopAll(1)
}

async function until(name: string, url: string): Promise<void> {
  if (await answersAt(url, { seconds: 90, givesUp: () => stopping !== undefined })) return
  if (!stopping) say(`${name} does not answer at ${url}.`)
  await stopAll(1)
}

const api = `http://127.0.0.1:${config.port}`
if (config.sandbox) launch('sandbox', [node, 'server/src/sandbox/main.ts'])
launch('api', [node, '--watch', '--watch-preserve-output', 'server/src/main.ts'])
launch('miniapp', [join(root, 'miniapp/node_modules/.bin/vite'), '--logLevel', 'warn', '--clearScreen', 'false'], {
  cwd: join(root, 'miniapp'),
})
await Promise.all([
  config.sandbox ? until('The sandbox', `${config.sandbox.url}/personas`) : undefined,
  until('The API', `${api}/readyz`),
  until('The Mini App', `http://127.0.0.1:${config.miniappPort}/`),
])

const isUp = Promise.withResolvers<void>()
launch('bot', [node, '--watch', '--watch-preserve-output', 'bot/src/main.ts'], {
  onLine(line) {
    if (!line.startsWith('the bot is up')) return false
    isUp.resolve()
    return true
  },
})
const late = setTimeout(() => {
  say('bot     │ still waits for Telegram; the shop works without it')
  isUp.resolve()
}, 30_000)
await isUp.promise
clearTimeout(late)
isOpen = true
if (!stopping) say(board(config))
