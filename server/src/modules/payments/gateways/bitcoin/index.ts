import type { Clock } from '../../../../platform/clock.ts'
import type { CoinTransfer } from 'shared/payments'
import { classifyReading } from '../classify-reading.ts'
import type { Gateway, GatewayPayment, ObservedMovement, SettledLine, Snapshot } from '../gateway.ts'
import { isOver, transferSnapshot } from '../transfer-snapshot.ts'
import type { Destination } from './addresses.ts'
import { esplora, EsploraError } from './client.ts'
import type { BitcoinConfig } from './environment.ts'
import { bitcoinUri, confirmationsFor, deepest, depositsOf, type Deposit } from './mapping.ts'

/** How long one has to pay at the rate that was agreed. */
const ttlSeconds = 900
/** An address stays with its payment for good, and is looked at this long after it ended. */
const watchDays = 30

/** Bitcoin to an address of each payment's own. See README.md. */
export function bitcoin(config: BitcoinConfig, clock: Clock): Gateway {
  const client = esplora(config.esploraUrl)
  let derived: Promise<(index: number) => Destination> | undefined

  /** What knows curves is loaded when the first address is needed. */
  async function destinationAt(index: number): Promise<Destination> {
    derived ??= import('./addresses.ts').then(({ addressesOf }) => addressesOf(config))
    return (await derived)(index)
  }

  async function destinationOf({ addressIndex }: GatewayPayment): Promise<Destination> {
    if (addressIndex === null) throw new Error('This payment was given no address')
    return destinationAt(addressIndex)
  }

  /** What came to an address of ours and lies so deep that no sum needs more. */
  async function settledAt(index: number, tip: number, since: Date): Promise<SettledLine[]> {
    const { address, script } = await destinationAt(index)
    const deposits = depositsOf(await client.transactions(address), { script, tip, since, now: clock.now() })
    return deposits
      .filter(({ confirmations }) => confirmations >= deepest)
      .map((deposit) => ({ ...asMovement(deposit), id: deposit.id, fee: 0n, reference: address }))
  }

  async function read(payment: GatewayPayment, { isEnded }: { isEnded: boolean }): Promise<Snapshot> {
    const { address, script } = await destinationOf(payment)
    const needed = confirmationsFor(payment.amount.amount, config)
    const [tip, transactions] = await Promise.all([client.tipHeight(), client.transactions(address)])
    const now = clock.now()
    const { final, provisional } = await parted(payment, depositsOf(transactions, { script, tip, since: payment.createdAt, now }), needed)
    const movements = final.map(asMovement)
    return transferSnapshot(payment, { movements, provisional, needed, isEnded, now, transfer: transferTo(payment, address) })
  }

  /** Deep enough is final, once its block was seen to be one of the best chain; what is recorded need not be asked about again. */
  async function parted(payment: GatewayPayment, deposits: readonly Deposit[], needed: number) {
    const isRecorded = ({ id }: Deposit) => payment.movements.some(({ externalId }) => externalId === id)
    const deep = deposits.filter((deposit) => deposit.confirmations >= needed)
    const blocks = [...new Set(deep.filter((deposit) => !isRecorded(deposit)).map(({ block }) => block))]
    const standing = new Set<string | null>()
    for (const block of blocks) if (block && (await client.isInBestChain(block))) standing.add(block)
    const final = deep.filter((deposit) => isRecorded(deposit) || standing.has(deposit.block))
    const provisional = deposits
      .filter((deposit) => !final.includes(deposit))
      .map((deposit) => (deposit.confirmations >= needed ? { ...deposit, confirmations: 0 } : deposit))
    return { final, provisional }
  }

  const transferTo =
    ({ description }: GatewayPayment, to: string) =>
    (left: bigint, seen: CoinTransfer['seen']): CoinTransfer => ({
      type: 'transfer',
      network: 'bitcoin',
      test: config.network !== 'mainnet',
      to,
      memo: null,
      token: null,
      uri: bitcoinUri(to, left, description),
      due: String(left),
      request: null,
      seen,
    })

  return {
    descriptor: {
      id: 'bitcoin',
      method: 'bitcoin',
      goods: ['physical'],
      // Telegram lets Mini Apps deal in no coin but its own (core.telegram.org/bots/blockchain-guidelines).
      surfaces: ['web'],
      currencies: ['BTC'],
      addressesOf: 'bitcoin',
      limits: () => ({ min: 5_000n, max: 2_100_000_000_000_000n }),
      partialRefunds: false,
      settledKinds: ['capture'],
      pollSeconds: [20, 20, 20, 30, 30, 60],
      ttlSeconds,
      watchDays,
    },

    /** Nobody needs to be asked: the address comes of the account's public key and the payment's place in it. */
    async start(payment) {
      const { address } = await destinationOf(payment)
      return {
        reference: address,
        snapshot: { state: 'requires_action', expected: payment.amount, movements: [] },
        nextAction: transferTo(payment, address)(payment.amount.amount, null),
      }
    },

    retrieve: (payment) => read(payment, { isEnded: isOver(payment) }),

    /** An address cannot be taken back: what is on its way already is too late to call off, and what comes after is found. */
    cancel: (payment) => read(payment, { isEnded: true }),

    classify: (error) => classifyReading(error instanceof EsploraError ? error.status : undefined),

    /** What arrived is ours whole: who sends pays the network. */
    async *listSettled(_since, addresses) {
      const tip = await client.tipHeight()
      for await (const page of addresses) {
        const lines: SettledLine[] = []
        for (const { index, since } of page) lines.push(...(await settledAt(index, tip, since)))
        yield lines
      }
    },
  }
}

function asMovement({ id, amount, at }: Deposit): ObservedMovement {
  return { kind: 'capture', externalId: id, amount: { amount, currency: 'BTC' }, occurredAt: at }
}
