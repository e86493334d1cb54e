import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { Quote } from 'shared/checkout.schema'
import type { Me } from 'shared/users.schema'
import { Redirect, useLocation } from 'wouter'
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
import { addressesQuery } from '../users/api.ts'
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
      {me ? <ResumedCheckout me={me} /> : <SkeletonCells rows={5} />}
    </>
  )
}

/** First brings an attempt that was cut off by a reload to its end; only then a new one may begin. */
function ResumedCheckout({ me }: { me: Me }) {
  const [cutOff] = useState(() => openAttempt(me.id))
  const { send, error, refusal } = useSend(me)
  const resume = useEffectEvent(() => {
    if (cutOff) void send(cutOff)
  })
  useEffect(() => resume(), [])
  if (!cutOff || refusal) return <Checkout me={me} />
  return <Resuming error={error} onAgain={() => void send(cutOff)} />
}

function Checkout({ me }: { me: Me }) {
  const t = useT()
  const { request, pay, choose } = useChoices()
  const query = useQuery({ ...quoteQuery(request), placeholderData: keepPreviousData })
  // Asked for together with the quote, and drawn together: the form must not grow when the address comes.
  const addresses = useQuery(addressesQuery())
  const quote = query.data
  const isCurrent = quote !== undefined && !query.isPlaceholderData
  const intention = useMemo(() => (isCurrent ? intentionFor(me.id, quote) : undefined), [me.id, quote, isCurrent])
  const [changes, setChanges] = useState<QuoteChange[]>([])
  const { send, sending, error } = useSend(me)
  useFreshQuote(quote, () => void query.refetch())
  useOrderOfAnotherTab(intention?.key)

  const order = async (ordered: Ordered) => {
    if (!quote || !intention) return
    setChanges([])
    const attempt = { key: intention.key, body: { quoteToken: intention.token, ...ordered, termsAccepted: true as const } }
    rememberAttempt({ userId: me.id, goods: quote.goods, ...attempt })
    const refusal = await send(attempt)
    if (!refusal || !staleQuote.has(refusal.code)) return
    const { data: after } = await query.refetch()
    if (after) setChanges(changesBetween(quote, after))
  }

  if (query.isError && (!quote || isRefusal(query.error))) return <NoQuote error={query.error} onRetry={() => void query.refetch()} />
  if (!quote || addresses.isPending) return <SkeletonCells rows={5} />
  const trouble = error ?? query.error
  return (
    <>
      <ChangesNote changes={changes} />
      {trouble && changes.length === 0 && (
        <div className="sec">
          <Note tone="danger">{error && isUnreachable(error) ? t('checkout.noAnswer') : problemText(t, trouble)}</Note>
        </div>
      )}
      <CheckoutForm
        me={me}
        quote={quote}
        addresses={addresses.data?.items}
        settling={query.isFetching || !intention}
        placing={sending}
        chosen={pay}
        choose={choose}
        onOrder={(ordered) => void order(ordered)}
      />
    </>
  )
}

/**
 * Sends an attempt and goes on to paying. It is forgotten only when the server answered: without an answer the order may
 * stand, so the attempt stays open and the same key asks again.
 */
function useSend(me: Me) {
  const [, navigate] = useLocation()
  const queryClient = useQueryClient()
  const place = usePlaceOrder()
  const [refusal, setRefusal] = useState<Problem>()
  const isSending = useRef(false)

  /** @returns the refusal, when there was one. */
  const send = async (attempt: Placing): Promise<Problem | undefined> => {
    // Two taps within one frame are one tap.
    if (isSending.current) return undefined
    isSending.current = true
    try {
      const { order } = await place.mutateAsync({ key: attempt.key, body: attempt.body })
      attemptPlaced({ key: attempt.key, number: order.number })
      setMe({ ...me, termsAcceptedAt: me.termsAcceptedAt ?? order.placedAt })
      navigate(paths.pay(order.number), { replace: true })
      return undefined
    } catch (error) {
      if (!(error instanceof Problem) || !isFinal(error)) return undefined
      haptic('error')
      forgetAttempt()
      setRefusal(error)
      void queryClient.invalidateQueries({ queryKey: cartKey })
      void queryClient.invalidateQueries({ queryKey: ['orders'] })
      return error
    } finally {
      isSending.current = false
    }
  }
  return { send, sending: place.isPending, error: place.error, refusal }
}

/** Whether the server said no for good: nothing was ordered under this key, or it was before. */
const isFinal = (problem: Problem) =>
  problem.status >= 400 && problem.status < 500 && problem.status !== 401 && problem.status !== 429 && problem.code !== 'request/key-busy'

/** Another tab was quicker with the same order: pay it here too. */
function useOrderOfAnotherTab(key: string | undefined) {
  const [, navigate] = useLocation()
  useEffect(
    () =>
      onPlacedElsewhere((placed) => {
        if (placed.key === key) navigate(paths.pay(placed.number), { replace: true })
      }),
    [key, navigate],
  )
}

/** Asks for a new quote shortly before this one ends, and at once when the person comes back to one that has ended. */
function useFreshQuote(quote: Quote | undefined, refresh: () => void) {
  const ask = useEffectEvent(refresh)
  const expiresAt = quote?.expiresAt
  useEffect(() => {
    if (!expiresAt) return
    const left = Date.parse(expiresAt) - Date.now() - 15_000
    const timer = setTimeout(() => ask(), Math.max(5_000, left))
    const wake = () => {
      if (document.visibilityState === 'visible' && Date.parse(expiresAt) < Date.now()) ask()
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
  // The empty cart knows what to do next: an order that waits to be paid, or the shop.
  if (error instanceof Problem && error.code === 'checkout/cart-empty') return <Redirect to={paths.cart()} replace />
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
