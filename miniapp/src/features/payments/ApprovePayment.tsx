import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { useMainButton } from '../../lib/buttons.ts'
import { useT } from '../../lib/i18n.tsx'
import { inTab } from '../../lib/storage.ts'
import { haptic, inTelegram, openLink } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Money } from '../../ui/show.tsx'
import { Note, Skeleton } from '../../ui/states.tsx'
import type { Step } from './NextStep.tsx'
import { usePaymentWatch } from './use-payment-watch.ts'

const PaypalButton = lazy(() => import('./PaypalButton.tsx'))

/** Whose page was opened in a browser, so that a reload goes on waiting for it. */
const openedKey = 'duka.approving'

/**
 * Saying yes at PayPal. In a browser its own button opens its window; in Telegram's web view windows are not to be had, so
 * its page opens in the person's browser, and this waits for it.
 */
export default function ApprovePayment({ number, payment, action, onConfirmed }: Step<'approve'>) {
  const t = useT()
  const [opened, setOpened] = useState(() => inTab.get(openedKey) === payment.id)
  const [cancelled, setCancelled] = useState(false)
  const [hasWindows, setHasWindows] = useState(!inTelegram)
  const isBack = useIsBack(opened)
  const { askNow } = usePaymentWatch({
    number,
    paymentId: payment.id,
    watching: opened,
    // An answer that is newer than their last visit: there is nothing left to wait for.
    onAnswer: ({ currentPayment }) => {
      if (!isBack.now || !currentPayment?.failure) return
      inTab.remove(openedKey)
      setOpened(false)
    },
  })

  const { now: isHere } = isBack
  const ask = useEffectEvent(askNow)
  useEffect(() => {
    if (isHere) ask()
  }, [isHere])

  const open = () => {
    openLink(action.url)
    inTab.set(openedKey, payment.id)
    setOpened(true)
    isBack.restart()
  }
  useMainButton(!opened && !hasWindows ? { text: t('payments.approve.open'), shine: !payment.failure, onPress: open } : undefined)

  const refused = payment.failure !== null && !opened
  useEffect(() => {
    if (refused) haptic('error')
  }, [refused])
  return (
    <>
      {refused ? (
        <Hint tone="danger" text={t('payments.approve.declined')} />
      ) : (
        cancelled && !opened && <Hint tone="warn" text={t('payments.approve.left')} />
      )}
      {opened ? (
        <div className="sec">
          <div className="box p-wait" role="status">
            <span className="p-ring">
              <span className="spin" />
            </span>
            <h2 className="t3h">{t('payments.approve.waiting')}</h2>
            <p className="sub t2">{t('payments.approve.waitingHint')}</p>
            <span className="p-acts">
              <Button look="soft" small onClick={askNow}>
                {t('payments.checkNow')}
              </Button>
              <Button look="fill" small onClick={open}>
                {t('payments.approve.openAgain')}
              </Button>
            </span>
          </div>
        </div>
      ) : (
        <Section footer={t('payments.approve.note')}>
          <div className="p-amount">
            <Icon name="wallet" size={64} className="acc" />
            <b className="t1">
              <Money value={payment.amount} />
            </b>
          </div>
          {hasWindows && (
            <div className="pad">
              <Suspense fallback={<Skeleton height={50} radius={25} />}>
                <PaypalButton
                  action={action}
                  onApproved={onConfirmed}
                  onCancelled={() => setCancelled(true)}
                  onNoWindow={() => setHasWindows(false)}
                />
              </Suspense>
            </div>
          )}
        </Section>
      )}
    </>
  )
}

function Hint({ tone, text }: { tone: 'danger' | 'warn'; text: string }) {
  const t = useT()
  return (
    <div className="sec" role="alert">
      <Note tone={tone}>
        <b>{t('payments.notCharged')}</b> {text}
      </Note>
    </div>
  )
}

/** Whether the person has been away since the page was opened, and is here again. */
function useIsBack(opened: boolean): { now: boolean; restart: () => void } {
  const [now, setNow] = useState(opened)
  useEffect(() => {
    if (!opened) return
    const look = () => document.visibilityState === 'visible' && setNow(true)
    document.addEventListener('visibilitychange', look)
    window.addEventListener('focus', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('focus', look)
    }
  }, [opened])
  return { now, restart: () => setNow(false) }
}
