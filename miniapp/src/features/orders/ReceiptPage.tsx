import { useQuery } from '@tanstack/react-query'
import type { Receipt } from 'shared/orders.schema'
import { useParams } from 'wouter'
import { useT } from '../../lib/i18n.tsx'
import { useMe } from '../../lib/session.tsx'
import { Section } from '../../ui/Section.tsx'
import { AmountSummary, Money } from '../../ui/show.tsx'
import { useTotalLines } from '../../ui/totals.tsx'
import { receiptQuery } from './api.ts'
import { CreditNoteCells, Fact, GoodsLine, MovedLine, NoPaper, Paper } from './Paper.tsx'

/** The receipt on screen, and as a PDF to keep. */
export function ReceiptPage() {
  const { number = '' } = useParams()
  const me = useMe()
  const query = useQuery({ ...receiptQuery(number), enabled: me !== undefined })
  return query.data ? <ReceiptView receipt={query.data} /> : <NoPaper number={number} query={query} />
}

function ReceiptView({ receipt }: { receipt: Receipt }) {
  const t = useT()
  const { delivery } = receipt
  const hasDelivery = BigInt(receipt.totals.delivery.amount) > 0n
  const lines = useTotalLines(
    receipt.totals,
    receipt.lines.reduce((all, line) => all + line.quantity, 0),
    hasDelivery ? 'physical' : 'digital',
  )
  return (
    <>
      <Paper
        paper={receipt}
        title={t('orders.receipt')}
        facts={
          delivery?.place && (
            <Fact name={t(delivery.kind === 'pickup' ? 'orders.pickedUpAt' : 'orders.deliveredTo')} value={<bdi>{delivery.place}</bdi>} />
          )
        }
      >
        <dl className="sum">
          {receipt.lines.map((line) => (
            <GoodsLine key={`${line.name} ${line.title}`} goods={line} value={<Money value={line.total} />} />
          ))}
        </dl>
        <div className="o-line">
          <AmountSummary lines={lines} total={{ label: t('orders.total'), value: <Money value={receipt.totals.total} /> }} />
        </div>
        <div className="o-line">
          <dl className="sum">
            {receipt.payments.map((payment) => (
              <MovedLine key={payment.at} moved={payment} />
            ))}
          </dl>
        </div>
      </Paper>
      {receipt.creditNotes.length > 0 && (
        <Section header={t('orders.creditNotes')}>
          <CreditNoteCells number={receipt.order} notes={receipt.creditNotes} />
        </Section>
      )}
    </>
  )
}
