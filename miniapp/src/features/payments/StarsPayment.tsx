import { useState } from 'react'
import type { MoneyJson } from 'shared/money'
import { useClosingConfirmation, useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { usePersona, useShop } from '../../lib/session.tsx'
import { haptic, inTelegram, openInvoice, openTelegramLink } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Money } from '../../ui/show.tsx'
import { Note } from '../../ui/states.tsx'
import { useSandbox } from './use-sandbox.ts'

type StarsPaymentProps = {
  amount: MoneyJson
  url: string
  /** Telegram says it is paid, or may be: the server must be asked. */
  onConfirmed: () => void
}

type Hint = 'cancelled' | 'failed' | 'unsupported'

/** Telegram's own sheet takes the Stars. What it says is a hint; the server knows. */
export function StarsPayment({ amount, url, onConfirmed }: StarsPaymentProps) {
  const t = useT()
  const format = useFormat()
  const shop = useShop()
  const persona = usePersona()
  const [busy, setBusy] = useState(false)
  const [hint, setHint] = useState<Hint>()
  useClosingConfirmation(busy)

  const pay = async () => {
    if (busy) return
    setBusy(true)
    setHint(undefined)
    const status = await openInvoice(url).catch(() => 'pending' as const)
    setBusy(false)
    if (status === 'paid' || status === 'pending') return onConfirmed()
    if (status === 'failed') haptic('error')
    setHint(status)
  }
  // In a plain browser there is no sheet to open: the shop in Telegram has one, or the sandbox plays it.
  const played = !inTelegram && persona && shop?.sandboxUrl
  const inShop = { text: t('common.openInTelegram'), onPress: () => shop && openTelegramLink(shop.link) }
  const here = { text: t('payments.pay', { amount: format.money(amount) }), busy, shine: !hint, onPress: () => void pay() }
  useMainButton(played ? undefined : inTelegram && hint !== 'unsupported' ? here : shop && inShop)

  return (
    <>
      {hint && (
        <div className="sec" role="alert">
          <Note tone={hint === 'failed' ? 'danger' : 'warn'}>
            <b>{t('payments.notCharged')}</b> {t(`payments.stars.${hint}`) /* keys: payments.stars.* */}
          </Note>
        </div>
      )}
      <Section footer={inTelegram || played ? t('payments.starsNote') : t('payments.stars.unsupported')}>
        <div className="p-amount">
          <Icon name="star" size={64} filled className="gld" />
          <b className="t1">
            <Money value={amount} />
          </b>
        </div>
      </Section>
      {played && <SandboxStars sandboxUrl={played} url={url} userId={Number(persona.id)} onPaid={onConfirmed} />}
    </>
  )
}

/** In a plain browser there is no Telegram to pay in: the sandbox plays it, and says so. */
function SandboxStars({ sandboxUrl, url, userId, onPaid }: { sandboxUrl: string; url: string; userId: number; onPaid: () => void }) {
  const t = useT()
  const { busy, failed, tell } = useSandbox(sandboxUrl)
  const slug = new URL(url).pathname.replace(/^\/(?:\$|invoice\/)/, '')
  const pay = async () => {
    if (await tell(`telegram/invoices/${encodeURIComponent(slug)}/pay`, { userId })) onPaid()
  }
  return (
    <Section
      header={t('common.sandbox')}
      footer={failed ? <span className="dng">{t('payments.stars.failed')}</span> : t('common.sandboxHint')}
    >
      <div className="pad">
        <Button look="soft" wide busy={busy} onClick={() => void pay()}>
          {t('payments.sandboxPay')}
        </Button>
      </div>
    </Section>
  )
}
