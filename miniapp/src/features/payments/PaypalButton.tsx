import { INSTANCE_LOADING_STATE, PayPalOneTimePaymentButton, PayPalProvider, usePayPal } from '@paypal/react-paypal-js/sdk-v6'
import { useEffect, useState } from 'react'
import type { NextAction } from 'shared/payments'
import { useT } from '../../lib/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note, Skeleton } from '../../ui/states.tsx'
import { loadScript } from './load-script.ts'

type PaypalButtonProps = {
  action: Extract<NextAction, { type: 'approve' }>
  /** The payer said yes: it is for the server to take it. */
  onApproved: () => void
  onCancelled: () => void
  /** No window of theirs can be opened here: their page has to be. */
  onNoWindow: () => void
}

/** PayPal's own button, by their web SDK: it opens their window, where the payer says yes. */
export default function PaypalButton(props: PaypalButtonProps) {
  const { scriptUrl, clientId, live } = props.action
  const [ready, setReady] = useState(scriptUrl === null || 'paypal' in window)
  const [tries, setTries] = useState(1)
  const [failedTry, setFailedTry] = useState(0)
  useEffect(() => {
    // In the sandbox its stand-in comes first, which their loader then takes for the real one.
    if (ready || scriptUrl === null) return
    loadScript(scriptUrl).then(
      () => setReady(true),
      () => setFailedTry(tries),
    )
  }, [ready, scriptUrl, tries])
  if (failedTry === tries) return <NotLoaded {...props} onRetry={() => setTries(tries + 1)} />
  if (!ready) return <Skeleton height={50} radius={25} />
  return (
    <PayPalProvider
      key={tries}
      clientId={clientId}
      environment={live ? 'production' : 'sandbox'}
      components={['paypal-payments']}
      pageType="checkout"
    >
      <TheirButton {...props} onRetry={() => setTries(tries + 1)} />
    </PayPalProvider>
  )
}

function TheirButton(props: PaypalButtonProps & { onRetry: () => void }) {
  const { loadingStatus } = usePayPal()
  if (loadingStatus === INSTANCE_LOADING_STATE.REJECTED) return <NotLoaded {...props} />
  if (loadingStatus !== INSTANCE_LOADING_STATE.RESOLVED) return <Skeleton height={50} radius={25} />
  return (
    <PayPalOneTimePaymentButton
      orderId={props.action.orderId}
      presentationMode="auto"
      onApprove={async () => props.onApproved()}
      onCancel={props.onCancelled}
      onError={props.onNoWindow}
    />
  )
}

/** Without their button there still is their page. */
function NotLoaded({ onRetry, onNoWindow }: PaypalButtonProps & { onRetry: () => void }) {
  const t = useT()
  return (
    <>
      <Note tone="danger">
        <b>{t('payments.approve.formFailed')}</b> {t('payments.formFailedHint')}
      </Note>
      <span className="p-acts">
        <Button look="soft" small onClick={onRetry}>
          {t('common.tryAgain')}
        </Button>
        <Button look="fill" small onClick={onNoWindow}>
          {t('payments.approve.open')}
        </Button>
      </span>
    </>
  )
}
