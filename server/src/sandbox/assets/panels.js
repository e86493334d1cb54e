/* Money, trouble and traffic. */
import { clockTime, h, language, money, post, send, t } from './dom.js'

const good = new Set(['succeeded', 'delivered', 'paid'])
const bad = new Set(['failed', 'dropped', 'canceled'])

// keys: sandbox.status.*, sandbox.refund.*
const pill = (status) => h(`span.pill${good.has(status) ? '.good' : bad.has(status) ? '.bad' : ''}`, {}, t(`sandbox.status.${status}`))

const nothing = () => h('p.quiet', {}, t('sandbox.page.nothing'))

export function moneyPanel(view) {
  return [
    h(
      'section',
      {},
      h('h3', {}, t('sandbox.money.payments')),
      view.payments.length === 0 ? nothing() : h('ul.list', {}, view.payments.map(payment)),
    ),
    ...view.gateways.map(({ name, title, rows }) =>
      h(
        'section',
        {},
        h('h3', {}, title),
        rows.length === 0
          ? nothing()
          : h(
              'ul.list',
              {},
              rows.map((row) => gatewayRow(name, row)),
            ),
      ),
    ),
    h(
      'section',
      {},
      h('h3', {}, t('sandbox.money.stars')),
      h('p', {}, t('sandbox.money.starsBalance', { amount: view.stars.balance })),
      h(
        'ul.list',
        {},
        view.stars.charges.map((charge) =>
          h(
            'li',
            {},
            h(
              'div.line',
              {},
              h('strong', {}, t('sandbox.people.stars', { amount: charge.amount })),
              h('span.grow', {}),
              charge.refundedAt && h('span.pill', {}, t('sandbox.money.starsRefunded')),
            ),
            h('small', { dir: 'ltr' }, `${charge.payload} · ${charge.userId}`),
          ),
        ),
      ),
    ),
  ]
}

// States are the service's own words.
function gatewayRow(name, { id, text, state, actions }) {
  return h(
    'li',
    {},
    h('div.line', {}, h('strong', { dir: 'ltr' }, text), h('span.grow', {}), h('span.pill', { dir: 'ltr' }, state)),
    h('small.code', { dir: 'ltr' }, id),
    actions.length > 0 &&
      h(
        'div.row',
        {},
        actions.map(({ label, path, body }) =>
          // keys: sandbox.action.*
          h('button.small', { onclick: () => post(`/control/${name}/${path}`, body) }, t(`sandbox.action.${label}`)),
        ),
      ),
  )
}

