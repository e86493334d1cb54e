import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPart, type Part } from '../e2e/support/parts.ts'
import { hammer, median, round, walk, type Rate } from './load.ts'
import { countStatements } from './statements.ts'
import { Customer } from './shop.ts'
import { startTelegram } from './telegram.ts'
import { seedOrders, type BenchDatabase, openBenchDatabase } from './database.ts'

// `pnpm bench`: starts its own servers, prints one JSON document. Figures of one run are comparable with each other, and with
// nothing else: read the ratios. `--seconds N` for longer rounds, `--orders N` for the aged shop (100,000).
const option = (name: string, fallback: number) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] || fallback) || fallback
const seconds = option('seconds', 4)
const rounds = option('rounds', 3)
const agedOrders = option('orders', 100_000)
const say = (text: string) => process.stderr.write(`${text}\n`)

const dataDir = await mkdtemp(join(tmpdir(), 'duka-bench-'))
const parts: Part[] = []
const telegram = await startTelegram()
const database: BenchDatabase | undefined = await openBenchDatabase()
say(database ? 'on PostgreSQL' : 'no PostgreSQL here: on PGlite, without the floor and the aged shop')

try {
  const [shopPort, floorPort, plainPort] = await Promise.all([freePort(), freePort(), freePort()])
  const environment = {
    NODE_ENV: 'test',
    SANDBOX: 'on',
    ROLE: 'all',
    PORT: String(shopPort),
    SANDBOX_PORT: '1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    TELEGRAM_API_URL: telegram.url,
    DATABASE_URL: database?.url ?? '',
    OWNER_TELEGRAM_IDS: '2001',
    PUBLIC_URL: `http://localhost:${shopPort}`,
    // One address sends it all.
    REQUESTS_PER_MINUTE: '0',
    WRITES_PER_MINUTE: '0',
  }
  // As `pnpm start` starts it.
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { start: string } }
  const shopArguments = scripts.start.split(' ').slice(1)
  const shopUrl = `http://127.0.0.1:${shopPort}`
  const listUrl = `${shopUrl}/api/v1/catalog/products?limit=20`

  say('building')
  if (spawnSync(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0)
    throw new Error('The shop could not be built')
  say('first start: migrates and seeds')
  const first = await startPart(shopArguments, environment, listUrl)
  await first.stop()

  say('cold starts on the migrated database')
  const starts: number[] = []
  let shop: Part | undefined
  for (let index = 0; index < 5; index += 1) {
    await shop?.stop()
    const at = performance.now()
    shop = await startPart(shopArguments, environment, listUrl, 5)
    starts.push(performance.now() - at)
  }
  if (!shop) throw new Error('The shop did not start')
  parts.push(shop)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const idleMegabytes = await residentMegabytes(shop.pid)

  parts.push(await startPart(['bench/targets/plain.ts'], { PORT: String(plainPort) }, `http://127.0.0.1:${plainPort}/readyz`))
  const floorUrl = `http://127.0.0.1:${floorPort}`
  if (database)
    parts.push(await startPart(['bench/targets/floor.ts'], { PORT: String(floorPort), DATABASE_URL: database.url }, `${floorUrl}/readyz`))

  const products = (
    (await (await fetch(listUrl)).json()) as {
      items: { slug: string; kind: string; onlyVariantId: string | null; available: number | null }[]
    }
  ).items
  const detailUrl = `${shopUrl}/api/v1/catalog/products/${products[0]?.slug}`
  const owner = new Customer(shopUrl)
  await owner.signIn(2001, 'Wanjiku')
  const variants: string[] = []
  for (const product of products.filter((each) => each.kind === 'physical')) {
    const { variants: found } = await owner.call<{ variants: { id: string }[] }>('GET', `/catalog/products/${product.slug}`)
    for (const variant of found) {
      await owner.call('POST', `/admin/variants/${variant.id}/stock`, { delta: 900_000, reason: 'received' })
      variants.push(variant.id)
    }
  }

  // Telegram ids of this run's customers: each journey is a new person.
  let people = 5_000_000
  const pick = (index: number) => variants[index % variants.length] ?? ''
  const journey = async () => {
    people += 1
    const customer = new Customer(shopUrl)
    await customer.signIn(people)
    await customer.buy([pick(people), pick(people + 7)])
  }
  const floorJourney = async () => {
    people += 1
    const json = { 'content-type': 'application/json' }
    const { token } = (await (
      await fetch(`${floorUrl}/sessions`, { method: 'POST', headers: json, body: JSON.stringify({ telegramId: people }) })
    ).json()) as { token: string }
    const call = (method: string, path: string, body: unknown) =>
      fetch(`${floorUrl}${path}`, { method, headers: { ...json, authorization: token }, body: JSON.stringify(body) }).then((response) =>
        response.json(),
      )
    await call('POST', '/addresses', { line1: '14 Ring Road, Kilimani, Nairobi, Kenya', recipient: 'Amina Otieno', phone: '+254712345678' })
    await call('PUT', '/cart', { lines: [1, 2].map((n) => ({ variantId: ((people + n) % 200) + 1, quantity: 1 })) })
    await call('POST', '/quote', {})
    await call('POST', '/checkout', {})
  }

  say('warming up')
  await walk(4, 2, journey)
  const figures: Record<string, Rate[]> = {}
  const note = (name: string, rate: Rate) => {
    ;(figures[name] ??= []).push(rate)
    say(`${name}: ${rate.perSecond}/s, p50 ${rate.p50} ms, p99 ${rate.p99} ms${rate.errors ? `, ${rate.errors} ERRORS` : ''}`)
  }
  for (let index = 0; index < rounds; index += 1) {
    for (const connections of [16, 32]) {
      note(`plain hono, ${connections}`, await hammer(`http://127.0.0.1:${plainPort}/items`, connections, seconds / 2))
      note(`catalogue page, ${connections}`, await hammer(listUrl, connections, seconds / 2))
      note(`product page, ${connections}`, await hammer(detailUrl, connections, seconds / 2))
      note(`journey, ${connections}`, await walk(connections, seconds, journey))
      if (database) note(`floor journey, ${connections}`, await walk(connections, seconds, floorJourney))
    }
  }
  const loadedMegabytes = await residentMegabytes(shop.pid)

  const events = database && (await drainEvents(database))
  if (events) say(`events: ${events.waiting} waited after the load, the oldest ${events.oldestSeconds} s; ${events.perSecond}/s since`)

  let newest: Rate | undefined
  if (database) {
    say(`ageing the shop to ${agedOrders} orders`)
    await seedOrders(database, agedOrders)
    newest = await hammerOne(`${shopUrl}/api/v1/admin/orders?limit=20`, owner.token)
  }

  const best = Object.fromEntries(
    Object.entries(figures).map(([name, all]) => [
      name,
      {
        perSecond: median(all.map((each) => each.perSecond)),
        p50: median(all.map((each) => each.p50)),
        p99: median(all.map((each) => each.p99)),
        errors: all.reduce((sum, each) => sum + each.errors, 0),
      },
    ]),
  )
  // Of the two measured one after the other, then the middle of the rounds: what else the machine did, it did to both.
  const ratio = (a: string, b: string, of: 'perSecond' | 'p99' = 'perSecond') => {
    const each = (figures[a] ?? []).flatMap((rate, index) => (figures[b]?.[index] ? [rate[of] / figures[b][index][of]] : []))
    return each.length > 0 ? round(median(each), 3) : null
  }
  const report = {
    machine: {
      cores: (await import('node:os')).availableParallelism(),
      node: process.versions.node,
      database: database ? 'postgres' : 'pglite',
    },
    rates: best,
    ratios: {
      'catalogue page / plain hono': ratio('catalogue page, 32', 'plain hono, 32'),
      'product page / plain hono': ratio('product page, 32', 'plain hono, 32'),
      'p99 of journey / floor, 16': ratio('journey, 16', 'floor journey, 16', 'p99'),
      'journey / floor, 16': ratio('journey, 16', 'floor journey, 16'),
      'journey / floor, 32': ratio('journey, 32', 'floor journey, 32'),
    },
    journey: { ...(await countStatements()) },
    newestOrders: newest ? { orders: agedOrders, ...newest } : null,
    eventsAfterLoad: events ?? null,
    coldStartSeconds: round(median(starts) / 1000, 3),
    megabytes: { idle: idleMegabytes, loaded: loadedMegabytes },
    miniapp: miniappSizes(),
  }
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  await mkdir('bench/out', { recursive: true })
  await writeFile('bench/out/latest.json', JSON.stringify(report, null, 2))
} finally {
  for (const part of parts.toReversed()) await part.stop()
  await database?.drop()
  await telegram.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** One request after another: how long one member of staff waits. */
async function hammerOne(url: string, token: string): Promise<Rate> {
  return walk(1, 4, async () => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`${url}: ${response.status}`)
    await response.arrayBuffer()
  })
}

