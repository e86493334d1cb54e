/* The people: what Telegram shows them, and what they do. */
import { clockTime, h, post, redraw, send, t } from './dom.js'

const cards = new Map()

export function drawPeople(place, view) {
  for (const person of view.people) {
    let card = cards.get(person.id)
    if (!card) {
      card = makeCard(person)
      cards.set(person.id, card)
      place.append(card.root)
    }
    card.draw(person, view)
  }
}

export const openUrl = (personId, { to, startParam } = {}) =>
  `/open/${personId}?${new URLSearchParams({ ...(to && { to }), ...(startParam && { startParam }) })}`

function makeCard(person) {
  const head = h('div')
  const chat = h('div.chat', { 'aria-live': 'polite' })
  const input = h('input', { type: 'text', placeholder: t('sandbox.people.write'), 'aria-label': t('sandbox.people.write') })
  const composer = h(
    'form.composer',
    {
      onsubmit: (event) => {
        event.preventDefault()
        const text = input.value.trim()
        if (!text) return
        input.value = ''
        void post(`/control/telegram/users/${person.id}/messages`, { text })
      },
    },
    h(
      'button.ghost',
      { type: 'button', onclick: () => post(`/control/telegram/users/${person.id}/messages`, { text: '/start' }) },
      t('sandbox.people.start'),
    ),
    input,
    h('button.ghost', { type: 'submit' }, t('sandbox.people.send')),
  )
  const screen = h('div.screen')
  const root = h('article.phone', { lang: person.language }, head, chat, composer, screen)

  function show(url) {
    screen.replaceChildren(
      h(
        'div.screen-bar',
        {},
        h('strong', {}, person.name),
        h('button.ghost', { onclick: () => screen.replaceChildren() }, t('sandbox.people.close')),
      ),
      h('iframe', { src: url, title: person.name, allow: 'clipboard-write; payment' }),
    )
  }

  return {
    root,
    draw(current, view) {
      redraw(head, [current.name, current.stars, current.blocked, view.miniAppUrl], () => header(current, view, show))
      const nearEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80
      redraw(chat, [current.messages, view.bot], () =>
        current.messages.length === 0
          ? h('p.quiet', {}, t('sandbox.people.empty'))
          : current.messages.map((message) => bubble(message, current, view)),
      )
      if (nearEnd) chat.scrollTop = chat.scrollHeight
    },
  }
}

function header(person, view, show) {
  return [
    h(
      'header.phone-head',
      {},
      h('span.avatar', { style: `--hue:${(person.id * 47) % 360}`, 'aria-hidden': true }, person.name.slice(0, 1)),
      // keys: sandbox.role.*
      h(
        'div.grow',
        {},
        h('strong', {}, person.name),
        h('small', {}, t(`sandbox.role.${person.role}`), ' · ', t('sandbox.people.stars', { amount: person.stars })),
      ),
      person.blocked && h('span.pill.bad', {}, t('sandbox.people.blocked')),
    ),
    h(
      'div.row',
      {},
      view.miniAppUrl && h('a.button.primary', { href: openUrl(person.id), target: `shop-${person.id}` }, t('sandbox.people.open')),
      view.miniAppUrl && h('button', { onclick: () => show(openUrl(person.id)) }, t('sandbox.people.openHere')),
      h(
        'button.ghost',
        { onclick: () => send('PATCH', `/control/telegram/users/${person.id}`, { blocked: !person.blocked }) },
        person.blocked ? t('sandbox.people.unblock') : t('sandbox.people.block'),
      ),
    ),
  ]
}

function bubble(message, person, view) {
  const mine = message.from === 'person' || message.fromId === person.id
  const content = []
  if (message.photo) content.push(h('p.attachment', {}, t('sandbox.people.photo')))
  if (message.document) content.push(h('p.attachment', {}, t('sandbox.people.file', { name: message.document.file_name ?? '' })))
  if (message.invoice) content.push(h('p', {}, h('strong', {}, message.invoice.title)), h('p', {}, message.invoice.description))
  if (message.successful_payment)
    content.push(h('p.service', {}, t('sandbox.people.paid', { amount: message.successful_payment.total_amount })))
  if (message.refunded_payment)
    content.push(h('p.service', {}, t('sandbox.people.refunded', { amount: message.refunded_payment.total_amount })))
  const text = message.text ?? message.caption
  if (text) content.push(h('p.text', { dir: 'auto' }, ...formatted(text, message.entities ?? message.caption_entities ?? [])))
  const rows = message.reply_markup?.inline_keyboard ?? []
  return h(
    mine ? 'div.bubble.mine' : 'div.bubble',
    {},
    h('div.body', {}, content, h('time', {}, clockTime(message.date * 1000), message.edit_date ? ` · ${t('sandbox.people.edited')}` : '')),
    rows.map((row) =>
      h(
        'div.keys',
        {},
        row.map((button) => key(button, message, person, view)),
      ),
    ),
  )
}

function key(button, message, person, view) {
  if (button.web_app) return h('a.key', { href: openUrl(person.id, { to: button.web_app.url }), target: `shop-${person.id}` }, button.text)
  if (button.callback_data) {
    return h(
      'button.key',
      { onclick: () => post(`/control/telegram/users/${person.id}/press`, { messageId: message.message_id, data: button.callback_data }) },
      button.text,
    )
  }
  if (button.pay) {
    const { slug, total_amount: amount } = message.invoice
    return h(
      'button.key',
      {
        onclick: async (event) => {
          const { target } = event
          const { status, reason } = await post(`/control/telegram/invoices/${slug}/pay`, { userId: person.id })
          if (status !== 'paid') target.textContent = t('sandbox.people.payFailed', { why: reason ?? status })
        },
      },
      t('sandbox.people.pay', { amount }),
    )
  }
  const startParam = button.url?.startsWith(view.appLink) ? (new URL(button.url).searchParams.get('startapp') ?? '') : undefined
  const href = startParam === undefined ? (button.url ?? '#') : openUrl(person.id, { startParam })
  return h('a.key', { href, target: startParam === undefined ? '_blank' : `shop-${person.id}`, rel: 'noreferrer' }, button.text)
}

const tags = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote', spoiler: 'span', text_link: 'a' } // prettier-ignore

/** Entities become elements; they nest and never cross. */
function formatted(text, entities, from = 0, to = text.length) {
  const nodes = []
  let at = from
  for (const entity of entities) {
    const start = entity.offset
    const end = start + entity.length
    if (start < at || end > to || !tags[entity.type]) continue
    if (start > at) nodes.push(text.slice(at, start))
    const inner = entities
      .slice(entities.indexOf(entity) + 1)
      .filter((other) => other.offset >= start && other.offset + other.length <= end)
    const safe = entity.url && /^(https?|tg|mailto):/.test(entity.url) ? { href: entity.url, target: '_blank', rel: 'noreferrer' } : {}
    nodes.push(h(tags[entity.type], entity.type === 'text_link' ? safe : {}, ...formatted(text, inner, start, end)))
    at = end
  }
  if (at < to) nodes.push(text.slice(at, to))
  return nodes
}
