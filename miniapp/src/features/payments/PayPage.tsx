import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Order } from 'shared/orders.schema'
import { phoneMethods, type PaymentMethod } from 'shared/payments'
import { useLocation, useParams } from 'wouter'
import { paths } from '../../app/paths.ts'
import { Problem } from '../../lib/api-client.ts'
import { useClosingConfirmation, useMainButton, useSecondaryButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe } from '../../lib/session.tsx'
import { haptic } from '../../lib/telegram.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { orderQuery } from '../orders/api.ts'
import { useRetryPayment, type Again } from './api.ts'
import { Checking } from './Checking.tsx'
import { NextStep } from './NextStep.tsx'
import { failureKey, phaseOf } from './pay-state.ts'
import { usePaymentWatch } from './use-payment-watch.ts'
import { WaysToPaySheet } from './WaysToPaySheet.tsx'
import './payments.css'

/** Paying one order, drawn by what is to be done next. A reload resumes from what the server knows. */
export function PayPage() {
  const { number = '' } = useParams()
  const t = useT()
  const me = useMe()
  const query = useQuery({ ...orderQuery(number), enabled: me !== undefined, staleTime: 0 })
  if (query.error instanceof Problem && query.error.status === 404) {
    return (
      <EmptyState
        art="receipt"
        title={t('payments.noOrder')}
        action={
          <ButtonLink round to={paths.orders()}>
            {t('payments.seeOrders')}
          </ButtonLink>
        }
      >
        {t('payments.noOrderHint')}
      </EmptyState>
    )
  }
  if (query.isError && !query.data) {
    return (
      <ErrorState title={t('payments.loadFailed')} error={query.error} onRetry={() => void query.refetch()}>
        {t('payments.loadFailedHint')}
      </ErrorState>
    )
  }
  if (!query.data) return <SkeletonCells rows={3} />
  return <Paying order={query.data} />
}