/** How far the events were behind when the load ended, and how fast the rest is worked off: watched until all is done, for 30 s at most. */
async function drainEvents({ sql }: BenchDatabase): Promise<{ waiting: number; oldestSeconds: number; perSecond: number }> {
  const look = async () => {
    const [row] = await sql<{ waiting: number; oldest: number }[]>`
      select count(*)::int as waiting, coalesce(extract(epoch from now() - min(created_on)), 0)::float as oldest
      from pgboss.job where name = 'events' and state in ('created', 'active', 'retry')`
    return { waiting: row?.waiting ?? 0, oldest: row?.oldest ?? 0, at: performance.now() }
  }
  const first = await look()
  let last = first
  while (last.waiting > 0 && last.at - first.at < 30_000) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    last = await look()
  }
  const seconds = (last.at - first.at) / 1000
  return {
    waiting: first.waiting,
    oldestSeconds: round(first.oldest),
    perSecond: seconds > 0 ? round((first.waiting - last.waiting) / seconds) : 0,
  }
}

async function residentMegabytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes ? Math.round(Number(kilobytes) / 1024) : null
}

function miniappSizes(): unknown {
  const result = spawnSync(process.execPath, ['miniapp/scripts/size.ts'], { encoding: 'utf8' })
  try {
    return JSON.parse(result.stdout)
  } catch {
    return 'not measured'
  }
}
