import type { Currency } from 'shared/currencies'
import type { Language } from 'shared/locale'
import type { Money } from 'shared/money'
import type {
  MovementKind,
  NextAction,
  PayerField,
  PaymentFailure,
  PaymentMethod,
  PaymentState,
  RefundState,
  SettlementKind,
  Surface,
} from 'shared/payments'
import type { ProductKind } from 'shared/catalog'
import type { WalletProof } from 'shared/payments.schema'

/**
 * The port of every way to take money. One folder and one line in `gateways/index.ts` each (docs/architecture.md): nothing
 * outside a gateway's folder knows its name. A capability is a function that is there.
 */
export type Gateway = {
  descriptor: GatewayDescriptor
  /** Whether our keys are live ones: what they tell of the other world counts for nothing. Undefined: there is but one world. */
  live?: boolean
  /** How their codes read to people; what an operator writes into `gateway_errors` goes before. */
  errorCodes?: Readonly<Record<string, PaymentFailure>>
  /** Asks them to begin. Called with the payment row committed as `starting`; the same key gives the same result. */
  start(payment: GatewayPayment, key: string): Promise<Started>
  /** What was given of who pays, as this gateway writes it; undefined when it cannot ask them. Absent: as it was given. */
  payer?(given: string): string | undefined
  /**
   * THE truth: used by webhook, return, poll and reconciler alike. Safe to call at any time; without a reference only where
   * it `startsOnce`.
   */
  retrieve(payment: GatewayPayment): Promise<Snapshot>
  /** Reads a signal without secrets or input and output. @throws when it is none of theirs. */
  parseSignal?(raw: RawRequest): ParsedSignal
  /** Headers their signals need to be verified or read, in lower case: kept with the bytes. */
  signalHeaders?: readonly string[]
  verifySignal?(raw: RawRequest): Promise<'verified' | 'forged' | 'unverifiable'>
  /** Makes a fault of ours from whatever was thrown. Unknown means ambiguous. */
  classify(error: unknown): GatewayFault
  /**
   * Takes what the customer has agreed to, after a snapshot that `awaitsCapture`. Safe to repeat with its key; when it was
   * taken already the answer says so.
   */
  capture?(payment: GatewayPayment, key: string): Promise<Snapshot>
  /** What it will call the money of this payment, where that is known before it tells: then whoever tells it first tells the same fact. */
  captureId?(payment: GatewayPayment): string
  /** Calls it off, as often as it is asked to. Too late is no error: the snapshot tells. */
  cancel?(payment: GatewayPayment): Promise<Snapshot>
  /** Absent when money cannot go back by itself. */
  refund?(payment: GatewayPayment, refund: GatewayRefund, key: string): Promise<RefundSnapshot>
  retrieveRefund?(payment: GatewayPayment, refund: GatewayRefund): Promise<RefundSnapshot>
  /** Gives a charge back to whoever paid it, where that is not who ordered. Given back already is no error. */
  returnCharge?(charge: StrangersCharge): Promise<void>
  /** How to read what our own bot hears of it, where Telegram takes the money. At most one gateway has this. */
  fromBot?: FromBot
  /**
   * Whether who pays holds this wallet: it signed the challenge that is part of the proof, for our site and just now. The
   * core says that the challenge was ours. @returns its account, given back as `payer.wallet`; undefined when it is not proven
   */
  proveWallet?(proof: WalletProof): Promise<string | undefined>
  /** What moved or was said since then on their side, all of it, page by page, in any order: the gap scan. */
  listMovements?(since: Date): AsyncIterable<readonly (ForeignMovement | ForeignHint)[]>
  /** Ways to pay that people let them keep. */
  kept?: { list(customer: string): Promise<readonly KeptMethod[]>; remove(customer: string, id: string): Promise<boolean> }
  /**
   * What they did with our money since then, all of it, page by page, in any order: the settlement. `addresses` are those of
   * ours it may have come to, where payments are given some (`addressesOf`), each with its own time to begin at.
   */
  listSettled?(since: Date, addresses: AsyncIterable<readonly OwnAddress[]>): AsyncIterable<readonly SettledLine[]>
  /** What they say they hold for us now, what is not free yet included. */
  listHeld?(): Promise<readonly Money[]>
}

