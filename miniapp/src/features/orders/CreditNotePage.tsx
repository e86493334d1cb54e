import { useQuery } from '@tanstack/react-query'
import type { CreditNote } from 'shared/orders.schema'
import { useParams } from 'wouter'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useMe } from '../../lib/session.tsx'
import { AmountSummary, Money } from '../../ui/show.tsx'
import { Note } from '../../ui/states.tsx'
import { creditNoteQuery } from './api.ts'
import { Fact, GoodsLine, MovedLine, NoPaper, Paper, PaperLine } from './Paper.tsx'

/** What went back in one refund, on screen and as a PDF to keep. */
export function CreditNotePage() {
  const { number = '', note = '' } = useParams()
  const me = useMe()
  const query = useQuery({ ...creditNoteQuery(number, note), enabled: me !== undefined })
  return query.data ? <NoteView note={query.data} /> : <NoPaper number={number} query={query} />
}

function NoteView({ note }: { note: CreditNote }) {
  const t = useT()
  const format = useFormat()
  const { tax } = note
  const parts = [
    ...(note.delivery ? [{ key: 'delivery', label: t('orders.delivery'), value: <Money value={note.delivery} /> }] : []),
    ...(tax
      ? [
          {
            key: 'tax',
            label: t('orders.taxIncluded', {
              name: tax.name === 'VAT' ? t('orders.vat') : `\u2068${tax.name}\u2069`,
              rate: format.number(tax.rateBps / 100),
            }),
            value: <Money value={tax.amount} />,
          },
        ]
      : []),
  ]
  return (
    <Paper
      paper={note}
      creditNote={note.number}
      title={t('orders.creditNote')}
      facts={note.receipt && <Fact name={t('orders.receipt')} value={<bdi className="num">{note.receipt}</bdi>} />}
    >
      {note.isVoid && <Note tone="warn">{t('receipt.void')}</Note>}
      <dl className="sum">
        {note.lines.map((line) => (
          <GoodsLine key={`${line.name} ${line.title}`} goods={line} value={<Money value={line.amount} />} />
        ))}
        {note.lines.length === 0 && (
          <PaperLine name={t(note.isWhole ? 'receipt.whole' : 'receipt.part')} value={<Money value={note.amount} />} />
        )}
      </dl>
      <div className="o-line">
        <AmountSummary lines={parts} total={{ label: t('orders.refunded'), value: <Money value={note.amount} /> }} />
      </div>
      <div className="o-line">
        <dl className="sum">
          <MovedLine moved={note} />
        </dl>
      </div>
    </Paper>
  )
}
