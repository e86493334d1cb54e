import type { Currency } from 'shared/currencies'
import type { Language } from 'shared/locale'
import { formatMoney, money } from 'shared/money'
import { asStartParam } from 'shared/start-param'
import type { Translate } from 'shared/translate'

export const templates = [
  'orderPlaced',
  'orderPlacedToCollect',
  'orderPaid',
  'orderProcessing',
  'orderPackingToCollect',
  'orderShipped',
  'orderDelivered',
  'orderToCollect',
  'orderCollected',
  'orderReady',
  'orderCancelled',
  'orderCancelledPaid',
  'orderRefunded',
  'staffToAccept',
  'staffPaid',
] as const
export type Template = (typeof templates)[number]

export type Message = { text: string; button: { text: string; startParam: string } }

const messageAtMost = 4096

/**
 * A message in Telegram's HTML (core.telegram.org/bots/api#html-style). Every fact is escaped: a product called `A<B` is
 * a name, not a tag.
 * @returns undefined for a template of another version of the shop
 */
export function renderMessage(
  template: string,
  facts: Record<string, string | number>,
  { t, language, timeZone }: { t: Translate; language: Language; timeZone: string },
): Message | undefined {
  if (!isTemplate(template)) return undefined
  const isForStaff = template.startsWith('staff')
  const number = String(facts['number'] ?? '')
  const text = (name: string) => escapeHtml(String(facts[name] ?? ''))
  const amountOf = (name: string) =>
    escapeHtml(formatMoney(money(String(facts[name] ?? '0'), String(facts['currency']) as Currency), language))

  const lines = [
    // keys: notifications.title.*
    `<b>${t(`notifications.title.${template}`, { number: escapeHtml(number) })}</b>`,
    // keys: notifications.body.*
    t(`notifications.body.${template}`, { number: escapeHtml(number), total: amountOf('total'), amount: amountOf('amount') }),
  ]
  if (template === 'orderShipped') {
    if (facts['carrier']) lines.push(t('notifications.carrier', { carrier: text('carrier') }))
    if (facts['trackingNumber'])
      lines.push(t('notifications.tracking', { tracking: trackingLink(text('trackingNumber'), facts['trackingUrl']) }))
    if (facts['arrivesBy'])
      lines.push(t('notifications.arrivesBy', { date: escapeHtml(asDay(String(facts['arrivesBy']), language, timeZone)) }))
  } else if (['orderPlaced', 'orderPlacedToCollect', 'orderPaid', 'staffToAccept', 'staffPaid'].includes(template)) {
    const goods = linesOf(facts['lines']).map((line) => `• ${escapeHtml(line.name)} × ${line.quantity}`)
    if (Number(facts['more']) > 0) goods.push(t('notifications.more', { count: Number(facts['more']) }))
    lines.push(['', ...goods].join('\n'))
  }
  return {
    text: cut(lines.join('\n')),
    button: {
      text: isForStaff ? t('notifications.openForStaff') : t('notifications.open'),
      startParam: asStartParam({ kind: isForStaff ? 'admin_order' : 'order', number }),
    },
  }
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function isTemplate(name: string): name is Template {
  return (templates as readonly string[]).includes(name)
}

function trackingLink(escapedNumber: string, url: unknown): string {
  return typeof url === 'string' && /^https?:\/\//.test(url)
    ? `<a href="${escapeHtml(url)}">${escapedNumber}</a>`
    : `<code>${escapedNumber}</code>`
}

function asDay(moment: string, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(new Date(moment))
}

function linesOf(json: unknown): { name: string; quantity: number }[] {
  try {
    return JSON.parse(String(json)) as { name: string; quantity: number }[]
  } catch {
    return []
  }
}

/** Whole lines only, so that no tag is left open. */
function cut(text: string): string {
  if (text.length <= messageAtMost) return text
  return `${text.slice(0, text.lastIndexOf('\n', messageAtMost - 2))}\n…`
}
