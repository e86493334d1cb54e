import { useEffect, type CSSProperties } from 'react'
import type { PaymentMethod } from 'shared/payments'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { usePersona, useShop } from '../../lib/session.tsx'
import { haptic } from '../../lib/telegram.ts'
import { useNow } from '../../lib/use-now.ts'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { Section } from '../../ui/Section.tsx'
import { Timeline } from '../../ui/show.tsx'
import { timeLeft } from './pay-state.ts'
import type { Step } from './NextStep.tsx'
import { SandboxPhone } from './SandboxPhone.tsx'

/** The question stands on the person's phone. Nothing is typed here, and leaving is safe: the server goes on asking. */
export default function PushPayment({ number, payment, action }: Step<'await_push'>) {
  const t = useT()
  const format = useFormat()
  const now = useNow(1000)
  const shop = useShop()
  const persona = usePersona()
  const method: PaymentMethod = payment.method
  const left = timeLeft(payment.createdAt, action.asksUntil, now)
  useEffect(() => haptic('warning'), [payment.id])
  return (
    <>
      <div className="sec">
        <div className="box p-push">
          <Ring share={left.share}>
            <PhonePicture />
          </Ring>
          <h2 className="t2h">{t('payments.push.title')}</h2>
          <p className="t2">{t(`payments.push.hint.${method}`) /* keys: payments.push.hint.* */}</p>
          <p className="num b" role="timer" aria-live="off">
            {left.seconds > 0 ? t('payments.push.left', { time: left.text }) : t('payments.push.checking')}
          </p>
        </div>
      </div>
      <Section>
        <div className="p-steps">
          <Timeline
            items={[
              {
                key: 'sent',
                state: 'done',
                title: t('payments.push.sent'),
                subtitle: <bdi className="ltr num">{action.phone}</bdi>,
                time: format.time(payment.createdAt),
              },
              { key: 'pin', state: 'now', title: t('payments.push.waiting') },
              { key: 'paid', state: 'next', title: t('payments.push.confirmed') },
            ]}
          />
        </div>
      </Section>
      <Section footer={t('payments.push.safe')}>
        <Cell
          look="dim"
          disabled
          leading={<Tile icon="refresh" color="green" />}
          title={t('payments.push.again')}
          subtitle={t('payments.push.againHint')}
          {...(left.seconds > 0 ? { value: left.text } : {})}
        />
      </Section>
      {shop?.sandboxUrl && persona && <SandboxPhone sandboxUrl={shop.sandboxUrl} number={number} method={method} />}
    </>
  )
}

/** How much of the time is left, as a ring around. */
function Ring({ share, children }: { share: number; children: React.ReactNode }) {
  const around = 2 * Math.PI * 88
  return (
    <div className="p-dial">
      <svg viewBox="-92 -92 184 184" aria-hidden="true">
        <circle r="64" className="p-halo" />
        <circle r="80" className="p-halo" />
        <circle r="88" className="p-track" />
        <circle
          r="88"
          className="p-left"
          transform="rotate(-90)"
          style={{ strokeDasharray: around, strokeDashoffset: around * (1 - share) } as CSSProperties}
        />
      </svg>
      {children}
    </div>
  )
}

/** A phone that asks for a PIN. The same in both themes: it is a thing, not a surface. */
function PhonePicture() {
  return (
    <svg width="62" height="101" viewBox="0 0 76 124" aria-hidden="true">
      <rect width="76" height="124" rx="15" fill="#20242b" />
      <rect x="4" y="4" width="68" height="116" rx="11.5" fill="#f5f7f9" />
      <rect x="27" y="8" width="22" height="5" rx="2.5" fill="#20242b" />
      <rect x="10" y="34" width="56" height="60" rx="9" fill="#fff" stroke="#dfe3e8" />
      <rect x="16" y="41" width="22" height="5" rx="2.5" fill="#1f9d4d" />
      <rect x="16" y="51" width="44" height="4" rx="2" fill="#c9cfd6" />
      <rect x="16" y="59" width="32" height="4" rx="2" fill="#c9cfd6" />
      <rect x="15" y="69" width="46" height="18" rx="5" fill="#eef1f4" />
      <g fill="#20242b">
        <circle cx="25" cy="78" r="2.6" />
        <circle cx="33.5" cy="78" r="2.6" />
      </g>
      <g fill="#c9cfd6">
        <circle cx="42" cy="78" r="2.6" />
        <circle cx="50.5" cy="78" r="2.6" />
      </g>
    </svg>
  )
}
