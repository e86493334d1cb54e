import type { MoneyJson } from './money.ts'

/** What a case tells of itself, in the words of the catalogue (`admin.caseSays.*`) with its facts put in. */
export const caseCodes = [
  'other_world',
  'refunded_over_taken',
  'came_after_end',
  'order_ended',
  'order_paid_twice',
  'paid_elsewhere',
  'paid_in_part',
  'paid_over',
  'paid_times',
  'other_currency',
  'other_amount_asked',
  'movement_elsewhere',
  'movement_unknown',
  'bot_movement_unknown',
  'paid_by_stranger',
  'bank_asks',
  'bank_looks_again',
  'bank_took',
  'fraud_warned',
  'send_by_hand',
  'refund_refused',
  'refund_unclear',
  'refund_slow',
  'signal_unread',
  'silent_for_days',
  'books_differ',
  'not_settled',
  'settled_unbooked',
  'settled_otherwise',
  'held_changed',
] as const
export type CaseCode = (typeof caseCodes)[number]

/** Names, codes and counts as they are; sums as sums. `by` is the day something is to be answered by. */
export type CaseFacts = Record<string, string | MoneyJson>

/** How a case settled itself, or what staff did elsewhere that settled it (`admin.caseOutcome.*`). */
export const caseOutcomes = [
  'sent_back',
  'sent_by_hand',
  'not_sent',
  'bank_gave_back',
  'bank_asks_no_more',
  'bank_took',
  'bank_decided',
  'gateway_done',
  'gateway_answered',
] as const
export type CaseOutcome = (typeof caseOutcomes)[number]
