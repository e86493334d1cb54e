import type { CoinTransfer } from 'shared/payments'
import { later, type Clock } from '../../../../platform/clock.ts'
import { classifyReading } from '../classify-reading.ts'
import type { Coin } from '../coin.ts'
import type { Gateway, GatewayPayment, ObservedMovement, Snapshot } from '../gateway.ts'
import { isOver, transferSnapshot } from '../transfer-snapshot.ts'
import { asFriendly, asRaw } from './address.ts'
import type { accountBook } from './book.ts'
import { ToncenterError, toncenter, type Toncenter } from './client.ts'
import { coins } from './coins.ts'
import type { TonConfig } from './environment.ts'
import type { Deposit } from './mapping.ts'
import { memoOf, queryIdOf } from './memo.ts'
import { isProven } from './proof.ts'

/** What knows TON's cells is large: loaded when the first of them is needed. */
const cells = () => import('./cells.ts')
const walletKeys = () => import('./wallet-key.ts')

/** How long one has to pay at the rate that was agreed. */
const ttlSeconds = 600
/** What is sent along with a jetton transfer for its fees; what is left of it comes back to the payer. */
const jettonFee = 50_000_000n
/** A transfer without a word on it is left that long to the payment it may be for, before anybody else asks about it. */
const unclaimedSeconds = 120

type TonWorld = { clock: Clock; /** The shop's own site, which wallets sign for. */ host: string }

/** The shop's one wallet on TON, with a gateway for each coin it takes. See README.md. */
export function ton(config: TonConfig, world: TonWorld): Gateway[] {
  const client = toncenter(config)
  const { master } = config
  return [
    coinGateway(coins.ton, { config, world, client }),
    ...(master ? [coinGateway(coins.usdt, { config, world, client, master })] : []),
  ]
}

type Parts = { config: TonConfig; world: TonWorld; client: Toncenter; /** Of the jetton; absent for TON itself. */ master?: string }

