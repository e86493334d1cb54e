import { useQuery } from '@tanstack/react-query'
import type { Receipt } from 'shared/orders.schema'
import { useParams } from 'wouter'
import { paths } from '../../app/paths.ts'
import { Problem } from '../../lib/api-client.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe } from '../../lib/session.tsx'
import { downloadFile } from '../../lib/telegram.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { AmountSummary, Money } from '../../ui/show.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { receiptQuery, useReceiptLink } from './api.ts'
import { useTotalLines } from '../../ui/totals.tsx'
import './orders.css'

/** The receipt on screen, and as a PDF to keep. */
export function ReceiptPage() {
  const { number = '' } = useParams()
  const t = useT()
  const me = useMe()
  const query = useQuery({ ...receiptQuery(number), enabled: me !== undefined })
  if (query.error instanceof Problem && (query.error.status === 404 || query.error.status === 409)) {
    return (
      <EmptyState
        art="receipt"
        title={t('orders.noReceipt')}
        action={
          <ButtonLink round to={query.error.status === 404 ? paths.orders() : paths.order(number)}>
            {query.error.status === 404 ? t('orders.seeMine') : t('orders.seeOrder')}
          </ButtonLink>
        }
      >
        {query.error.status === 404 ? t('orders.notYoursHint') : t('orders.noReceiptHint')}
      </EmptyState>
    )
  }
  if (query.isError && !query.data)
    return <ErrorState title={t('orders.oneFailed')} error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <SkeletonCells rows={6} />
  return <ReceiptView receipt={query.data} />
}

function ReceiptView({ receipt }: { receipt: Receipt }) {
  const t = useT()
  const format = useFormat()
  const link = useReceiptLink(receipt.number)
  const hasDelivery = BigInt(receipt.totals.delivery.amount) > 0n
  const lines = useTotalLines(
    receipt.totals,
    receipt.lines.reduce((all, line) => all + line.quantity, 0),
    hasDelivery ? 'physical' : 'digital',
  )
  useMainButton({
    text: t('orders.savePdf'),
    busy: link.isPending,
    onPress: () => link.mutate(undefined, { onSuccess: (url) => void downloadFile(url, `${receipt.number}.pdf`) }),
  })
  return (
    <>
      <PageTitle subtitle={<span className="num ltr">{receipt.number}</span>}>{t('orders.receipt')}</PageTitle>
      {link.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, link.error)}</Note>
        </div>
      )}
      <section className="sec torn">
        <div className="top">
          <b>{receipt.shop.name}</b>
          <p className="foot t2">
            {receipt.shop.address}
            {receipt.shop.taxId && (
              <>
                <br />
                <bdi>{receipt.shop.taxId}</bdi>
              </>
            )}
          </p>
        </div>
        <div className="cut" />
        <div className="end">
          <dl className="sum">
            {receipt.lines.map((line) => (
              <div key={`${line.name} ${line.title}`}>
                <dt>
                  <bdi>{line.name}</bdi> <bdi className="num">×{line.quantity}</bdi>
                  {line.title && <span className="foot t2 block">{line.title}</span>}
                </dt>
                <dd>
                  <Money value={line.total} />
                </dd>
              </div>
            ))}
          </dl>
          <div className="o-line">
            <AmountSummary lines={lines} total={{ label: t('orders.total'), value: <Money value={receipt.totals.total} /> }} />
          </div>
          <div className="o-line">
            <dl className="sum">
              {receipt.payments.map((payment) => (
                <div key={payment.at}>
                  <dt>
                    {t(`payments.method.${payment.method}`) /* keys: payments.method.* */}
                    <span className="foot t2 block">
                      <bdi>{format.dateTime(payment.at)}</bdi>
                      {payment.reference && (
                        <>
                          {' · '}
                          <bdi className="num">{payment.reference}</bdi>
                        </>
                      )}
                    </span>
                  </dt>
                  <dd>
                    <Money value={payment.amount} />
                  </dd>
                </div>
              ))}
              {receipt.refunds.map((refund) => (
                <div key={refund.at}>
                  <dt>
                    {t('orders.refunded')}
                    <span className="foot t2 block">{format.dateTime(refund.at)}</span>
                  </dt>
                  <dd>
                    −<Money value={refund.amount} />
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </div>
      </section>
      <Section>
        <dl className="sum">
          <div>
            <dt>{t('orders.billedTo')}</dt>
            <dd>{receipt.customer}</dd>
          </div>
          <div>
            <dt>{t('orders.issued')}</dt>
            <dd>{format.date(receipt.issuedAt)}</dd>
          </div>
        </dl>
      </Section>
    </>
  )
}
