/* Money, trouble and traffic. */
import { clockTime, h, language, post, send, t } from './dom.js'

const good = new Set(['delivered'])
const bad = new Set(['failed', 'dropped'])

// keys: sandbox.status.*
const pill = (status) => h(`span.pill${good.has(status) ? '.good' : bad.has(status) ? '.bad' : ''}`, {}, t(`sandbox.status.${status}`))

const nothing = () => h('p.quiet', {}, t('sandbox.page.nothing'))

const waitingPill = (count) => count > 0 && h('span.pill.bad', {}, t('sandbox.trouble.waiting', { count }))

/** A button of a service’s own. What a webhook was answered stands on it. */
function actionButton(service, { label, path, body, waiting = 0 }) {
  // keys: sandbox.action.*
  const button = h(
    'button.small',
    {
      onclick: async () => {
        const { answers } = await post(`/control/${service}/${path}`, body)
        if (answers) button.textContent = t('sandbox.trouble.forged', { status: answers[0] ?? '–' })
      },
    },
    t(`sandbox.action.${label}`),
    waitingPill(waiting),
  )
  return button
}

export function moneyPanel(view) {
  return view.services.map(({ name, title, rows }) =>
    h(
      'section',
      {},
      h('h3', {}, title),
      rows.length === 0
        ? nothing()
        : h(
            'ul.list',
            {},
            rows.map((row) => serviceRow(name, row)),
          ),
    ),
  )
}

// States are the service's own words.
function serviceRow(name, { id, text, state, actions }) {
  return h(
    'li',
    {},
    h('div.line', {}, h('strong', { dir: 'ltr' }, text), h('span.grow', {}), state && h('span.pill', { dir: 'ltr' }, state)),
    h('small.code', { dir: 'ltr' }, id),
    actions.length > 0 &&
      h(
        'div.row',
        {},
        actions.map((action) => actionButton(name, action)),
      ),
  )
}

export function troublePanel(view) {
  return [
    h('div.row', {}, h('button.primary', { onclick: () => post('/control/calm') }, t('sandbox.trouble.calm'))),
    h('div.columns', {}, view.services.map(serviceTrouble)),
  ]
}

function serviceTrouble({ name, title, switches, faults, actions }) {
  const set = (change) => send('PATCH', `/control/${name}/webhooks`, change)
  const toggle = (label, on, change) =>
    h(
      'label.toggle',
      {},
      h('input', { type: 'checkbox', checked: on, onchange: (event) => set(change(event.target.checked)) }),
      h('span', {}, label),
    )
  const waiting = (kind) => faults.filter((fault) => fault.kind === kind).reduce((sum, fault) => sum + fault.times, 0)
  const fault = (kind, label) =>
    h(
      'button.small',
      { onclick: () => post(`/control/${name}/faults`, { kind, seconds: kind === 'slow' ? 3 : undefined }) },
      label,
      waitingPill(waiting(kind)),
    )
  return h(
    'section',
    {},
    h('h3', {}, title),
    switches && [
      h('h4', {}, t('sandbox.trouble.webhooks')),
      toggle(t('sandbox.trouble.off'), switches.off, (on) => ({ off: on })),
      toggle(t('sandbox.trouble.duplicate'), switches.duplicate > 0, (on) => ({ duplicate: on ? 1 : 0 })),
      toggle(t('sandbox.trouble.delay'), switches.delaySeconds > 0, (on) => ({ delaySeconds: on ? 60 : 0 })),
      toggle(t('sandbox.trouble.reorder'), switches.reorder, (on) => ({ reorder: on })),
      toggle(t('sandbox.trouble.beforeReply'), switches.beforeReply, (on) => ({ beforeReply: on })),
      toggle(t('sandbox.trouble.dropNext'), switches.dropNext > 0, (on) => ({ dropNext: on ? 1 : 0 })),
    ],
    h('h4', {}, t('sandbox.trouble.requests')),
    h(
      'div.row',
      {},
      fault('lose_reply', t('sandbox.trouble.loseReply')),
      fault('error_after', t('sandbox.trouble.errorAfter')),
      fault('error_before', t('sandbox.trouble.errorBefore')),
      fault('rate_limit', t('sandbox.trouble.rateLimit')),
      fault('slow', t('sandbox.trouble.slow')),
    ),
    actions.length > 0 && h('h4', {}, t('sandbox.trouble.payments')),
    actions.length > 0 &&
      h(
        'div.row',
        {},
        actions.map((action) => actionButton(name, action)),
      ),
  )
}

export function trafficPanel(view) {
  const resend = (one) => `/control/${one.service}/events/${one.eventId}/resend`
  return h(
    'div.columns',
    {},
    h(
      'section',
      {},
      h('h3', {}, t('sandbox.traffic.webhooks')),
      view.deliveries.length === 0 && nothing(),
      h(
        'ul.list',
        {},
        view.deliveries.map((one) =>
          h(
            'li',
            {},
            h('div.line', {}, h('span.code.grow', { dir: 'ltr' }, one.about), pill(one.state)),
            h(
              'div.line',
              {},
              h(
                'small',
                {},
                t('sandbox.traffic.attempts', { count: one.attempts.length }),
                one.attempts.length > 0 && ` · ${one.attempts.at(-1).status ?? '–'}`,
              ),
              h('span.grow', {}),
              h('button.small', { onclick: () => post(resend(one)) }, t('sandbox.traffic.resend')),
            ),
          ),
        ),
      ),
    ),
    h(
      'section',
      {},
      h('h3', {}, t('sandbox.traffic.calls')),
      view.calls.length === 0 && nothing(),
      h(
        'ul.list',
        {},
        view.calls.map((call) =>
          h(
            'li',
            {},
            h(
              'div.line',
              {},
              h('span.code.grow', { dir: 'ltr' }, `${call.method} ${call.path}`),
              h(`span.pill${call.status < 300 ? '.good' : '.bad'}`, { dir: 'ltr' }, String(call.status)),
            ),
            h(
              'small',
              {},
              [clockTime(call.at), call.replayed && t('sandbox.traffic.replayed'), call.lost && t('sandbox.traffic.lost')]
                .filter(Boolean)
                .join(' · '),
              call.idempotencyKey && h('span.code', { dir: 'ltr' }, ` ${call.idempotencyKey}`),
            ),
          ),
        ),
      ),
    ),
  )
}

export function clockPanel(view) {
  const hours = Math.round(view.offsetSeconds / 360) / 10
  const advance = (seconds, label) => h('button.small', { onclick: () => post('/control/clock', { advanceSeconds: seconds }) }, label)
  const now = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(view.now))
  return [
    h(
      'p',
      {},
      t('sandbox.page.clockNow', { time: now }),
      hours > 0 && h('small', {}, ` · ${t('sandbox.page.clockAhead', { hours: new Intl.NumberFormat(language).format(hours) })}`),
    ),
    h(
      'div.row',
      {},
      advance(60, t('sandbox.page.advanceMinutes', { count: 1 })),
      advance(1800, t('sandbox.page.advanceMinutes', { count: 30 })),
      advance(3600, t('sandbox.page.advanceHours', { count: 1 })),
      advance(86_400, t('sandbox.page.advanceDays', { count: 1 })),
      h(
        'button.small.danger',
        { onclick: () => window.confirm(t('sandbox.page.resetSure')) && post('/control/reset') },
        t('sandbox.page.reset'),
      ),
    ),
  ]
}
