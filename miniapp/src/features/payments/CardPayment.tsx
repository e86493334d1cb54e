import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js'
import type { Stripe } from '@stripe/stripe-js'
import { useEffect, useMemo, useState } from 'react'
import type { MoneyJson } from 'shared/money'
import type { PaymentFailure } from 'shared/payments'
import { paths } from '../../app/paths.ts'
import { useClosingConfirmation, useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { haptic, inTelegram } from '../../lib/telegram.ts'
import { Section } from '../../ui/Section.tsx'
import { ErrorState, Note, Skeleton } from '../../ui/states.tsx'
import { Checking } from './Checking.tsx'
import { refusalOf } from './pay-state.ts'
import { appearanceNow, stripeFor } from './stripe.ts'
import { useBankQuestion } from './use-bank-question.ts'

type CardPaymentProps = {
  number: string
  amount: MoneyJson
  clientSecret: string
  publishableKey: string
  /** Opens the cards that are kept for this customer, for a while. */
  customerSecret?: string | undefined
  /** Why the last try was refused, as the server knows it: a reload must not lose that nothing was charged. */
  failure: PaymentFailure | null
  /** The person's part is done, or nobody knows: the server must be asked for the outcome. */
  onConfirmed: () => void
}

// No wallet opens in the view Telegram shows us in.
const shown = inTelegram ? ('never' as const) : ('auto' as const)
const wallets = { applePay: shown, googlePay: shown }

/** Stripe's own fields in the customer's theme. Card numbers never pass through this app. */
export default function CardPayment(props: CardPaymentProps) {
  const t = useT()
  const language = useLanguage()
  const scriptUrl = useShop()?.stripe?.scriptUrl ?? null
  const [stripe, setStripe] = useState<Stripe>()
  const [tries, setTries] = useState(1)
  const [failed, setFailed] = useState<{ tries: number; error: unknown }>()
  const { publishableKey, clientSecret, customerSecret } = props
  // It lasts half an hour; without it any card can be typed in.
  const [isStale, setStale] = useState(false)
  useEffect(() => {
    stripeFor({ publishableKey, scriptUrl, language }).then(setStripe, (error: unknown) => setFailed({ tries, error }))
  }, [publishableKey, scriptUrl, language, tries])
  const keptSecret = isStale ? undefined : customerSecret
  const options = useMemo(
    () => ({
      clientSecret,
      appearance: appearanceNow(),
      loader: 'never' as const,
      ...(keptSecret ? { customerSessionClientSecret: keptSecret } : {}),
    }),
    [clientSecret, keptSecret],
  )
  if (failed?.tries === tries && !stripe) {
    return (
      <ErrorState title={t('payments.formFailed')} error={failed.error} onRetry={() => setTries(tries + 1)}>
        {t('payments.formFailedHint')}
      </ErrorState>
    )
  }
  if (!stripe) return <FieldsSkeleton />
  return (
    <Elements stripe={stripe} options={options} key={`${clientSecret} ${keptSecret ?? ''}`}>
      <CardForm {...props} onLoadFailed={keptSecret ? () => setStale(true) : undefined} />
    </Elements>
  )
}

type CardFormProps = CardPaymentProps & {
  /** Tries the form another way; undefined when there is none. */
  onLoadFailed: (() => void) | undefined
}

function CardForm(props: CardFormProps) {
  const { at, refusal } = useBankQuestion(useStripe(), props.clientSecret, props.onConfirmed)
  useClosingConfirmation(at === 'bank')
  if (at === 'bank') return <Checking what="bank" number={props.number} />
  return <CardFields {...props} failure={refusal ?? props.failure} wanted={at === 'card'} />
}

function CardFields({ number, amount, failure, wanted, onConfirmed, onLoadFailed }: CardFormProps & { wanted: boolean }) {
  const t = useT()
  const format = useFormat()
  const stripe = useStripe()
  const elements = useElements()
  const [ready, setReady] = useState(false)
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState<PaymentFailure | null>()
  const refused = tried === undefined ? failure : tried
  const [loadFailed, setLoadFailed] = useState(false)
  const open = ready && wanted
  useClosingConfirmation(busy)

  const pay = async () => {
    if (!stripe || !elements || busy) return
    setBusy(true)
    setTried(null)
    const { error } = await stripe
      .confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: location.origin + paths.pay(number) } })
      .catch(() => ({ error: { type: 'api_connection_error' as const } }))
    // The fields say themselves what is missing in them.
    if (error?.type === 'validation_error') {
      haptic('error')
      return setBusy(false)
    }
    const refusal = error && refusalOf(error)
    if (!refusal) return onConfirmed()
    haptic('error')
    setTried(refusal)
    setBusy(false)
  }

  useMainButton({
    text: t('payments.pay', { amount: format.money(amount) }),
    busy: busy || !open,
    shine: open && !refused,
    onPress: () => void pay(),
  })
  return (
    <>
      {refused && (
        <div className="sec">
          <Note tone="danger">
            <b>{t('payments.notCharged')}</b> {t(`payments.failure.${refused}`) /* keys: payments.failure.* */}
          </Note>
        </div>
      )}
      {loadFailed && wanted && (
        <div className="sec">
          <Note tone="danger">
            <b>{t('payments.formFailed')}</b> {t('payments.formFailedHint')}
          </Note>
        </div>
      )}
      {/* The fields lie under their skeleton: in a hidden box they would never get ready. */}
      <div className="p-fields">
        <Section footer={t('payments.stripeNote')}>
          <div className="pad">
            <PaymentElement
              options={{ layout: 'tabs', wallets }}
              onReady={() => setReady(true)}
              onLoadError={() => (onLoadFailed ? onLoadFailed() : setLoadFailed(true))}
            />
          </div>
        </Section>
        {!open && !(loadFailed && wanted) && <FieldsSkeleton />}
      </div>
    </>
  )
}

function FieldsSkeleton() {
  return (
    <div className="sec late" aria-busy="true">
      <div className="box pad">
        <Skeleton width="40%" height={14} />
        <Skeleton height={48} radius={12} style={{ marginTop: 8 }} />
        <div className="row" style={{ marginTop: 14 }}>
          <Skeleton height={48} radius={12} />
          <Skeleton height={48} radius={12} />
        </div>
      </div>
    </div>
  )
}