function payment(one) {
  const amount = (minor) => money(minor, one.currency)
  return h(
    'li',
    {},
    h('div.line', {}, h('strong', {}, amount(one.amount)), h('span.grow', {}), pill(one.status)),
    h(
      'small',
      {},
      [
        one.card && t('sandbox.money.card', { last4: one.card }),
        one.error,
        one.refunded > 0 && t('sandbox.money.refunded', { amount: amount(one.refunded) }),
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    h('small.code', { dir: 'ltr' }, one.id),
    one.refunds.map((refund) =>
      h(
        'div.line',
        {},
        h('small', {}, t('sandbox.money.refund', { amount: amount(refund.amount), status: t(`sandbox.refund.${refund.status}`) })),
        h('span.grow', {}),
        refund.status !== 'failed' &&
          h('button.small', { onclick: () => post(`/control/stripe/refunds/${refund.id}/fail`) }, t('sandbox.money.failRefund')),
      ),
    ),
    one.dispute
      ? h(
          'div.row',
          {},
          h(
            'button.small',
            { onclick: () => post(`/control/stripe/disputes/${one.dispute}/move`, { status: 'won' }) },
            t('sandbox.money.shopWins'),
          ),
          h(
            'button.small',
            { onclick: () => post(`/control/stripe/disputes/${one.dispute}/move`, { status: 'lost' }) },
            t('sandbox.money.shopLoses'),
          ),
        )
      : one.charge &&
          one.captured &&
          h(
            'div.row',
            {},
            h('button.small', { onclick: () => post(`/control/stripe/charges/${one.charge}/dispute`) }, t('sandbox.money.dispute')),
            h(
              'button.small',
              { onclick: () => post(`/control/stripe/charges/${one.charge}/dispute`, { stage: 'inquiry' }) },
              t('sandbox.money.bankAsks'),
            ),
            h('button.small', { onclick: () => post(`/control/stripe/charges/${one.charge}/fraud-warning`) }, t('sandbox.money.warn')),
          ),
  )
}

export function troublePanel(view) {
  return [
    h('div.row', {}, h('button.primary', { onclick: () => post('/control/calm') }, t('sandbox.trouble.calm'))),
    h(
      'div.columns',
      {},
      serviceTrouble(view, 'stripe', t('sandbox.trouble.stripe')),
      serviceTrouble(view, 'telegram', t('sandbox.trouble.telegram')),
      view.gateways.map(({ name, title }) => serviceTrouble(view, name, title)),
      h('section', {}, h('h3', {}, t('sandbox.trouble.cards')), cardTrouble(view)),
    ),
  ]
}

function serviceTrouble(view, service, name) {
  const switches = view.switches[service]
  const set = (change) => send('PATCH', `/control/${service}/webhooks`, change)
  const toggle = (label, on, change) =>
    h(
      'label.toggle',
      {},
      h('input', { type: 'checkbox', checked: on, onchange: (event) => set(change(event.target.checked)) }),
      h('span', {}, label),
    )
  const waiting = (kind) => view.faults[service].filter((fault) => fault.kind === kind).reduce((sum, fault) => sum + fault.times, 0)
  const fault = (kind, label) =>
    h(
      'button.small',
      { onclick: () => post(`/control/${service}/faults`, { kind, seconds: kind === 'slow' ? 3 : undefined }) },
      label,
      waiting(kind) > 0 && h('span.pill.bad', {}, t('sandbox.trouble.waiting', { count: waiting(kind) })),
    )
  return h(
    'section',
    {},
    h('h3', {}, name),
    h('h4', {}, t('sandbox.trouble.webhooks')),
    toggle(t('sandbox.trouble.off'), switches.off, (on) => ({ off: on })),
    toggle(t('sandbox.trouble.duplicate'), switches.duplicate > 0, (on) => ({ duplicate: on ? 1 : 0 })),
    toggle(t('sandbox.trouble.delay'), switches.delaySeconds > 0, (on) => ({ delaySeconds: on ? 60 : 0 })),
    toggle(t('sandbox.trouble.reorder'), switches.reorder, (on) => ({ reorder: on })),
    toggle(t('sandbox.trouble.beforeReply'), switches.beforeReply, (on) => ({ beforeReply: on })),
    toggle(t('sandbox.trouble.dropNext'), switches.dropNext > 0, (on) => ({ dropNext: on ? 1 : 0 })),
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
  )
}

function cardTrouble({ surprises, payments }) {
  const once = (label, path, body, count) =>
    h(
      'button.small',
      { onclick: () => post(path, body) },
      label,
      count > 0 && h('span.pill.bad', {}, t('sandbox.trouble.waiting', { count })),
    )
  const forge = h('button.small', {
    disabled: payments.length === 0,
    onclick: async () => {
      const { answers } = await post('/control/stripe/forge', { paymentIntentId: payments[0].id, changes: { status: 'succeeded' } })
      forge.textContent = t('sandbox.trouble.forged', { status: answers?.[0] ?? '–' })
    },
  })
  forge.append(t('sandbox.trouble.forge'))
  return h(
    'div.row',
    {},
    once(t('sandbox.trouble.decline'), '/control/stripe/decline-next', {}, surprises.decline),
    once(t('sandbox.trouble.noFunds'), '/control/stripe/decline-next', { reason: 'insufficient_funds' }, 0),
    once(t('sandbox.trouble.wrongAmount'), '/control/stripe/wrong-amount-next', { delta: 100 }, surprises.amountDelta === null ? 0 : 1),
    once(
      t('sandbox.trouble.refundFails'),
      '/control/stripe/next-refund',
      { fate: 'fails_later' },
      surprises.refund === 'fails_later' ? 1 : 0,
    ),
    once(t('sandbox.trouble.refundPending'), '/control/stripe/next-refund', { fate: 'pending' }, surprises.refund === 'pending' ? 1 : 0),
    forge,
  )
}

export function trafficPanel(view) {
  const resend = (one) => `/control/${one.service}/${one.service === 'stripe' ? 'events' : 'updates'}/${one.eventId}/resend`
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
