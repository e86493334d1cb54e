import { sign } from '@telegram-apps/init-data-node'
import { sandboxSecrets } from '../server/src/config.ts'

type Send = (url: string, init: RequestInit & { method: string }) => Promise<Response>

/** Speaks to a running shop as customers do. Five calls from a tap on "Open Shop" to a placed order. */
export class Customer {
  readonly #url: string
  readonly #send: Send
  #token = ''
  constructor(url: string, send: Send = fetch) {
    this.#url = url
    this.#send = send
  }

  async call<Answer>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.#send(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }

  async signIn(telegramId: number, firstName = 'Amina'): Promise<void> {
    const initData = sign({ user: { id: telegramId, first_name: firstName, language_code: 'en' } }, sandboxSecrets.botToken, new Date())
    const { token } = await this.call<{ token: string }>('POST', '/sessions', undefined, { authorization: `tma ${initData}` })
    this.#token = token
  }

  get token(): string {
    return this.#token
  }

  /** Address, cart, quote, checkout: paid on delivery, so nobody else is asked. */
  async buy(variantIds: string[]): Promise<void> {
    const address = await this.call<{ id: string }>('POST', '/me/addresses', {
      label: 'Home',
      recipient: 'Amina Otieno',
      phone: '+254712345678',
      line1: '14 Ring Road',
      city: 'Nairobi',
      country: 'KE',
      isDefault: true,
    })
    await this.call('PUT', '/cart', { lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })) })
    const quote = await this.call<{ token: string }>('POST', '/checkout/quote', { addressId: address.id })
    await this.call(
      'POST',
      '/checkout',
      {
        quoteToken: quote.token,
        method: 'cash_on_delivery',
        contact: { name: 'Amina Otieno', phone: '+254712345678' },
        termsAccepted: true,
      },
      { 'idempotency-key': crypto.randomUUID() },
    )
  }
}