export type GatewayDescriptor = {
  id: string
  method: PaymentMethod
  goods: readonly ProductKind[]
  /** Undefined: both. */
  surfaces?: readonly Surface[]
  /**
   * What it can be asked in, undefined: any. An order in another currency is asked for in the first one, at the shop's
   * rate; a country may have one of its own.
   */
  currencies?: readonly Currency[]
  currencyOf?: Readonly<Record<string, Currency>>
  /** Undefined: any. Told by where it is delivered, and by the payer's own country where nothing is. */
  countries?: readonly string[]
  limits(currency: Currency): { min: bigint; max: bigint }
  /** Amounts are asked in multiples of this many minor units, rounded up (whole shillings). Undefined: 1. */
  stepOf?(currency: Currency): bigint
  /** What it must know of who pays before it begins. */
  asks?: PayerField
  /** They know no key of ours, and each start asks the customer anew: what may have been asked is only looked for. */
  startsOnce?: true
  /** Some of their answers come only to `callbackUrl`: what was told there is handed in with the payment, as `told`. */
  answersByCallback?: true
  /** The chain whose next unused address each payment is given. One index for all gateways that derive from it. */
  addressesOf?: string
  partialRefunds: boolean
  /** Which movements their settlement tells of. Undefined or none: there is no such thing, and a person compares their statement with our book. */
  settledKinds?: readonly MovementKind[]
  /** How many days back it goes. Undefined: as many as anybody asks for. */
  settledDays?: number
  /** Seconds after the start at which the janitor asks, the last one repeating until terminal. */
  pollSeconds: readonly number[]
  /** Money may come long after the end, and nobody would tell: the janitor goes on looking for so many days, ever more rarely. */
  watchDays?: number
  /** Nobody is asked to begin: the payment is authorized the moment it is written down. */
  isPromise?: true
  /** How long a customer has to pay. Undefined: as long as the order waits. */
  ttlSeconds?: number
}

/** What a gateway may know of a payment. */
export type GatewayPayment = {
  id: string
  orderNumber: string
  userId: string
  telegramId: number
  attempt: number
  /** Our own name for it where twelve letters are all there is: `DK7QM2K9XT`, the second attempt `DK7QM2K9XT2`. */
  shortName: string
  amount: Money
  reference: string | null
  /** Who pays, as they know them, where they keep ways to pay. */
  customer: string | null
  /** What they call it to people, once they told us (a receipt's number). */
  label: string | null
  /** Staff said that it was paid: the label may be what they typed. */
  isDecided?: boolean
  state: PaymentState
  /** Why it was refused last, in their words. */
  failureCode: string | null
  language: Language
  /** What the customer reads at the gateway: "Duka Coffee, order DK-…". */
  description: string
  /**
   * What the customer gave for this payment alone. `wallet` is one they have proven to be theirs; `isAlone` says that no other
   * payment of theirs by this gateway asked for the same sum in the same time.
   */
  payer: Payer & { isAlone?: boolean }
  /** Its place among the addresses of `addressesOf`, never given twice; null where there are none. */
  addressIndex: number | null
  /** Where their unsigned word of this payment reaches us: nobody else can know it. */
  callbackUrl: string
  /** What was told there, byte for byte, oldest first, where the gateway `answersByCallback`. */
  told: readonly Uint8Array[]
  /** Where a browser that left for their page comes back to. */
  returnUrl: string
  createdAt: Date
  expiresAt: Date | null
  /** Movements already recorded: some gateways need their ids (a Stars charge). */
  movements: readonly { kind: MovementKind; externalId: string; amount: Money }[]
}

export type Payer = { phone?: string; wallet?: string }

export type GatewayRefund = { id: string; amount: Money; reason: string; reference: string | null }

export type Started = { reference: string; snapshot: Snapshot; nextAction: NextAction; expiresAt?: Date; customer?: string }

/** `label`: `Visa ·· 4242`; `expires`: `2028-08`. */
export type KeptMethod = { id: string; label: string; expires: string | null }

/** What they say of a payment now. */
export type Snapshot = {
  state: Exclude<PaymentState, 'starting' | 'expired' | 'conflicted'>
  /** Final facts only; provisional ones are a state, not a movement. */
  movements: readonly ObservedMovement[]
  /** The customer has agreed, and it is for us to take it: `capture` is called next. Goes with `processing`. */
  awaitsCapture?: true
  /** What they believe was asked: compared with our row before anything turns paid. */
  expected?: Money
  liveMode?: boolean
  label?: string
  /** Their id for it, where the answer that would have told it was lost. */
  reference?: string
  failure?: PaymentFailure
  failureCode?: string
  /** When what the customer must do changed (a new client secret). */
  nextAction?: NextAction
  refunds?: readonly RefundSnapshot[]
  /** What banks ask about it and take back: what they moved is told as movements besides. */
  disputes?: readonly DisputeSnapshot[]
  /** What a card's network fears before its owner disputes it. */
  fraudWarnings?: readonly FraudWarning[]
  /** What others than who ordered have paid: never money of this payment. */
  strangers?: readonly StrangersCharge[]
}

