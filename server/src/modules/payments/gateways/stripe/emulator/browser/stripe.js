/*
 * A stand-in for Stripe.js (release train endive) that talks to the emulator. It offers what @stripe/stripe-js and
 * @stripe/react-stripe-js call: Elements with a payment element, confirmPayment, 3-D Secure, retrievePaymentIntent.
 * The card is typed into a frame of another origin; this script never sees the number.
 */
;(() => {
  const base = '__BASE__'
  const { origin } = new URL(base)
  const api = `${base}/v1`

  function emitter() {
    const listeners = new Map()
    return {
      on(name, run) {
        listeners.set(name, [...(listeners.get(name) ?? []), run])
      },
      off(name, run) {
        listeners.set(name, run ? (listeners.get(name) ?? []).filter((one) => one !== run) : [])
      },
      emit(name, event) {
        for (const run of listeners.get(name) ?? []) run(event)
      },
    }
  }

  async function call(key, method, path, values = {}) {
    const body = new URLSearchParams({ ...values, key })
    try {
      const answer = await fetch(method === 'GET' ? `${api}${path}?${body}` : `${api}${path}`, method === 'GET' ? {} : { method, body })
      const json = await answer.json()
      return json.error ? { error: json.error } : { paymentIntent: json }
    } catch {
      return {
        error: {
          type: 'api_connection_error',
          message:
            'We are experiencing issues connecting to our payments provider. You have not been charged. Please check your internet connection and try again.',
        },
      }
    }
  }

  const idOf = (clientSecret) => String(clientSecret).split('_secret_')[0]
  const retrieve = (key, clientSecret) => call(key, 'GET', `/payment_intents/${idOf(clientSecret)}`, { client_secret: clientSecret })

  /* ---- elements ---- */

  function paymentElement(group, options) {
    const events = emitter()
    let frame
    let loaded
    let values = options ?? {}
    const waiting = new Map()
    let calls = 0

    function heard(event) {
      if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return
      const { type, ...data } = event.data ?? {}
      if (type === 'loaded') {
        send('init', {
          appearance: group.options.appearance ?? {},
          key: group.key,
          api,
          session: group.options.customerSessionClientSecret,
        })
        loaded = true
      } else if (type === 'ready') events.emit('ready', { elementType: 'payment' })
      else if (type === 'loaderror') {
        events.emit('loaderror', {
          elementType: 'payment',
          error: { type: 'invalid_request_error', message: 'The customer session has expired.' },
        })
      } else if (type === 'height') frame.style.height = `${data.height}px`
      else if (type === 'change')
        events.emit('change', {
          elementType: 'payment',
          complete: data.complete,
          empty: data.empty,
          collapsed: false,
          value: { type: 'card' },
        })
      else if (type === 'focus' || type === 'blur' || type === 'escape') events.emit(type, { elementType: 'payment' })
      else if (type === 'answer') {
        waiting.get(data.call)?.(data.result)
        waiting.delete(data.call)
      }
    }

    function send(type, data = {}) {
      frame?.contentWindow?.postMessage({ type, ...data }, origin)
    }

    function ask(type, data) {
      if (!frame?.isConnected) {
        return Promise.resolve({
          error: {
            type: 'invalid_request_error',
            code: 'element_not_mounted',
            message: 'Please mount the Payment Element before you use it.',
          },
        })
      }
      calls += 1
      const id = calls
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        send(type, { ...data, call: id })
      })
    }

    function remove() {
      window.removeEventListener('message', heard)
      frame?.remove()
      frame = undefined
      loaded = false
    }

    const element = {
      on: (name, run) => (events.on(name, run), element),
      once: (name, run) => {
        const once = (event) => {
          events.off(name, once)
          run(event)
        }
        events.on(name, once)
        return element
      },
      off: (name, run) => (events.off(name, run), element),
      mount(target) {
        const node = typeof target === 'string' ? document.querySelector(target) : target
        if (!node)
          throw new Error(
            `IntegrationError: The selector you specified (${target}) applies to no DOM elements that are currently on the page.`,
          )
        if (frame) remove()
        frame = document.createElement('iframe')
        frame.name = `__privateStripeFrame${Math.random().toString(36).slice(2)}`
        frame.title = group.title
        frame.src = `${base}/js/card?lang=${encodeURIComponent(group.language)}`
        frame.allow = 'payment *'
        frame.style.cssText = 'border:0;width:100%;height:190px;display:block;color-scheme:normal;background:transparent'
        window.addEventListener('message', heard)
        node.replaceChildren(frame)
        return element
      },
      update(next) {
        values = { ...values, ...next }
        return element
      },
      appear: () => loaded && send('init', { appearance: group.options.appearance ?? {}, key: group.key, api }),
      unmount: () => (remove(), element),
      destroy: () => {
        remove()
        group.elements.delete('payment')
      },
      focus: () => send('focus'),
      blur: () => send('blur'),
      clear: () => send('clear'),
      collapse: () => element,
      ask,
      billing: () => values.defaultValues?.billingDetails ?? {},
    }
    return element
  }

  /** Kinds of elements that have nothing to offer here: they take no room and say so. */
  function emptyElement(group, type) {
    const events = emitter()
    const element = {
      on: (name, run) => (events.on(name, run), element),
      once: (name, run) => (events.on(name, run), element),
      off: (name, run) => (events.off(name, run), element),
      mount: () => {
        setTimeout(() => events.emit('ready', { elementType: type, availablePaymentMethods: undefined }), 0)
        return element
      },
      update: () => element,
      unmount: () => element,
      destroy: () => group.elements.delete(type),
      focus: () => {},
      blur: () => {},
      clear: () => {},
      collapse: () => element,
    }
    return element
  }

  function makeElements(key, options, defaultLanguage) {
    const locale = options.locale && options.locale !== 'auto' ? options.locale : defaultLanguage
    const group = { key, options: { ...options }, elements: new Map(), language: locale, title: 'Secure payment input frame' }
    return {
      internals: group,
      create(type, elementOptions) {
        if (group.elements.has(type)) throw new Error(`IntegrationError: Can only create one Element of type ${type} through elements().`)
        const element = type === 'payment' ? paymentElement(group, elementOptions) : emptyElement(group, type)
        group.elements.set(type, element)
        return element
      },
      getElement: (type) => group.elements.get(typeof type === 'string' ? type : 'payment') ?? null,
      update(next) {
        Object.assign(group.options, next)
        group.elements.get('payment')?.appear()
      },
      async submit() {
        const element = group.elements.get('payment')
        if (!element) return {}
        const { error } = await element.ask('validate', {})
        return error ? { error } : { selectedPaymentMethod: 'card' }
      },
      async fetchUpdates() {
        return {}
      },
    }
  }

  /* ---- 3-D Secure ---- */

  function challenge(clientSecret, language) {
    return new Promise((resolve) => {
      const overlay = document.createElement('div')
      overlay.setAttribute('role', 'dialog')
      overlay.setAttribute('aria-modal', 'true')
      overlay.style.cssText =
        'position:fixed;inset:0;z-index:2147483647;background:rgb(0 0 0/.5);display:flex;align-items:center;justify-content:center;padding:16px'
      const frame = document.createElement('iframe')
      frame.name = 'stripe-challenge-frame'
      frame.title = '3-D Secure'
      frame.src = `${base}/js/challenge?${new URLSearchParams({ payment_intent: idOf(clientSecret), payment_intent_client_secret: clientSecret, lang: language })}`
      frame.style.cssText = 'border:0;width:100%;max-width:400px;height:340px;border-radius:16px;background:#fff'
      overlay.append(frame)
      function heard(event) {
        if (event.source !== frame.contentWindow || event.origin !== origin || event.data?.type !== 'challenge-answered') return
        window.removeEventListener('message', heard)
        overlay.remove()
        resolve()
      }
      window.addEventListener('message', heard)
      document.body.append(overlay)
    })
  }

  async function finish(key, clientSecret, result, language) {
    const intent = result.paymentIntent
    if (!intent || intent.status !== 'requires_action') return result
    if (intent.next_action?.type === 'redirect_to_url') {
      window.location.assign(intent.next_action.redirect_to_url.url)
      return new Promise(() => {})
    }
    await challenge(clientSecret, language)
    const after = await retrieve(key, clientSecret)
    if (after.paymentIntent?.status === 'requires_payment_method') {
      return { error: { ...after.paymentIntent.last_payment_error, payment_intent: after.paymentIntent } }
    }
    return after
  }

  function flatten(prefix, value, into = {}) {
    for (const [name, inner] of Object.entries(value ?? {})) {
      const path = `${prefix}[${name}]`
      if (inner && typeof inner === 'object') flatten(path, inner, into)
      else if (inner !== undefined && inner !== null) into[path] = String(inner)
    }
    return into
  }

  /* ---- Stripe ---- */

  function Stripe(key, options = {}) {
    if (!/^pk_test_\w+$/.test(key))
      throw new Error('IntegrationError: Please call Stripe() with your publishable key. You used another key.')
    const language = options.locale && options.locale !== 'auto' ? options.locale : document.documentElement.lang || navigator.language

    function goBack(returnUrl, intent) {
      const url = new URL(returnUrl, window.location.href)
      url.searchParams.set('payment_intent', intent.id)
      url.searchParams.set('payment_intent_client_secret', intent.client_secret)
      url.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : 'failed')
      window.location.assign(url)
      return new Promise(() => {})
    }

    return {
      elements: (elementsOptions = {}) => makeElements(key, elementsOptions, language),
      async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
        const group = elements?.internals
        const secret = clientSecret ?? group?.options.clientSecret
        if (!secret) throw new Error('IntegrationError: In order to call confirmPayment, you must pass a clientSecret.')
        const {
          return_url: returnUrl,
          payment_method_data: data,
          payment_method: method,
          receipt_email: receiptEmail,
          shipping,
        } = confirmParams
        if (redirect !== 'if_required' && !returnUrl) throw new Error('IntegrationError: You must provide a return_url in confirmParams.')
        const values = {
          client_secret: secret,
          use_stripe_sdk: 'true',
          ...(returnUrl && { return_url: returnUrl }),
          ...(receiptEmail && { receipt_email: receiptEmail }),
          ...flatten('shipping', shipping),
        }
        const element = group?.elements.get('payment')
        const result = method
          ? await call(key, 'POST', `/payment_intents/${idOf(secret)}/confirm`, { ...values, payment_method: method })
          : element
            ? await element.ask('confirm', {
                path: `/payment_intents/${idOf(secret)}/confirm`,
                values: {
                  ...values,
                  ...flatten('payment_method_data[billing_details]', { ...element.billing(), ...data?.billing_details }),
                },
              })
            : { error: { type: 'invalid_request_error', message: 'Please pass the elements with a mounted Payment Element.' } }
        const done = await finish(key, secret, result, group?.language ?? language)
        if (done.paymentIntent && redirect !== 'if_required') return goBack(returnUrl, done.paymentIntent)
        return done
      },
      retrievePaymentIntent: (clientSecret) => retrieve(key, clientSecret),
      async handleNextAction({ clientSecret }) {
        return finish(key, clientSecret, await retrieve(key, clientSecret), language)
      },
      async confirmCardPayment(clientSecret, data = {}) {
        const values = { client_secret: clientSecret, use_stripe_sdk: 'true' }
        if (typeof data.payment_method !== 'string') {
          return {
            error: {
              type: 'invalid_request_error',
              message: 'Here confirmCardPayment takes the id of a payment method; use confirmPayment with a Payment Element.',
            },
          }
        }
        const result = await call(key, 'POST', `/payment_intents/${idOf(clientSecret)}/confirm`, {
          ...values,
          payment_method: data.payment_method,
        })
        return finish(key, clientSecret, result, language)
      },
      async createPaymentMethod({ elements } = {}) {
        const element = elements?.internals.elements.get('payment')
        if (!element)
          return { error: { type: 'invalid_request_error', message: 'Please pass the elements with a mounted Payment Element.' } }
        const result = await element.ask('tokenize', { path: '/payment_methods' })
        return result.error ? result : { paymentMethod: result.paymentIntent }
      },
      async createToken() {
        return { error: { type: 'invalid_request_error', message: 'Tokens are not offered here; use a Payment Element.' } }
      },
      registerAppInfo() {},
      _registerWrapper() {},
    }
  }

  Stripe.version = 'endive'
  window.Stripe = Stripe
})()