function coinGateway(coin: Coin, { config, world: { clock, host }, client, master }: Parts): Gateway {
  const { wallet, isTest } = config
  const jettonWallets = new Map<string, Promise<string>>()

  /** Where somebody's jettons lie, as the master that we allow says, and nobody else. */
  function jettonWalletOf(owner: string): Promise<string> {
    const known = jettonWallets.get(owner)
    if (known) return known
    if (jettonWallets.size > 1_000) jettonWallets.clear()
    const asked = askJettonWallet(client, master ?? '', owner)
    asked.catch(() => jettonWallets.delete(owner))
    jettonWallets.set(owner, asked)
    return asked
  }

  let opened: Promise<ReturnType<typeof accountBook>> | undefined
  const book = () =>
    (opened ??= import('./book.ts').then((module) =>
      module.accountBook({
        client,
        clock,
        account: () => (master ? jettonWalletOf(wallet) : Promise.resolve(wallet)),
        isJetton: master !== undefined,
      }),
    ))

  async function read(payment: GatewayPayment, { isEnded }: { isEnded: boolean }): Promise<Snapshot> {
    const found = (await (await book()).since(payment.createdAt)).filter((deposit) => isFor(payment, deposit, coin))
    return transferSnapshot(payment, {
      movements: found.map((deposit) => asMovement(deposit, coin)),
      // The book tells of nothing that is not final.
      provisional: [],
      needed: 0,
      isEnded,
      now: clock.now(),
      transfer: (left) => transfer(payment, left),
    })
  }

  async function* depositsSince(since: Date): AsyncIterable<Deposit[]> {
    for await (const deposits of (await book()).pagesSince(since)) {
      const claimed = later(clock.now(), -unclaimedSeconds)
      yield deposits.filter(({ amount, memo, at }) => amount >= coin.dust && (memo !== undefined || at <= claimed))
    }
  }

  async function transfer(payment: GatewayPayment, due: bigint): Promise<CoinTransfer> {
    const memo = memoOf(payment.id)
    const to = asFriendly(wallet, { isTest })
    const token = master ? asFriendly(master, { isTest, isContract: true }) : null
    const query = new URLSearchParams({ amount: String(due), ...(token ? { jetton: token } : {}), text: memo })
    return {
      type: 'transfer',
      network: 'ton',
      test: isTest,
      to,
      memo,
      token,
      uri: `ton://transfer/${to}?${query.toString()}`,
      due: String(due),
      request: payment.payer.wallet ? await requestFor(payment, payment.payer.wallet, due) : null,
      seen: null,
    }
  }

  /** What the connected wallet is asked to sign. It says the same each time until something is paid. */
  async function requestFor(payment: GatewayPayment, payer: string, due: bigint) {
    const { asBoc, commentCell, jettonTransferBody } = await cells()
    const memo = memoOf(payment.id)
    const message = master
      ? {
          address: asFriendly(await jettonWalletOf(payer), { isTest, isContract: true }),
          amount: String(jettonFee),
          payload: asBoc(jettonTransferBody({ amount: due, to: wallet, excessTo: payer, memo, queryId: queryIdOf(payment.id) })),
        }
      : { address: asFriendly(wallet, { isTest }), amount: String(due), payload: asBoc(commentCell(memo)) }
    const until = payment.expiresAt ?? later(payment.createdAt, ttlSeconds)
    // docs.ton.org, TON Connect: -239 is mainnet, -3 the test net.
    return { validUntil: Math.floor(until.getTime() / 1000), network: isTest ? '-3' : '-239', from: payer, messages: [message] }
  }

  return {
    descriptor: {
      id: coin.id,
      method: coin.method,
      goods: ['physical'],
      currencies: [coin.currency],
      limits: () => coin.limits,
      stepOf: () => coin.step,
      partialRefunds: false,
      settledKinds: ['capture'],
      // Final within seconds; who watches the page asks more often than this.
      pollSeconds: [5, 5, 5, 10, 10, 20, 30, 60],
      ttlSeconds,
    },
    live: !isTest,

    /** Nobody needs to be asked: the wallet is there, and the memo comes of the payment's id. */
    start: async (payment) => ({
      reference: memoOf(payment.id),
      snapshot: { state: 'requires_action', expected: payment.amount, movements: [] },
      nextAction: await transfer(payment, payment.amount.amount),
    }),

    retrieve: (payment) => read(payment, { isEnded: isOver(payment) }),

    /** An address cannot be taken back. What comes to it after all is late, and found. */
    cancel: (payment) => read(payment, { isEnded: true }),

    async proveWallet(given) {
      const address = asRaw(given.address)
      if (!address) return undefined
      const publicKey = (await walletKeys()).keyOfState(given.stateInit, address) ?? (await askPublicKey(client, address))
      return publicKey && isProven(given, { publicKey, host, now: clock.now() }) ? address : undefined
    },

    classify: (error) => classifyReading(error instanceof ToncenterError ? error.status : undefined),

    async *listMovements(since) {
      for await (const deposits of depositsSince(since))
        yield deposits.map((deposit) => ({ ...asMovement(deposit, coin), reference: deposit.memo ?? '' }))
    },

    /** What arrived is ours whole: who sends pays the network. */
    async *listSettled(since) {
      for await (const deposits of depositsSince(since))
        yield deposits.map((deposit) => ({ ...asMovement(deposit, coin), id: deposit.hash, fee: 0n, reference: deposit.memo ?? '' }))
    },
  }
}

/**
 * Whose money it is: told by the memo; where there is none, by the wallet the payer has proven to be theirs, if it is
 * exactly what is asked, in time, and could be for nothing else of theirs. Anything less certain is left to a person.
 */
function isFor(payment: GatewayPayment, { amount, memo, from, at }: Deposit, coin: Coin): boolean {
  if (amount < coin.dust) return false
  if (memo !== undefined) return memo === memoOf(payment.id)
  const { wallet, isAlone } = payment.payer
  if (!wallet || !isAlone || from !== wallet || amount !== payment.amount.amount) return false
  return at >= later(payment.createdAt, -5) && (payment.expiresAt === null || at <= payment.expiresAt)
}

function asMovement({ hash, amount, at }: Deposit, { currency }: Coin): ObservedMovement {
  return { kind: 'capture', externalId: hash, amount: { amount, currency }, occurredAt: at }
}

async function askJettonWallet(client: Toncenter, master: string, owner: string): Promise<string> {
  const { addressArgument, readAddress } = await cells()
  const { exit_code, stack } = await client.runGetMethod(master, 'get_wallet_address', [{ type: 'slice', value: addressArgument(owner) }])
  const [found] = stack
  if (exit_code !== 0 || typeof found?.value !== 'string') throw new ToncenterError(200, 'The jetton’s master knows no wallet')
  return readAddress(found.value)
}

/** By the contract itself; a wallet that is not deployed, or of another kind, has no answer. */
async function askPublicKey(client: Toncenter, address: string): Promise<Uint8Array | undefined> {
  const { exit_code, stack } = await client.runGetMethod(address, 'get_public_key')
  const [found] = stack
  if (exit_code !== 0 || typeof found?.value !== 'string' || !/^0x[\da-f]{1,64}$/i.test(found.value)) return undefined
  return new Uint8Array(Buffer.from(found.value.slice(2).padStart(64, '0'), 'hex'))
}