function Paying({ order }: { order: Order }) {
  const t = useT()
  const [, navigate] = useLocation()
  const { number, currentPayment: payment } = order
  const stage = phaseOf(order)
  // What the person did here, or on a bank's page, but the server has not heard of yet; counts for this attempt only.
  const [confirmedId, setConfirmedId] = useState(() => (cameFromBank() ? payment?.id : undefined))
  const confirmed = confirmedId !== undefined && confirmedId === payment?.id
  const [choosing, setChoosing] = useState<{ again?: PaymentMethod }>()
  // What is to be done on a phone is done there: here it is only watched.
  const onPhone = stage.phase === 'act' && stage.action.type === 'await_push'
  const watching = stage.phase === 'checking' || onPhone || (stage.phase === 'act' && confirmed)
  const { asked, askNow } = usePaymentWatch({
    number,
    paymentId: payment?.id,
    watching,
    // A network asked too often answers nobody.
    ...(onPhone ? { shortestPause: 10_000 } : {}),
    // A form that was sent and is still asked for after some questions was not taken by the gateway: show it again.
    onAnswer: (now, times) => times >= 4 && phaseOf(now).phase === 'act' && setConfirmedId(undefined),
  })
  const retry = useRetryPayment(number, payment?.id ?? 'none')
  useClosingConfirmation(watching && !onPhone)
  // The server knows better than the parameters the bank's page came back with.
  useEffect(() => {
    if (cameFromBank()) navigate(paths.pay(number), { replace: true })
  }, [navigate, number])

  const done = stage.phase === 'paid' || stage.phase === 'promised'
  useEffect(() => {
    if (done) navigate(paths.thanks(number), { replace: true })
  }, [done, navigate, number])
  const failed = stage.phase === 'failed'
  useEffect(() => {
    if (failed) haptic('error')
  }, [failed])

  const method = payment?.method
  const again = (next: Again) => {
    setChoosing(undefined)
    setConfirmedId(undefined)
    retry.mutate(next)
  }
  // What is asked in another currency is shown at today's rate first.
  const tryAgain = () =>
    payment && payment.amount.currency !== order.total.currency
      ? setChoosing({ again: payment.method })
      : again({ method: method ?? 'card' })
  // Digital goods have only one way.
  // What is on its way, or came in part, is not left for another way.
  const canChoose = order.canRetryPayment && order.goods === 'physical' && !watching && !done && payment?.state !== 'processing'
  const other = canChoose && stage.phase === 'act' ? () => setChoosing({}) : undefined
  // Nor is a question on a phone, until it can stand there no more.
  const isLeft = stage.phase === 'checking' && order.canRetryPayment && payment && phoneMethods.has(payment.method)
  const isTransfer = stage.phase === 'act' && stage.action.type === 'transfer'
  const leave = other && !isTransfer ? other : isLeft ? () => setChoosing({}) : undefined
  useSecondaryButton(leave ? { text: t('payments.anotherWay'), onPress: leave } : undefined)

  return (
    <>
      <PageTitle subtitle={<OrderLine order={order} />}>
        {/* keys: payments.title.* */}
        {method ? t(`payments.title.${method}`) : t('payments.titlePlain')}
      </PageTitle>
      {retry.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, retry.error)}</Note>
        </div>
      )}
      {stage.phase === 'act' && !confirmed && payment && (
        <NextStep number={number} payment={payment} action={stage.action} onConfirmed={() => setConfirmedId(payment.id)} onOther={other} />
      )}
      {((watching && !onPhone) || done) && (
        <Checking
          what={stage.phase === 'checking' && !stage.sure ? 'unsure' : asked >= 6 ? 'checkingLong' : 'checking'}
          onAsk={askNow}
          number={number}
        />
      )}
      {stage.phase === 'failed' && (
        <Failed
          reason={failureKey(stage.failure, method)}
          canRetry={stage.canRetry}
          hasOther={order.goods === 'physical'}
          busy={retry.isPending}
          number={number}
          onAgain={tryAgain}
          onOther={() => setChoosing({})}
        />
      )}
      {stage.phase === 'disputed' && <Ended tone="warn" title={t('payments.disputed')} text={t('payments.disputedHint')} number={number} />}
      {stage.phase === 'over' && (
        <Ended
          tone="info"
          title={stage.cancelled ? t('payments.overCancelled') : t('payments.over')}
          text={stage.cancelled ? t('payments.overCancelledHint') : t('payments.overHint')}
          number={number}
        />
      )}
      {choosing && <WaysToPaySheet order={order} again={choosing.again} onChoose={again} onClose={() => setChoosing(undefined)} />}
    </>
  )
}

const cameFromBank = () => location.search.includes('payment_intent')

function OrderLine({ order }: { order: Order }) {
  const t = useT()
  const format = useFormat()
  const amount = order.currentPayment?.amount ?? order.total
  return t('payments.orderLine', { number: `\u2066${order.number}\u2069`, amount: format.money(amount) })
}

type FailedProps = {
  /** The key of why. */ reason: string
  canRetry: boolean
  hasOther: boolean
  busy: boolean
  number: string
  onAgain: () => void
  onOther: () => void
}

function Failed({ reason, canRetry, hasOther, busy, number, onAgain, onOther }: FailedProps) {
  const t = useT()
  useMainButton(canRetry ? { text: t('common.tryAgain'), busy, onPress: onAgain } : undefined)
  useSecondaryButton(canRetry && hasOther && !busy ? { text: t('payments.anotherWay'), onPress: onOther } : undefined)
  return (
    <EmptyState
      art="plug"
      title={t('payments.notCharged')}
      action={
        canRetry ? undefined : (
          <ButtonLink round to={paths.order(number)}>
            {t('payments.seeOrder')}
          </ButtonLink>
        )
      }
    >
      {t(reason) /* keys: payments.failure.* payments.phoneFailure.* */}
    </EmptyState>
  )
}

function Ended({ tone, title, text, number }: { tone: 'warn' | 'info'; title: string; text: string; number: string }) {
  const t = useT()
  return (
    <>
      <div className="sec">
        <Note tone={tone}>
          <b>{title}</b> {text}
        </Note>
      </div>
      <Section>
        <ButtonLink look="plain" wide to={paths.order(number)}>
          {t('payments.seeOrder')}
        </ButtonLink>
      </Section>
    </>
  )
}
