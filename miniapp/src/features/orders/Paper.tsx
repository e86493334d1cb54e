import type { ReactNode } from 'react'
import type { CreditNote, CreditNoteCard, Receipt } from 'shared/orders.schema'
import { paths } from '../../app/paths.ts'
import { Problem } from '../../lib/api-client.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { downloadFile } from '../../lib/telegram.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Money } from '../../ui/show.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { sourceName } from '../../ui/RateNote.tsx'
import { usePaperLink } from './api.ts'
import './orders.css'

/** A receipt or credit note as it was issued, and as a PDF to keep: who issued it above the cut, what it says below. */
export function Paper({ paper, creditNote, title, facts, children }: PaperProps) {
  const t = useT()
  const format = useFormat()
  const link = usePaperLink(paper.order, creditNote)
  useMainButton({
    text: t('orders.savePdf'),
    busy: link.isPending,
    onPress: () => link.mutate(undefined, { onSuccess: (url) => void downloadFile(url, `${paper.number}.pdf`) }),
  })
  const { shop } = paper
  return (
    <>
      <PageTitle subtitle={<span className="num ltr">{paper.number}</span>}>{title}</PageTitle>
      {link.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, link.error)}</Note>
        </div>
      )}
      <section className="sec torn">
        <div className="top">
          <b>{shop.name}</b>
          <p className="foot t2">
            {shop.address}
            {shop.taxId && (
              <>
                <br />
                <bdi>{shop.taxId}</bdi>
              </>
            )}
          </p>
        </div>
        <div className="cut" />
        <div className="end">{children}</div>
      </section>
      <Section>
        <dl className="sum">
          <Fact name={t('orders.orderNumber')} value={<bdi className="num">{paper.order}</bdi>} />
          <Fact name={t('orders.billedTo')} value={<bdi>{paper.customer}</bdi>} />
          {facts}
          <Fact name={t('orders.issued')} value={format.date(paper.issuedAt)} />
        </dl>
      </Section>
    </>
  )
}

type PaperProps = { paper: Receipt | CreditNote; creditNote?: string; title: string; facts?: ReactNode; children: ReactNode }

/** One more thing to know of a paper. */
export function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** One line of a paper: goods, or a sum with how it moved. */
export function PaperLine({ name, below, value }: { name: ReactNode; below?: ReactNode; value: ReactNode }) {
  return (
    <div>
      <dt className="min-w-0">
        {name}
        {below && <span className="foot t2 block">{below}</span>}
      </dt>
      <dd className="shrink-0">{value}</dd>
    </div>
  )
}

/** Goods on a paper, with what they came to. */
export function GoodsLine({
  goods: { name, title, quantity },
  value,
}: {
  goods: Omit<Receipt['lines'][number], 'unitPrice' | 'total'>
  value: ReactNode
}) {
  return (
    <PaperLine
      name={
        <>
          <bdi>{name}</bdi> <bdi className="num">×{quantity}</bdi>
        </>
      }
      below={title && <bdi>{title}</bdi>}
      value={value}
    />
  )
}

/** Money on a paper: by which way it moved, and how. */
export function MovedLine({ moved }: { moved: Receipt['payments'][number] }) {
  const t = useT()
  return (
    <PaperLine
      name={t(`payments.method.${moved.method}`) /* keys: payments.method.* */}
      below={<Trail moved={moved} />}
      value={<Money value={moved.amount} />}
    />
  )
}

/** When a sum moved, what it is called there, and by which rate it came of the price. */
function Trail({ moved: { rate, reference, at } }: { moved: Pick<Receipt['payments'][number], 'rate' | 'reference' | 'at'> }) {
  const t = useT()
  const format = useFormat()
  return (
    <>
      <bdi>{format.dateTime(at)}</bdi>
      {reference && (
        <>
          {' · '}
          <bdi className="num break-all">{reference}</bdi>
        </>
      )}
      {rate && (
        <span className="block">
          {t('receipt.rate', {
            rate: `\u2066\u200e1 ${rate.from} = ${rate.rate} ${rate.to}\u2069`,
            sources: `\u2068${rate.sources.map(sourceName).join(', ')}\u2069`,
            date: format.dateTime(rate.takenAt),
          })}
        </span>
      )}
    </>
  )
}

/** What was credited, each leading to its paper. */
export function CreditNoteCells({ number, notes }: { number: string; notes: readonly CreditNoteCard[] }) {
  const t = useT()
  return notes.map((note) => (
    <Cell
      key={note.number}
      to={paths.creditNote(number, note.number)}
      leading={<Tile icon="receipt" color="slate" />}
      title={t('orders.creditNote')}
      subtitle={
        <>
          <bdi className="num">{note.number}</bdi>
          {note.isVoid && ` · ${t('orders.creditNoteVoid')}`}
        </>
      }
      value={
        note.isVoid ? (
          <s className="t2">
            <Money value={note.amount} />
          </s>
        ) : (
          <Money value={note.amount} />
        )
      }
    />
  ))
}

/** While there is no paper to show: why, and where to go. */
export function NoPaper({ number, query }: { number: string; query: { error: Error | null; isError: boolean; refetch: () => unknown } }) {
  const t = useT()
  if (query.error instanceof Problem && (query.error.status === 404 || query.error.status === 409)) {
    const isUnknown = query.error.status === 404
    return (
      <EmptyState
        art="receipt"
        title={t('orders.noReceipt')}
        action={
          <ButtonLink round to={isUnknown ? paths.orders() : paths.order(number)}>
            {t(isUnknown ? 'orders.seeMine' : 'orders.seeOrder')}
          </ButtonLink>
        }
      >
        {t(isUnknown ? 'orders.notYoursHint' : 'orders.noReceiptHint')}
      </EmptyState>
    )
  }
  if (query.isError) return <ErrorState title={t('orders.oneFailed')} error={query.error} onRetry={() => void query.refetch()} />
  return <SkeletonCells rows={6} />
}