/** `payerId` is Telegram's id of a person; `isBack` that the gateway itself shows it given back. */
export type StrangersCharge = { reference: string; payerId: number; amount: Money; isBack?: boolean }

/** Read without secrets, input or output: the bot proved itself at the door. */
export type FromBot = {
  question(asked: BotQuestion): { paymentId: string; payerId: number; amount: Money }
  /** A sentence for who was about to pay. */
  refusal(why: CheckoutRefusal, language: Language): string
  /** Which charge of which payment it tells of: a hint, like any signal. */
  news(told: BotCharge): BotNews
}

/** Telegram's words (core.telegram.org/bots/api#precheckoutquery, #successfulpayment), amounts in its smallest units. */
export type BotQuestion = { userId: number; payload: string; currency: string; totalAmount: number }
export type BotCharge = BotQuestion & {
  chargeId: string
  /** Of a subscription's charge; `paidUntil` in seconds since 1970. */
  subscription?: { isFirst: boolean; paidUntil: number } | undefined
}
export type BotNews = { paymentId: string; charge: StrangersCharge }
export type CheckoutRefusal = 'closed' | 'other-person' | 'changed'

export type ObservedMovement = { kind: MovementKind; externalId: string; amount: Money; occurredAt: Date }

export type RefundSnapshot = {
  reference: string
  state: Exclude<RefundState, 'requested'>
  amount: Money
  failureCode?: string
  /** Our refund's id, when they keep it. */ refundId?: string
  occurredAt: Date
}

export type DisputeSnapshot = {
  reference: string
  /** `asked`: no money has moved. `taken` is told by its movement alone. */
  state: 'asked' | 'taken' | 'appealed' | 'over'
  amount: Money
  answerBy?: Date
}

/** `giveBack`: by the merchant's rule the money is worth less than a dispute would cost. */
export type FraudWarning = { reference: string; isActionable: boolean; giveBack: boolean }

/**
 * `reference`: their id for the payment, ours, or our short name for it; `paymentId`: ours, where they keep it beside theirs. A
 * movement is also known by the payment's label.
 */
export type ForeignMovement = ObservedMovement & { reference: string; paymentId?: string }
/** Something about a payment that moved no money: it is asked about again. */
export type ForeignHint = { kind: 'hint'; externalId: string; reference: string; paymentId?: string }

export type SettledLine = {
  /** Theirs, the same whenever it is told. */
  id: string
  kind: SettlementKind
  /** What it did to what they hold, before fees, in the currency it was paid in: negative where it left. */
  amount: Money
  /** The same as they keep it, where that is another currency. */
  kept?: Money
  /** What they took for it, in the currency they keep. */
  fee: bigint
  /** Of a movement: its own id, and what `ForeignMovement` knows its payment by. */
  externalId?: string
  reference?: string
  /** What the gap scan calls it, where that is not its movement's id: a receipt. */
  scannedAs?: string
  occurredAt: Date
  /** When it is ours to spend. */
  availableAt?: Date
}

/** `isOthers`: given to a payment of another gateway on the same chain. Those nobody was given yet are nobody's. */
export type OwnAddress = { index: number; since: Date; isOthers: boolean }

/** `paymentId`: whose callback address was called, proven by its token. */
export type RawRequest = { headers: Record<string, string>; body: Uint8Array; paymentId?: string }

export type ParsedSignal = {
  /** The same for every copy of one signal. */
  dedupeKey: string
  /** How to find the payment: our id or theirs. Absent when it concerns none. */
  paymentId?: string
  reference?: string
}

export type GatewayFault = {
  kind: 'declined' | 'invalid' | 'auth' | 'rate-limited' | 'unavailable' | 'ambiguous' | 'already-done' | 'not-found'
  code: string
  failure: PaymentFailure
  /** An answer of old, given again to the same key: it says nothing of how they are now. */
  isReplayed?: true
}
