/**
 * Weighs what the first screen loads (brotli, KB of 1,000 bytes as the budget is written) and fails above the budget.
 * The entry is its chunk and everything that chunk imports statically. What is fetched beside it and not waited for
 * (Telegram's side) has a budget of its own.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

const budget = { js: 100_000, css: 8_000, beside: 20_000 }
const dist = join(import.meta.dirname, '../dist')

type Chunk = { file: string; imports?: string[]; css?: string[] }
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
const page = readFileSync(join(dist, 'index.html'), 'utf8')

/** What the page names, and what that imports before it can run. */
function reached(files: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const walk = (chunk: Chunk | undefined) => {
    if (!chunk || seen.has(chunk.file)) return
    seen.add(chunk.file)
    for (const next of chunk.imports ?? []) walk(manifest[next])
    for (const style of chunk.css ?? []) seen.add(style)
  }
  for (const file of files) {
    seen.delete(file)
    walk(Object.values(manifest).find((chunk) => chunk.file === file))
    seen.add(file)
  }
  return seen
}

const weigh = (files: readonly string[]) => files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(join(dist, file))).length, 0)

/** Files the page names in tags of a kind, with what they need. */
const namedIn = (tag: RegExp) => [...page.matchAll(tag)].map((match) => match[1]!)
const entry = [...reached(namedIn(/<(?:script|link rel="stylesheet")[^>]*(?:src|href)="\/(assets\/[^"]+)"/g))]
const beside = [...reached(namedIn(/<link rel="modulepreload"[^>]*href="\/(assets\/[^"]+)"/g))].filter((file) => !entry.includes(file))
if (!entry.some((file) => file.endsWith('.js'))) throw new Error('The page names no script: build first')
const size = {
  js: weigh(entry.filter((file) => file.endsWith('.js'))),
  css: weigh(entry.filter((file) => file.endsWith('.css'))),
  beside: weigh(beside),
}
const over = (['js', 'css', 'beside'] as const).filter((kind) => size[kind] > budget[kind])

console.log(JSON.stringify({ entryJsBrotli: size.js, entryCssBrotli: size.css, besideJsBrotli: size.beside, budget, over }))
if (over.length > 0) process.exit(1)
