import { lazy, Suspense, useState } from 'react'
import { symbolOf } from 'shared/currencies'
import { asDecimal, fromMoneyJson, type MoneyJson } from 'shared/money'
import { useMainButton, useSecondaryButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { haptic } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PaymentMark } from '../../ui/PaymentMethodRow.tsx'
import { Section } from '../../ui/Section.tsx'
import { Note } from '../../ui/states.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { Countdown } from './Countdown.tsx'
import type { Step } from './NextStep.tsx'
import { QrCode } from './QrCode.tsx'
import { SandboxWallet } from './SandboxWallet.tsx'
import { usePaymentWatch } from './use-payment-watch.ts'

const TonWallet = lazy(() => import('./TonWallet.tsx'))

/** How often the network is looked at while somebody waits for it. */
const lookEveryMs = 3_000

type Transfer = Step<'transfer'>

/**
 * Sending coins, on any network: which ones and where, before the address; a code, amount, address and memo; what the
 * network shows of it. A part that came leaves the rest to be sent.
 */
export default function TransferPayment({ number, payment, action, onOther }: Transfer) {
  const t = useT()
  const format = useFormat()
  const { network, test, to, memo, seen } = action
  const due: MoneyJson = { amount: action.due, currency: payment.amount.currency }
  const isPart = due.amount !== payment.amount.amount
  // All of it is on its way: to send it again would be to pay twice.
  const isSeen = seen !== null && due.amount === '0'
  const shop = useShop()
  const played = shop?.sandboxUrl && <SandboxWallet sandboxUrl={shop.sandboxUrl} action={action} />
  const [looked, setLooked] = useState(false)
  const { askNow } = usePaymentWatch({
    number,
    paymentId: payment.id,
    watching: true,
    longestPause: lookEveryMs,
    onAnswer: () => undefined,
  })
  const look = () => {
    haptic('light')
    setLooked(true)
    askNow()
  }
  useSecondaryButton(isSeen ? undefined : { text: t('payments.transfer.paid'), onPress: look })

  if (isSeen) {
    return (
      <>
        <div className="sec">
          <div className="box p-wait" role="status">
            <span className="p-ring">
              <span className="spin" />
            </span>
            <h2 className="t3h">{t('payments.transfer.seen', { amount: format.money({ ...due, amount: seen.amount }) })}</h2>
            <p className="sub t2">
              {seen.needed > 1 && (
                <b className="num block">{t('payments.transfer.confirmations', { n: seen.confirmations, m: seen.needed })}</b>
              )}
              {t('payments.transfer.confirming')}
            </p>
          </div>
        </div>
        {played}
      </>
    )
  }
  const networkName = t(`payments.network.${network}`) /* keys: payments.network.* */
  const coin = symbolOf(due.currency)
  return (
    <>
      {isPart && (
        <div className="sec" role="status">
          <Note tone="warn">
            <b>{t('payments.transfer.missing', { amount: format.money(due) })}</b>{' '}
            {t(memo ? 'payments.transfer.missingHint' : 'payments.transfer.missingHintPlain')}
          </Note>
        </div>
      )}
      <div className="sec">
        <Note tone="warn">
          <b>{t('payments.transfer.only', { coin, network: networkName })}</b> {t('payments.transfer.onlyHint')}
          {test && ` ${t('payments.transfer.test')}`}
        </Note>
      </div>
      {network === 'ton' ? (
        <Suspense fallback={<Opening />}>
          <TonWallet number={number} payment={payment} action={action} due={due} onSent={askNow} />
        </Suspense>
      ) : (
        <OpenWallet uri={action.uri} />
      )}
      <Section header={network === 'ton' ? t('payments.transfer.byHand') : undefined} footer={memo && t('payments.transfer.memoHint')}>
        <div className="p-coins">
          <QrCode text={action.uri} label={t('payments.transfer.qr')} mark={<PaymentMark method={payment.method} />} />
          <CopyAmount due={due} />
          {payment.expiresAt && <Countdown until={payment.expiresAt} since={payment.createdAt} onEnd={askNow} />}
        </div>
        <CopyCell label={t('payments.transfer.address', { network: networkName })} value={to} shown={shorten(to)} />
        {memo && <CopyCell label={t('payments.transfer.memo')} value={memo} shown={memo} />}
      </Section>
      <p className="p-live sub t2" role="status">
        <i className="dot lg ok live" />
        {/* keys: payments.transfer.watching payments.transfer.watchingRest payments.transfer.looked */}
        {seen
          ? t('payments.transfer.seen', { amount: format.money({ ...due, amount: seen.amount }) })
          : t(`payments.transfer.${isPart ? 'watchingRest' : looked ? 'looked' : 'watching'}`)}
      </p>
      {played}
      {onOther && (
        <div className="sec">
          <Button look="plain" wide onClick={onOther}>
            {t('payments.anotherWay')}
          </Button>
        </div>
      )}
    </>
  )
}

/** While what connects wallets is loaded, its button is there already. */
function Opening() {
  const t = useT()
  useMainButton({ text: t('payments.transfer.openWallet'), busy: true, onPress: () => undefined })
  return null
}

/** Other networks' wallets open by a link of their own. */
function OpenWallet({ uri }: { uri: string }) {
  const t = useT()
  useMainButton({ text: t('payments.transfer.openWallet'), onPress: () => window.location.assign(uri) })
  return null
}

/** The middle of an address tells nobody anything; copying takes all of it. */
const shorten = (address: string) => (address.length > 20 ? `${address.slice(0, 8)}…${address.slice(-7)}` : address)

function CopyAmount({ due }: { due: MoneyJson }) {
  const t = useT()
  const format = useFormat()
  const copy = useCopy()
  const amount = format.money(due)
  return (
    <button
      type="button"
      className="p-amt"
      aria-label={t('payments.transfer.copyAmount', { amount })}
      onClick={() => copy(plainAmount(due))}
    >
      <b className="t1 num">{amount}</b>
      <span className="acc">
        <Icon name="copy" size={20} />
      </span>
    </button>
  )
}

function CopyCell({ label, value, shown }: { label: string; value: string; shown: string }) {
  const t = useT()
  const copy = useCopy()
  return (
    <div className="cell">
      <span className="tx">
        <small className="foot">{label}</small>
        <span className="p-code ltr">{shown}</span>
      </span>
      <Button look="soft" small aria-label={`${t('payments.transfer.copy')}: ${label}`} onClick={() => copy(value)}>
        <Icon name="copy" size={17} />
        {t('payments.transfer.copy')}
      </Button>
    </div>
  )
}

/** As a wallet's field takes it: `5.2`. */
const plainAmount = (due: MoneyJson): string => asDecimal(fromMoneyJson(due)).replace(/\.?0+$/, '')
