/* The card frame. It keeps the number to itself: only Stripe's API hears it. */
;(() => {
  const { words } = JSON.parse(document.getElementById('data').textContent)
  const shop = window.parent
  let shopOrigin = '*'
  let key = ''
  let api = ''

  const tell = (type, data = {}) => shop.postMessage({ type, ...data }, shopOrigin)
  const digits = (text) =>
    text
      .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660))
      .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
      .replace(/\D/g, '')

  function passesLuhn(number) {
    let sum = 0
    for (const [index, digit] of [...number].toReversed().entries()) {
      const value = Number(digit) * (index % 2 ? 2 : 1)
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 === 0
  }

  const amex = (number) => /^3[47]/.test(number)
  const problems = {
    number(text) {
      const number = digits(text)
      if (number.length < (amex(number) ? 15 : 16)) return 'incomplete_number'
      return passesLuhn(number) ? undefined : 'invalid_number'
    },
    expiry(text) {
      const value = digits(text)
      const month = Number(value.slice(0, 2))
      if (value.length < 4 || month < 1 || month > 12) return 'incomplete_expiry'
      return new Date(2000 + Number(value.slice(2)), month) <= new Date() ? 'invalid_expiry_month_past' : undefined
    },
    cvc: (text) => (digits(text).length < (amex(digits(inputs.number.value)) ? 4 : 3) ? 'incomplete_cvc' : undefined),
  }

  const form = document.createElement('form')
  form.noValidate = true
  const inputs = {}
  const errors = {}
  const fields = [
    ['number', words.number, '1234 1234 1234 1234', 'cc-number', true],
    ['expiry', words.expiry, words.expiryPlaceholder, 'cc-exp', false],
    ['cvc', words.cvc, words.cvcPlaceholder, 'cc-csc', false],
  ]
  for (const [name, label, placeholder, autocomplete, wide] of fields) {
    const field = document.createElement('div')
    field.className = wide ? 'field wide' : 'field'
    const caption = document.createElement('label')
    caption.htmlFor = name
    caption.textContent = label
    const input = document.createElement('input')
    Object.assign(input, { id: name, name, placeholder, autocomplete, inputMode: 'numeric', type: 'text' })
    input.setAttribute('aria-describedby', `${name}-error`)
    const error = document.createElement('div')
    error.className = 'error'
    error.id = `${name}-error`
    error.setAttribute('role', 'alert')
    field.append(caption, input, error)
    form.append(field)
    inputs[name] = input
    errors[name] = error
    input.addEventListener('input', () => {
      input.value = format(name, digits(input.value))
      show(name, undefined)
      changed()
    })
    input.addEventListener('focus', () => tell('focus'))
    input.addEventListener('blur', () => {
      tell('blur')
      if (input.value) show(name, problems[name](input.value))
    })
  }
  /* Kept cards, first where there are any; and the question whether to keep another. */
  let chosen = ''
  /** @type {{ cards: { id: string, brand: string, last4: string, expiry: string }[], maySave: boolean, usage: string | null }} */
  let session = { cards: [], maySave: false, usage: null }
  const kept = document.createElement('fieldset')
  kept.className = 'kept'
  kept.hidden = true
  form.prepend(kept)
  const keep = document.createElement('label')
  keep.className = 'keep'
  keep.hidden = true
  const keepBox = document.createElement('input')
  Object.assign(keepBox, { type: 'checkbox', id: 'keep' })
  keep.append(keepBox, words.keep)
  form.append(keep)

  function choose(id) {
    chosen = id
    for (const name of ['number', 'expiry']) inputs[name].parentElement.hidden = id !== ''
    keep.hidden = id !== '' || !session.maySave
    height()
    changed()
  }

  function offer(id, text) {
    const label = document.createElement('label')
    const radio = document.createElement('input')
    Object.assign(radio, { type: 'radio', name: 'kept', value: id, checked: id === chosen })
    radio.addEventListener('change', () => choose(id))
    const name = document.createElement('bdi')
    name.textContent = text
    label.append(radio, name)
    kept.append(label)
  }

  async function showKept(secret) {
    const answer = await fetch(`session/${secret}`).catch(() => undefined)
    if (!answer?.ok) return false
    session = await answer.json()
    chosen = session.cards[0]?.id ?? ''
    kept.replaceChildren()
    const legend = document.createElement('legend')
    legend.textContent = words.kept
    kept.append(legend)
    for (const { id, brand, last4, expiry } of session.cards) {
      offer(id, `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ·· ${last4}, ${words.expires} ${expiry}`)
    }
    offer('', words.another)
    kept.hidden = session.cards.length === 0
    choose(chosen)
    return true
  }

  const asked = () => (chosen === '' ? Object.keys(inputs) : ['cvc'])

  const notice = document.createElement('p')
  notice.className = 'notice'
  notice.textContent = words.notice
  form.append(notice)
  form.addEventListener('submit', (event) => event.preventDefault())
  document.body.prepend(form)

  function format(name, value) {
    if (name === 'number') {
      return amex(value)
        ? [value.slice(0, 4), value.slice(4, 10), value.slice(10, 15)].filter(Boolean).join(' ')
        : (value.slice(0, 19).match(/.{1,4}/g) ?? []).join(' ')
    }
    if (name === 'cvc') return value.slice(0, 4)
    const padded = /^[2-9]$/.test(value) ? `0${value}` : value
    return padded.length > 2 ? `${padded.slice(0, 2)} / ${padded.slice(2, 4)}` : padded
  }

  function show(name, code) {
    errors[name].textContent = code ? words[code] : ''
    inputs[name].setAttribute('aria-invalid', code ? 'true' : 'false')
    height()
  }

  const height = () => tell('height', { height: Math.ceil(form.getBoundingClientRect().height) + 4 })

  function changed() {
    const names = asked()
    tell('change', {
      complete: names.every((name) => !problems[name](inputs[name].value)),
      empty: names.every((name) => inputs[name].value === ''),
    })
  }

  function validate() {
    let first
    for (const name of asked()) {
      const code = problems[name](inputs[name].value)
      show(name, code)
      if (code && !first) first = { type: 'validation_error', code, message: words[code] }
      if (code && first.code === code) inputs[name].focus()
    }
    return first
  }

  async function post(path, values) {
    const expiry = digits(inputs.expiry.value)
    if (chosen !== '' && path.endsWith('/confirm')) {
      const again = { payment_method: chosen, 'payment_method_options[card][cvc_token]': `cvctok_${inputs.cvc.value.length}` }
      const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('payment_method_data')))
      return send(path, { ...rest, ...again })
    }
    const prefix = path.endsWith('/confirm') ? 'payment_method_data' : ''
    const at = (name) => (prefix ? `${prefix}[${name.replace('[', '][')}${name.includes('[') ? '' : ']'}` : name)
    const card = {
      [at('type')]: 'card',
      [at('card[number]')]: digits(inputs.number.value),
      [at('card[exp_month]')]: String(Number(expiry.slice(0, 2))),
      [at('card[exp_year]')]: `20${expiry.slice(2)}`,
      [at('card[cvc]')]: digits(inputs.cvc.value),
      ...(session.maySave && keepBox.checked && prefix
        ? { [at('allow_redisplay')]: 'always', ...(session.usage && { setup_future_usage: session.usage }) }
        : {}),
    }
    return send(path, { ...values, ...card })
  }

  async function send(path, values) {
    try {
      const answer = await fetch(`${api}${path}`, { method: 'POST', body: new URLSearchParams({ ...values, key }) })
      const json = await answer.json()
      return json.error ? { error: json.error } : { paymentIntent: json }
    } catch {
      return { error: { type: 'api_connection_error', message: words.unreachable } }
    }
  }

  const properties = {
    colorPrimary: '--primary',
    colorBackground: '--background',
    colorText: '--text',
    colorTextSecondary: '--secondary',
    colorTextPlaceholder: '--placeholder',
    colorDanger: '--danger',
    borderRadius: '--radius',
    fontSizeBase: '--size',
    spacingUnit: '--unit',
    gridRowSpacing: '--gap',
    fontFamily: '--font',
  }
  const selectors = { '.Input': 'input', '.Label': 'label', '.Error': '.error' }
  const rules = document.createElement('style')
  document.head.append(rules)

  /** The appearance of stripe.elements(): variables, and rules for what this form has (docs.stripe.com/elements/appearance-api). */
  function dress({ theme, variables = {}, rules: given = {} }) {
    document.documentElement.dataset.theme = theme ?? 'stripe'
    for (const [variable, property] of Object.entries(properties)) {
      if (variables[variable]) document.documentElement.style.setProperty(property, variables[variable])
    }
    if (variables.colorText) document.documentElement.style.setProperty('--line', 'color-mix(in srgb, var(--text) 18%, transparent)')
    rules.textContent = ''
    for (const [name, style] of Object.entries(given)) {
      const [, base, rest = ''] = /^(\.\w+)(:[\w:-]+|--invalid)?$/.exec(name) ?? []
      const selector = selectors[base]
      if (!selector) continue
      const place = rest === '--invalid' ? `${selector}[aria-invalid='true']` : selector + rest
      const index = rules.sheet.insertRule(`${place} {}`, rules.sheet.cssRules.length)
      const target = rules.sheet.cssRules[index].style
      for (const [property, value] of Object.entries(style))
        target.setProperty(
          property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
          value,
        )
    }
  }

  window.addEventListener('message', async (event) => {
    if (event.source !== shop) return
    const { type, call, ...data } = event.data ?? {}
    if (type === 'init') {
      shopOrigin = event.origin
      key = data.key
      api = data.api
      dress(data.appearance)
      if (data.session && !(await showKept(data.session))) return tell('loaderror')
      requestAnimationFrame(() => {
        height()
        tell('ready')
      })
    } else if (type === 'focus') inputs[chosen === '' ? 'number' : 'cvc'].focus()
    else if (type === 'blur') document.activeElement?.blur()
    else if (type === 'clear') {
      for (const input of Object.values(inputs)) input.value = ''
      changed()
    } else if (type === 'validate') tell('answer', { call, result: { error: validate() } })
    else if (type === 'confirm' || type === 'tokenize') {
      const error = validate()
      tell('answer', { call, result: error ? { error } : await post(data.path, data.values ?? {}) })
    }
  })
  new ResizeObserver(height).observe(form)
  tell('loaded')
})()
