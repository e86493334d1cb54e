import { Base64, hexToByteArray, SessionCrypto } from '@tonconnect/protocol'
import { Address } from '@ton/core'
import type { WalletRequest } from 'shared/payments'
import { z } from 'zod'
import { proofBytes } from '../proof.ts'
import { asRaw } from '../address.ts'
import { known, walletFacts } from './accounts.ts'
import type { WalletSession } from './connect-state.ts'
import { ways, type Ledger } from './ledger.ts'

/** Its number in TON Connect. */
const testNet = '-3'

type Say = (said: { from: string; message: string }) => void

const ConnectRequest = z.object({
  manifestUrl: z.url(),
  items: z.array(z.object({ name: z.string(), payload: z.string().optional() })),
})

/**
 * The person said yes to the shop: the wallet tells its address, and signs what the shop asks it to (requests-responses.md).
 * The site is the one the shop's manifest is of.
 */
export async function connect(asked: { id: string; request: string; person: string; now: number; say: Say }): Promise<WalletSession> {
  const { manifestUrl, items } = ConnectRequest.parse(JSON.parse(asked.request))
  const crypto = new SessionCrypto()
  const { address, stateInit, publicKey, sign } = walletFacts(asked.person)
  const proof = items.find(({ name }) => name === 'ton_proof')
  const { host } = new URL(manifestUrl)
  const domain = { lengthBytes: Buffer.byteLength(host), value: host }
  const payload = proof?.payload ?? ''
  const session: WalletSession = { person: asked.person, keys: crypto.stringifyKeypair(), asked: null, nextEvent: 2 }
  tell(session, asked.id, asked.say, {
    event: 'connect',
    id: 1,
    payload: {
      items: [
        { name: 'ton_addr', address, network: testNet, walletStateInit: stateInit, publicKey },
        ...(proof
          ? [
              {
                name: 'ton_proof',
                proof: {
                  timestamp: asked.now,
                  domain,
                  payload,
                  signature: sign(proofBytes(address, { domain, timestamp: asked.now, payload })),
                },
              },
            ]
          : []),
      ],
      device: {
        platform: 'android',
        appName: 'dukawallet',
        appVersion: '1.0.0',
        maxProtocolVersion: 2,
        features: ['SendTransaction', { name: 'SendTransaction', maxMessages: 255 }],
      },
    },
  })
  return session
}

/** What the shop's page asked of the wallet. */
export async function hear(session: WalletSession, heard: { from: string; message: string; say: Say }): Promise<void> {
  const crypto = new SessionCrypto(session.keys)
  const words = crypto.decrypt(Base64.decode(heard.message).toUint8Array(), hexToByteArray(heard.from))
  const { method, params, id } = JSON.parse(words) as { method: string; params: string[]; id: string }
  if (method === 'sendTransaction') {
    session.asked = { id, request: JSON.parse(params[0] ?? '{}') as WalletRequest }
    return
  }
  tell(session, heard.from, heard.say, { result: {}, id })
}

/** Yes or no to what was asked. */
export async function answer(
  session: WalletSession,
  given: { id: string; yes: boolean; now: number; ledger: Ledger; say: Say },
): Promise<void> {
  const { asked } = session
  if (!asked) return
  session.asked = null
  const refuse = (code: number, message: string) => tell(session, given.id, given.say, { error: { code, message }, id: asked.id })
  if (!given.yes) return refuse(300, 'User declined the transaction')
  const { from, network, validUntil } = asked.request
  if (from && asRaw(from) !== walletFacts(session.person).address) return refuse(1, 'Another wallet is meant')
  if (network && network !== testNet) return refuse(1, 'Another network is meant')
  if (validUntil && validUntil < given.now) return refuse(1, 'The time to sign is over')
  const result = await given.ledger.sign(session.person, asked.request)
  tell(session, given.id, given.say, { result, id: asked.id })
}

function tell(session: WalletSession, to: string, say: Say, message: object): void {
  const crypto = new SessionCrypto(session.keys)
  say({ from: crypto.sessionId, message: Base64.encode(crypto.encrypt(JSON.stringify(message), hexToByteArray(to))) })
}

const PayByLink = z.object({ link: z.string().startsWith('ton://transfer/'), person: z.string().min(1).max(60), how: z.enum(ways) })

/** Pays what a `ton://` link asks for. */
export async function payByLink(given: unknown, ledger: Ledger): Promise<bigint> {
  const { link, person, how } = PayByLink.parse(given)
  const [path = '', query = ''] = link.slice('ton://transfer/'.length).split('?')
  if (!Address.parse(path).equals(known.shop)) throw new Error('This link is for somebody else')
  const asked = new URLSearchParams(query)
  const coin = asked.has('jetton') ? 'usdt' : 'ton'
  return ledger.pay({ person, coin, amount: BigInt(asked.get('amount') ?? '0'), memo: asked.get('text'), how })
}

/** Plain on purpose: it is no part of the shop. */
export const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sandbox Wallet</title>
<style>body{font:17px/1.4 system-ui;margin:0 auto;max-width:420px;padding:20px;color-scheme:light dark}
button,input,select{font:inherit;width:100%;box-sizing:border-box;padding:12px;margin:6px 0;border-radius:10px;border:1px solid #8888}
button.yes{background:#2d6cdf;color:#fff;border:0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}</style></head>
<body><h1>Sandbox Wallet</h1><main></main>
<script type="module">
const asked = new URLSearchParams(location.search), main = document.querySelector('main'), id = asked.get('id')
const post = (path, body) => fetch(location.pathname + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const el = (tag, props) => main.appendChild(Object.assign(document.createElement(tag), props))
const button = (textContent, className, onclick) => el('button', { textContent, className, onclick })
const clear = () => main.replaceChildren()
const person = localStorage.getItem('wallet') ?? 'Amina'
function payByHand() {
  clear()
  const link = el('input', { placeholder: 'ton://transfer/…', name: 'link' })
  const how = el('select', { name: 'how' })
  for (const value of ${JSON.stringify(ways)}) how.append(new Option(value.replaceAll('_', ' '), value))
  button('Send', 'yes', async () => { const sent = await post('/pay', { link: link.value, person, how: how.value }); el('p', { textContent: sent.ok ? 'Sent' : 'Refused' }) })
}
async function watch() {
  clear()
  el('p', { textContent: 'Connected. Waiting for the shop.' })
  for (;;) {
    const { request } = await (await fetch(location.pathname + '/asked/' + id)).json()
    if (request) {
      clear()
      el('p', { textContent: 'The shop asks you to sign:' })
      el('pre', { textContent: JSON.stringify(request, null, 1) })
      const answer = (yes) => async () => { clear(); el('p', { textContent: 'Signing…' }); await post('/answer', { id, yes }); watch() }
      button('Confirm', 'yes', answer(true))
      button('Refuse', '', answer(false))
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}
if (!id) payByHand()
else if (asked.get('r') && !sessionStorage.getItem(id)) {
  const name = el('input', { value: person, name: 'person' })
  button('Connect to ' + new URL(JSON.parse(asked.get('r')).manifestUrl).host, 'yes', async () => {
    localStorage.setItem('wallet', name.value)
    if ((await post('/connect', { id, r: asked.get('r'), person: name.value })).ok) { sessionStorage.setItem(id, 'connected'); watch() }
  })
} else watch()
</script></body></html>`
