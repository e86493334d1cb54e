/**
 * Weighs what the first screen loads (brotli, KB of 1,000 bytes as the budget is written) and fails above the budget.
 * The entry is its chunk and everything that chunk imports statically.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

const budget = { js: 100_000, css: 8_000 }
const dist = join(import.meta.dirname, '../dist')

type Chunk = { file: string; isEntry?: boolean; imports?: string[]; css?: string[] }
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>

function reached(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) reached(next, seen)
  return seen
}

const weigh = (files: Iterable<string>) =>
  [...new Set(files)].reduce((sum, file) => sum + brotliCompressSync(readFileSync(join(dist, file))).length, 0)

const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry)
if (!entry) throw new Error('There is no entry in the manifest: build first')
const chunks = [...reached(entry)].map((key) => manifest[key]!)
const size = { js: weigh(chunks.map((chunk) => chunk.file)), css: weigh(chunks.flatMap((chunk) => chunk.css ?? [])) }
const over = (['js', 'css'] as const).filter((kind) => size[kind] > budget[kind])

console.log(JSON.stringify({ entryJsBrotli: size.js, entryCssBrotli: size.css, budget, over }))
if (over.length > 0) process.exit(1)
