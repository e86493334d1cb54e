/* The outside world, live: drawn again whenever the sandbox says something changed. */
import { drawPeople } from './chats.js'
import { h, language, languages, redraw, t } from './dom.js'
import { clockPanel, moneyPanel, troublePanel, trafficPanel } from './panels.js'

const offline = h('p.offline', { role: 'status', hidden: true }, t('sandbox.page.offline'))
const clock = h('div.clock')
const people = h('div.people')
const money = h('div.columns')
const trouble = h('div')
const traffic = h('div')

const sections = [
  ['people', t('sandbox.page.people'), people],
  ['money', t('sandbox.page.money'), money],
  ['trouble', t('sandbox.page.trouble'), trouble],
  ['traffic', t('sandbox.page.traffic'), traffic],
  ['clock', t('sandbox.page.clock'), clock],
]

document.getElementById('app').append(
  h(
    'header.top',
    {},
    h('div.grow', {}, h('h1', {}, t('sandbox.page.title')), h('p', {}, t('sandbox.page.about'))),
    h(
      'nav.languages',
      { 'aria-label': t('sandbox.page.language') },
      languages.map(({ code, name }) =>
        h('a', { href: `?lang=${code}`, lang: code, 'aria-current': code === language ? 'true' : undefined }, name),
      ),
    ),
  ),
  h(
    'nav.tabs',
    {},
    sections.map(([id, label]) => h('a', { href: `#${id}` }, label)),
  ),
  offline,
  h(
    'main',
    {},
    sections.map(([id, label, place]) => h('section.panel', { id }, h('h2', {}, label), place)),
  ),
)

let busy = false
let again = false

async function draw() {
  if (busy) {
    again = true
    return
  }
  busy = true
  try {
    const view = await fetch('/control/view').then((answer) => answer.json())
    offline.hidden = true
    drawPeople(people, view)
    redraw(
      money,
      view.services.map(({ rows }) => rows),
      () => moneyPanel(view),
    )
    redraw(
      trouble,
      view.services.map(({ switches, faults, actions }) => [switches, faults, actions]),
      () => troublePanel(view),
    )
    redraw(traffic, [view.deliveries, view.calls], () => trafficPanel(view))
    redraw(clock, [view.now.slice(0, 16), view.offsetSeconds], () => clockPanel(view))
  } catch {
    offline.hidden = false
  }
  busy = false
  if (again) {
    again = false
    setTimeout(draw, 100)
  }
}

const stream = new EventSource('/control/stream')
stream.addEventListener('changed', draw)
stream.addEventListener('open', draw)
stream.addEventListener('error', () => {
  offline.hidden = false
})
void draw()
