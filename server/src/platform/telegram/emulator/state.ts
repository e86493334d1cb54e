import type { Call } from '../../emulation/calls.ts'
import type { Fault } from '../../emulation/faults.ts'
import { newSenderState, type SenderState } from '../../emulation/webhook-sender.ts'
import type { Entity } from './entities.ts'

/** A person with a Telegram account, as the Bot API writes them, and what only Telegram knows of them. */
export type Person = {
  id: number
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
  is_premium?: boolean
  phone_number?: string
  /** Stars they can spend. */
  stars: number
  /** Whether the bot may write: they pressed Start or allowed it in the Mini App. */
  started: boolean
  blocked: boolean
}

export type Chat = { id: number; type: 'private' | 'group' | 'supergroup'; title?: string }

export type Button = {
  text: string
  url?: string
  web_app?: { url: string }
  callback_data?: string
  pay?: boolean
  [other: string]: unknown
}

export type ReplyMarkup = { inline_keyboard?: Button[][]; [other: string]: unknown }

export type StoredFile = { file_id: string; file_unique_id: string; file_size: number; file_name?: string; mime_type?: string }

export type StoredMessage = {
  message_id: number
  chatId: number
  /** The sender; null is the bot. */
  fromId: number | null
  date: number
  edit_date?: number
  text?: string
  entities?: Entity[]
  caption?: string
  caption_entities?: Entity[]
  photo?: StoredFile[]
  document?: StoredFile
  invoice?: { title: string; description: string; start_parameter: string; currency: string; total_amount: number; slug: string }
  successful_payment?: SuccessfulPayment
  refunded_payment?: { currency: string; total_amount: number; invoice_payload: string; telegram_payment_charge_id: string }
  reply_markup?: ReplyMarkup
  deleted?: boolean
}

export type SuccessfulPayment = {
  subscription_expiration_date?: number
  is_recurring?: true
  is_first_recurring?: true
  currency: string
  total_amount: number
  invoice_payload: string
  telegram_payment_charge_id: string
  provider_payment_charge_id: string
}

export type Invoice = {
  slug: string
  title: string
  description: string
  payload: string
  amount: number
  createdAt: number
  period?: number
}

export type Checkout = {
  id: string
  slug: string
  userId: number
  state: 'waiting' | 'approved' | 'rejected' | 'timed_out'
  dueAt: number
  errorMessage?: string
  chargeId?: string
}

export type StarCharge = {
  id: string
  userId: number
  payload: string
  amount: number
  date: number
  refundedAt: number | null
  slug: string
}

export type Update = { update_id: number; [kind: string]: unknown }

/** A button that was pressed and waits for answerCallbackQuery. */
export type CallbackQuery = { id: string; userId: number; data: string; answered: boolean; text?: string; alert?: boolean }

/** Everything Telegram knows, as plain JSON. */
export type TelegramState = {
  people: Record<string, Person>
  groups: Record<string, Chat>
  messages: StoredMessage[]
  nextMessageId: number
  updates: Update[]
  nextUpdateId: number
  webhook: {
    url: string
    secretToken: string
    allowedUpdates: string[]
    lastErrorDate?: number
    lastErrorMessage?: string
    maxConnections: number
  } | null
  allowedUpdates: string[]
  commands: Record<string, { command: string; description: string }[]>
  texts: Record<string, string>
  menuButtons: Record<string, { type: string; text?: string; web_app?: { url: string } }>
  invoices: Record<string, Invoice>
  checkouts: Record<string, Checkout>
  charges: Record<string, StarCharge>
  /** Stars sent to Fragment. */
  withdrawals: Record<string, { id: string; amount: number; date: number }>
  callbackQueries: Record<string, CallbackQuery>
  prepared: Record<string, { userId: number; result: unknown; expiration_date: number }>
  faults: Fault[]
  calls: Call[]
  sender: SenderState
}

export function newTelegramState(): TelegramState {
  return {
    people: {},
    groups: {},
    messages: [],
    nextMessageId: 1,
    updates: [],
    nextUpdateId: 100_000_000,
    webhook: null,
    allowedUpdates: [],
    commands: {},
    texts: {},
    menuButtons: {},
    invoices: {},
    checkouts: {},
    charges: {},
    withdrawals: {},
    callbackQueries: {},
    prepared: {},
    faults: [],
    calls: [],
    sender: newSenderState(),
  }
}
