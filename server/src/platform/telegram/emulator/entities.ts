import { badRequest } from './errors.ts'

/** A stretch of formatted text; offset and length count UTF-16 units. */
export type Entity = { type: string; offset: number; length: number; url?: string; language?: string; custom_emoji_id?: string }

export type Parsed = { text: string; entities: Entity[] }

const cannot = (why: string) => badRequest(`can't parse entities: ${why}`)
const bytes = (text: string) => Buffer.byteLength(text)

/**
 * @param mode `HTML`, `MarkdownV2` or none (core.telegram.org/bots/api#formatting-options).
 * @throws 400 "can't parse entities" in Telegram's words.
 */
export function parseEntities(source: string, mode: string | undefined): Parsed {
  if (!mode) return tidy(source, [])
  if (/^html$/i.test(mode)) return parseHtml(source)
  if (/^markdownv2$/i.test(mode)) return parseMarkdown(source)
  throw badRequest('unsupported parse_mode')
}

const htmlTags: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
}
const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

function parseHtml(source: string): Parsed {
  const entities: Entity[] = []
  const open: { tag: string; entity: Entity }[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const char = source[at] as string
    if (char === '&') {
      const found = /^&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([\da-f]{1,6}));?/i.exec(source.slice(at))
      if (found) {
        text += found[1]
          ? named[found[1].toLowerCase()]
          : String.fromCodePoint(found[2] ? Number(found[2]) : Number.parseInt(found[3] ?? '', 16))
        at += found[0].length
        continue
      }
    }
    if (char !== '<') {
      text += char
      at += 1
      continue
    }
    const offset = bytes(source.slice(0, at))
    const end = source.indexOf('>', at)
    if (source[at + 1] === '/') {
      if (end < 0) throw cannot(`Unclosed end tag at byte offset ${offset}`)
      const tag = source
        .slice(at + 2, end)
        .trim()
        .toLowerCase()
      const last = open.pop()
      if (!last) throw cannot(`Unexpected end tag at byte offset ${offset}`)
      if (tag && tag !== last.tag) throw cannot(`Unmatched end tag at byte offset ${offset}, expected "</${last.tag}>", found "</${tag}>"`)
      last.entity.length = text.length - last.entity.offset
      if (last.entity.length > 0 && !(last.entity.type === 'text_link' && !last.entity.url)) entities.push(last.entity)
      at = end + 1
      continue
    }
    const tag = (/^[^\s>/]*/.exec(source.slice(at + 1))?.[0] ?? '').toLowerCase()
    const type = Object.hasOwn(htmlTags, tag) ? htmlTags[tag] : undefined
    if (!type) throw cannot(`Unsupported start tag "${tag}" at byte offset ${offset}`)
    if (end < 0) throw cannot(`Unclosed start tag at byte offset ${offset}`)
    const attributes = source.slice(at + 1 + tag.length, end)
    const attribute = (name: string) => {
      const found = new RegExp(`${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(attributes)
      return (found?.[1] ?? found?.[2] ?? found?.[3])?.replaceAll('&amp;', '&')
    }
    if (tag === 'span' && attribute('class') !== 'tg-spoiler')
      throw cannot(`Tag "span" must have class "tg-spoiler" at byte offset ${offset}`)
    const entity: Entity = { type, offset: text.length, length: 0 }
    const href = attribute('href')
    if (tag === 'a' && href) entity.url = href
    const emoji = attribute('emoji-id')
    if (tag === 'tg-emoji' && emoji) entity.custom_emoji_id = emoji
    if (tag === 'blockquote' && /\bexpandable\b/.test(attributes)) entity.type = 'expandable_blockquote'
    open.push({ tag, entity })
    at = end + 1
  }
  const left = open.pop()
  if (left) throw cannot(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return tidy(text, entities)
}

const reserved = new Set('_*[]()~`>#+-=|{}.!')
const markers: [string, string][] = [
  ['__', 'underline'],
  ['||', 'spoiler'],
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strikethrough'],
]

function parseMarkdown(source: string): Parsed {
  const entities: Entity[] = []
  const open: { marker: string; entity: Entity; at: number }[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const char = source[at] as string
    const rest = source.slice(at)
    if (char === '\\' && at + 1 < source.length && source.charCodeAt(at + 1) <= 126) {
      text += source[at + 1]
      at += 2
      continue
    }
    const code = /^(`{3}|`)/.exec(rest)?.[1]
    if (code) {
      const end = findUnescaped(source, code, at + code.length)
      if (end < 0) throw cannot(`Can't find end of ${code.length > 1 ? 'Pre' : 'Code'} entity at byte offset ${bytes(source.slice(0, at))}`)
      const inside = source.slice(at + code.length, end).replaceAll(/\\([`\\])/g, '$1')
      const language = code.length > 1 ? /^([\w+-]+)\n/.exec(inside)?.[1] : undefined
      const body = code.length > 1 ? inside.replace(/^[\w+-]*\n/, '') : inside
      entities.push({ type: code.length > 1 ? 'pre' : 'code', offset: text.length, length: body.length, ...(language && { language }) })
      text += body
      at = end + code.length
      continue
    }
    if (char === '>' && (text === '' || text.endsWith('\n'))) {
      const line = rest.slice(1).split('\n')[0] ?? ''
      const inner = parseMarkdown(line)
      entities.push({ type: 'blockquote', offset: text.length, length: inner.text.length })
      entities.push(...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + text.length })))
      text += inner.text
      at += 1 + line.length
      continue
    }
    if (char === '[') {
      open.push({ marker: '[', entity: { type: 'text_link', offset: text.length, length: 0 }, at })
      at += 1
      continue
    }
    if (char === ']' && open.at(-1)?.marker === '[') {
      const link = open.pop() as (typeof open)[number]
      link.entity.length = text.length - link.entity.offset
      at += 1
      if (source[at] === '(') {
        const end = findUnescaped(source, ')', at + 1)
        if (end < 0) throw cannot(`Can't find end of a URL at byte offset ${bytes(source.slice(0, at))}`)
        link.entity.url = source.slice(at + 1, end).replaceAll(/\\(.)/g, '$1')
        if (link.entity.length > 0) entities.push(link.entity)
        at = end + 1
      }
      continue
    }
    const marker = markers.find(([sign]) => rest.startsWith(sign))
    if (marker) {
      const [sign, type] = marker
      const last = open.at(-1)
      if (last?.marker === sign) {
        open.pop()
        last.entity.length = text.length - last.entity.offset
        if (last.entity.length > 0) entities.push(last.entity)
      } else open.push({ marker: sign, entity: { type, offset: text.length, length: 0 }, at })
      at += sign.length
      continue
    }
    if (reserved.has(char)) throw cannot(`Character '${char}' is reserved and must be escaped with the preceding '\\'`)
    text += char
    at += 1
  }
  const left = open.pop()
  if (left)
    throw cannot(
      `Can't find end of ${left.marker === '[' ? 'TextUrl' : capital(left.entity.type)} entity at byte offset ${bytes(source.slice(0, left.at))}`,
    )
  return tidy(text, entities)
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function findUnescaped(source: string, sign: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at += 1
    else if (source.startsWith(sign, at)) return at
  }
  return -1
}

/** Telegram trims what it shows; entities follow. */
function tidy(text: string, entities: Entity[]): Parsed {
  const trimmed = text.trimEnd()
  const start = trimmed.length - trimmed.trimStart().length
  const shown = trimmed.slice(start)
  return {
    text: shown,
    entities: entities
      .map((entity) => {
        const from = Math.max(0, entity.offset - start)
        return { ...entity, offset: from, length: Math.min(shown.length, entity.offset - start + entity.length) - from }
      })
      .filter((entity) => entity.length > 0)
      .toSorted((a, b) => a.offset - b.offset || b.length - a.length),
  }
}
