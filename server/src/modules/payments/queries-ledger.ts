import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../platform/db.ts'
import { ledgerEntries, ledgerTransactions } from './tables.ts'

type Ledger = { transactions: (typeof ledgerTransactions.$inferInsert)[]; entries: (typeof ledgerEntries.$inferInsert)[] }

export async function insertLedger(db: Db, { transactions, entries }: Ledger): Promise<void> {
  await db.insert(ledgerTransactions).values(transactions)
  await db.insert(ledgerEntries).values(entries)
}

export type Broken = { rule: string; subject: string; expected: string; found: string }

/** Every way the books could disagree with the facts. No row means that they agree. */
export function findBrokenBooks(db: Db): Promise<Broken[]> {
  return rowsOf<Broken>(
    db,
    sql`
    with signed as (
      select id, payment_id, gateway, kind, currency,
        case when kind in ('capture', 'refund_reversal', 'chargeback_reversal') then amount
             else -amount end as amount
      from payment_movements
    ), moved as (
      select account, currency, sum(amount) as amount from (
        select 'clearing:' || gateway as account, currency, amount from signed
        union all
        select 'clearing:' || gateway, kept_currency,
          case when kind in ('fee', 'payout', 'exchange', 'other') or kept_currency <> currency then kept else 0 end - fee from settlement_lines
        union all
        select 'clearing:' || gateway, currency, -amount from settlement_lines
        where kept_currency <> currency and kind not in ('fee', 'payout', 'exchange', 'other')
      ) each group by 1, 2
    ), promised as (
      select currency, sum(amount) as amount from (
        select currency, -amount as amount from refunds where state <> 'failed'
        union all
        select currency, case kind when 'refund' then amount else -amount end from payment_movements where kind in ('refund', 'refund_reversal')
      ) each group by 1
    ), payable as (
      select currency, sum(amount) as amount from ledger_entries where account = 'refunds_payable' group by 1
    ), booked as (
      select account, currency, sum(amount) as amount from ledger_entries where account like 'clearing:%' group by 1, 2
    ), sums as (
      select p.id,
        coalesce(sum(m.amount) filter (where m.kind = 'capture' and m.currency = p.currency), 0) as captured,
        coalesce(sum(case m.kind when 'refund' then m.amount when 'refund_reversal' then -m.amount end) filter (where m.currency = p.currency), 0) as refunded
      from payments p left join payment_movements m on m.payment_id = p.id group by p.id
    )
    select 'clearing equals movements' as rule, coalesce(moved.account, booked.account) || ' ' || coalesce(moved.currency, booked.currency) as subject,
      coalesce(moved.amount, 0)::text as expected, coalesce(booked.amount, 0)::text as found
    from moved full join booked on booked.account = moved.account and booked.currency = moved.currency
    where coalesce(moved.amount, 0) <> coalesce(booked.amount, 0)
    union all
    select 'refunds payable equal what is promised', coalesce(promised.currency, payable.currency),
      coalesce(promised.amount, 0)::text, coalesce(payable.amount, 0)::text
    from promised full join payable on payable.currency = promised.currency
    where coalesce(promised.amount, 0) <> coalesce(payable.amount, 0)
    union all
    select 'each movement is posted', signed.id::text, '1', '0' from signed
    left join ledger_transactions t on t.dedupe_key = signed.id::text where signed.amount <> 0 and t.id is null
    union all
    select 'entries balance', transaction_id::text, '0', sum(amount)::text from ledger_entries group by transaction_id, currency having sum(amount) <> 0
    union all
    select 'captured equals movements', p.id::text, sums.captured::text, p.captured::text from payments p join sums on sums.id = p.id where p.captured <> sums.captured
    union all
    select 'refunded equals movements', p.id::text, sums.refunded::text, p.refunded::text from payments p join sums on sums.id = p.id where p.refunded <> sums.refunded
    union all
    select 'refunds within captured', r.payment_id::text, max(p.captured)::text, sum(r.amount)::text
    from refunds r join payments p on p.id = r.payment_id where r.state <> 'failed' and r.currency = p.currency
    group by r.payment_id having sum(r.amount) > max(p.captured)
    limit 100`,
  )
}
