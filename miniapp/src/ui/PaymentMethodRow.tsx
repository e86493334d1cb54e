import type { ReactNode } from 'react'
import type { OfferedMethod } from 'shared/checkout.schema'
import { currencies } from 'shared/currencies'
import type { MoneyJson } from 'shared/money'
import type { PaymentMethod } from 'shared/payments'
import type { Translate } from 'shared/translate'
import { useFormat } from '../lib/format.ts'
import { useT } from '../lib/i18n.tsx'
import { haptic } from '../lib/telegram.ts'
import { Radio } from './choice.tsx'
import { Icon, type IconName } from './Icon.tsx'

const marks: Record<PaymentMethod, { icon: IconName; color: string }> = {
  card: { icon: 'card', color: 'var(--d-tile-blue)' },
  paypal: { icon: 'wallet', color: 'var(--d-tile-indigo)' },
  mpesa: { icon: 'mobile', color: 'var(--d-tile-green)' },
  mtn_momo: { icon: 'mobile', color: 'var(--d-tile-orange)' },
  ton: { icon: 'coin', color: 'var(--d-tile-blue)' },
  usdt_ton: { icon: 'coin', color: 'var(--d-tile-green)' },
  stars: { icon: 'star', color: 'var(--d-tile-orange)' },
  bitcoin: { icon: 'bitcoin', color: 'var(--d-tile-orange)' },
  ethereum: { icon: 'ether', color: 'var(--d-tile-indigo)' },
  usdt_ethereum: { icon: 'coin', color: 'var(--d-tile-green)' },
  cash_on_delivery: { icon: 'wallet', color: 'var(--d-tile-green)' },
}

/** A way to pay, as a small tile. */
export function PaymentMark({ method }: { method: PaymentMethod }) {
  const mark = marks[method]
  return (
    <span className="pm" style={{ background: mark.color }}>
      <Icon name={mark.icon} size={22} />
    </span>
  )
}

/** What helps to choose it, or that it takes patience now. */
export function aboutMethod(t: Translate, { method, health }: OfferedMethod): string {
  if (health === 'slow') return t('payments.slow')
  return t(`payments.about.${method}`) // keys: payments.about.*
}

type PaymentMethodRowProps = {
  method: PaymentMethod
  name: ReactNode
  /** One line that helps to choose. */ about: ReactNode
  /** What is asked in another currency than the order's. */ amount?: MoneyJson | undefined
  checked: boolean
  /** Whether money can go back the way it came. Where not, whoever chooses it reads how it would. */ refundable: boolean
  onSelect: () => void
}

/** One way to pay that can be chosen. */
export function PaymentMethodRow({ method, name, about, amount, checked, refundable, onSelect }: PaymentMethodRowProps) {
  const t = useT()
  const format = useFormat()
  // A sum in coins has many digits: beside the name it would leave no room for the words.
  const isLong = amount && currencies[amount.currency].kind === 'coin'
  const shown = amount && format.money(amount)
  const tellsOfHand = checked && !refundable
  const select = () => {
    haptic('selection')
    onSelect()
  }
  return (
    <button
      type="button"
      role="radio"
      aria-checked={checked}
      className={`cell ${tellsOfHand ? 'flex-wrap gap-y-0' : ''}`}
      style={{ '--sep': '66px' } as React.CSSProperties}
      onClick={select}
    >
      <PaymentMark method={method} />
      <span className="tx">
        <span>{name}</span>
        {isLong && <small className="num">{shown}</small>}
        <small className="foot">{about}</small>
      </span>
      {shown && !isLong && <span className="val num">{shown}</span>}
      <Radio on={checked} />
      {tellsOfHand && (
        <small className="foot t2 basis-full ps-[50px]">
          {t(method === 'cash_on_delivery' ? 'payments.byHand.cash' : 'payments.byHand.coins')}
        </small>
      )}
    </button>
  )
}
