/* The little the page needs to draw itself, and its words. */
export const { language, languages, words } = JSON.parse(document.getElementById('data').textContent)

const plural = new Intl.PluralRules(language)

function find(path) {
  return path.split('.').reduce((at, step) => at?.[step], words)
}

/** As on the server: `count` picks the plural form, `{{name}}` is filled in. */
export function t(key, values = {}) {
  const form = typeof values.count === 'number' ? (find(`${key}_${plural.select(values.count)}`) ?? find(`${key}_other`)) : undefined
  return String(form ?? find(key) ?? key).replace(/\{\{(\w+)\}\}/g, (whole, name) => String(values[name] ?? whole))
}

/** `h('button.primary', { onclick }, 'Send')` */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.')
  const element = document.createElement(tag)
  if (classes.length > 0) element.className = classes.join(' ')
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else if (key === 'value' || key === 'checked' || key === 'disabled') element[key] = value
    else element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

const drawn = new WeakMap()

/** Draws into `place` only when `data` is other than last time, so that focus and scrolling stay. */
export function redraw(place, data, draw) {
  const mark = JSON.stringify(data)
  if (drawn.get(place) === mark) return
  drawn.set(place, mark)
  place.replaceChildren(...[draw()].flat())
}

export async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return answer.json().catch(() => ({}))
}

export const post = (path, body = {}) => send('POST', path, body)

export function money(amount, currency) {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: currency.toUpperCase() })
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits)
}

export const clockTime = (value) => new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(new Date(value))
