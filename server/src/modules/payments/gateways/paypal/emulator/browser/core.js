/*
 * A stand-in for PayPal's web SDK v6 that talks to the emulator. It offers what @paypal/paypal-js and
 * @paypal/react-paypal-js call for a one-time payment: createInstance, a session, and the <paypal-button> element.
 */
;(() => {
  const web = '__WEB__'

  class PaypalButton extends HTMLElement {
    static observedAttributes = ['disabled', 'type']
    #button
    constructor() {
      super()
      const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
      root.innerHTML = `<style>
        :host { display: block }
        button { width: 100%; min-height: 50px; border: 0; border-radius: 25px; background: #ffc439; color: #001435; font: italic 700 19px system-ui }
        button:disabled { opacity: .5 }
      </style><button type="button">PayPal</button>`
      this.#button = root.querySelector('button')
    }
    attributeChangedCallback() {
      this.disabled = this.hasAttribute('disabled') && this.getAttribute('disabled') !== 'false'
    }
    set disabled(value) {
      this.#button.disabled = value
    }
    get disabled() {
      return this.#button.disabled
    }
    set type(_value) {}
  }
  if (!customElements.get('paypal-button')) customElements.define('paypal-button', PaypalButton)

  function session({ orderId: given, onApprove, onCancel, onError }) {
    let opened
    let stop = () => {}
    async function start(options, promise) {
      const opens = window.open('', 'paypal', 'popup,width=420,height=640')
      if (!opens) {
        const error = Object.assign(new Error('Unable to open popup'), { code: 'ERR_DEV_UNABLE_TO_OPEN_POPUP', isRecoverable: true })
        onError?.(error)
        throw error
      }
      opened = opens
      const orderId = given ?? (await promise).orderId
      opens.location.href = `${web}/checkoutnow?window=1&token=${encodeURIComponent(orderId)}`
      await new Promise((resolve) => {
        const end = () => {
          clearInterval(watch)
          removeEventListener('message', heard)
          resolve()
        }
        const heard = async ({ source, origin, data }) => {
          if (source !== opens || origin !== new URL(web).origin || data?.orderId !== orderId) return
          end()
          if (data.paypal === 'approved') await onApprove?.({ orderId, payerId: 'SANDBOXPAYER1' })
          else onCancel?.({ orderId })
        }
        const watch = setInterval(() => {
          if (!opens.closed) return
          end()
          onCancel?.({ orderId })
        }, 500)
        addEventListener('message', heard)
        stop = end
      })
    }
    const close = () => {
      stop()
      opened?.close()
    }
    return { start, cancel: close, destroy: close }
  }

  const all = { isEligible: () => true, getDetails: () => ({}) }
  window.paypal = {
    version: '6.0.0',
    createInstance: async ({ clientId, components = [] }) => {
      if (!clientId || !components.includes('paypal-payments')) throw new Error('Not enough to begin with')
      return {
        createPayPalOneTimePaymentSession: session,
        findEligibleMethods: async () => all,
        hydrateEligibleMethods: () => all,
      }
    },
  }
})()
