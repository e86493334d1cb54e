import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Quote } from 'shared/checkout.schema'
import type { Me } from 'shared/users.schema'
import { useLocation } from 'wouter'
import { paths } from '../../app/paths.ts'
import { isUnreachable, Problem } from '../../lib/api-client.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { setMe, useMe } from '../../lib/session.tsx'
import { haptic } from '../../lib/telegram.ts'
import { ButtonLink } from '../../ui/Button.tsx'
import { PageTitle } from '../../ui/Section.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { cartKey } from '../cart/api.ts'
import { quoteQuery, usePlaceOrder, type Placing } from './api.ts'
import { attemptPlaced, forgetAttempt, intentionFor, onPlacedElsewhere, openAttempt, rememberAttempt } from './attempt.ts'
import { useChoices } from './choices.ts'
import { ChangesNote } from './ChangesNote.tsx'
import { CheckoutForm, type Ordered } from './CheckoutForm.tsx'
import { changesBetween, staleQuote, type QuoteChange } from './quote-changes.ts'
import './checkout.css'

/** One screen from a cart to an order, filled from last time. */
export function CheckoutPage() {
  const t = useT()
  const me = useMe()
  return (
    <>
      <PageTitle>{t('checkout.title')}</PageTitle>
      {me ? <Checkout me={me} /> : <SkeletonCells rows={5} />}
    </>
  )
}

function Checkout({ me }: { me: Me }) {
  const t = useT()
  const { request, pay, choose } = useChoices()
  const query = useQuery({ ...quoteQuery(request), placeholderData: keepPreviousData })
  const quote = query.data
  const [changes, setChanges] = useState<QuoteChange[]>([])
  const seen = useRef<Quote>(undefined)
  const order = useOrdering(me, quote, async () => {
    const before = seen.current
    const { data: after } = await query.refetch()
    if (before && after) setChanges(changesBetween(before, after))
  })
  useEffect(() => {
    if (quote && !query.isPlaceholderData) seen.current = quote
  }, [quote, query.isPlaceholderData])
  useFreshQuote(quote, () => void query.refetch())

  if (order.resuming) return <Resuming error={order.error} onAgain={order.resume} />
  if (query.isError && (!quote || isRefusal(query.error))) return <NoQuote error={query.error} onRetry={() => void query.refetch()} />
  if (!quote) return <SkeletonCells rows={5} />
  return (
    <>
      <ChangesNote changes={changes} />
      {order.error && (
        <div className="sec" role="alert">
          <Note tone="danger">{isUnreachable(order.error) ? t('checkout.noAnswer') : problemText(t, order.error)}</Note>
        </div>
      )}
      {query.isError && !order.error && (
        <div className="sec">
          <Note tone="danger">{problemText(t, query.error)}</Note>
        </div>
      )}
      <CheckoutForm
        me={me}
        quote={quote}
        settling={query.isFetching}
        placing={order.placing}
        chosen={pay}
        choose={choose}
        onOrder={(ordered) => {
          setChanges([])
          order.place(ordered)
        }}
      />
    </>
  )
}

/** Places the order once, and brings an attempt that was cut off by a reload to its end. */
function useOrdering(me: Me, quote: Quote | undefined, onStale: () => Promise<void>) {
  const [, navigate] = useLocation()
  const queryClient = useQueryClient()
  const place = usePlaceOrder()
  const [cutOff] = useState(() => openAttempt(me.id))
  const [resuming, setResuming] = useState(cutOff !== undefined)
  const intention = useMemo(() => quote && intentionFor(me.id, quote), [me.id, quote])
  const isSending = useRef(false)

  const send = async (attempt: Placing) => {
    // Two taps within one frame are one tap.
    if (isSending.current) return
    isSending.current = true
    try {
      const { order } = await place.mutateAsync(attempt)
      attemptPlaced({ key: attempt.key, number: order.number })
      setMe({ ...me, termsAcceptedAt: me.termsAcceptedAt ?? order.placedAt })
      navigate(paths.pay(order.number), { replace: true })
    } catch (error) {
      // Without an answer the order may stand: the attempt stays open, and the same key asks again.
      const isAnswered = error instanceof Problem && error.status !== 0 && error.status < 500 && error.code !== 'request/key-busy'
      if (!isAnswered) return
      haptic('error')
      forgetAttempt()
      setResuming(false)
      if (error.code === 'request/key-reused') await queryClient.invalidateQueries({ queryKey: ['orders'] })
      void queryClient.invalidateQueries({ queryKey: cartKey })
      if (staleQuote.has(error.code)) await onStale()
    } finally {
      isSending.current = false
    }
  }
  const resume = () => cutOff && void send({ key: cutOff.key, body: cutOff.body })
  const resumeOnce = useRef(resume)
  useEffect(() => void resumeOnce.current(), [])

  const key = intention?.key
  useEffect(
    () =>
      onPlacedElsewhere((placed) => {
        if (placed.key === key) navigate(paths.pay(placed.number), { replace: true })
      }),
    [key, navigate],
  )

  return {
    placing: place.isPending,
    error: place.error,
    resuming,
    resume,
    place({ method, contact, note }: Ordered) {
      if (!quote || !intention) return
      const attempt = { key: intention.key, body: { quoteToken: intention.token, method, contact, note, termsAccepted: true as const } }
      rememberAttempt({ userId: me.id, goods: quote.goods, ...attempt })
      void send(attempt)
    },
  }
}

/** Asks for a new quote shortly before this one ends, and at once when the person comes back to one that has ended. */
function useFreshQuote(quote: Quote | undefined, refresh: () => void) {
  const latest = useRef(refresh)
  latest.current = refresh
  const expiresAt = quote?.expiresAt
  useEffect(() => {
    if (!expiresAt) return
    const left = Date.parse(expiresAt) - Date.now() - 15_000
    const timer = setTimeout(() => latest.current(), Math.max(5_000, left))
    const wake = () => {
      if (document.visibilityState === 'visible' && Date.parse(expiresAt) < Date.now()) latest.current()
    }
    document.addEventListener('visibilitychange', wake)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
    }
  }, [expiresAt])
}

function Resuming({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const t = useT()
  if (error) {
    return (
      <ErrorState title={t('checkout.unfinished')} error={error} onRetry={onAgain}>
        {t('checkout.unfinishedHint')}
      </ErrorState>
    )
  }
  return (
    <div aria-live="polite">
      <p className="sec sub t2">{t('checkout.finishing')}</p>
      <SkeletonCells rows={3} />
    </div>
  )
}

/** The cart cannot be priced as it stands: asking again would not help. */
const isRefusal = (error: unknown) => error instanceof Problem && (error.status === 409 || error.status === 422)

function NoQuote({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useT()
  if (isRefusal(error)) {
    return (
      <EmptyState
        art="cart"
        title={t('checkout.nothing')}
        action={
          <ButtonLink round to={paths.cart()}>
            {t('checkout.toCart')}
          </ButtonLink>
        }
      >
        {problemText(t, error)}
      </EmptyState>
    )
  }
  return (
    <ErrorState title={t('checkout.loadFailed')} error={error} onRetry={onRetry}>
      {t('checkout.loadFailedHint')}
    </ErrorState>
  )
}
