import type { ReactNode } from 'react'
import type { DeliveryOption, Quote } from 'shared/checkout.schema'
import { useShopFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { haptic } from '../../lib/telegram.ts'
import { RadioCell } from '../../ui/choice.tsx'
import { Section } from '../../ui/Section.tsx'
import { Money } from '../../ui/show.tsx'
import { Note } from '../../ui/states.tsx'

/** The ways it can come: when, by what, for how much. Two lie side by side, more make a list. */
export function DeliveryChoice({ quote, onChoose }: { quote: Quote; onChoose: (id: string) => void }) {
  const t = useT()
  const format = useShopFormat()
  if (!quote.deliverable && quote.addressId) {
    return (
      <div className="sec">
        <Note tone="warn">
          <b>{t('checkout.undeliverable')}</b> {t('checkout.undeliverableHint')}
        </Note>
      </div>
    )
  }
  if (quote.deliveryOptions.length === 0) return null
  const options = quote.deliveryOptions.map((option) => ({
    id: option.id,
    name: option.name,
    // The chosen one's is told above.
    place: option.id === quote.deliveryOptionId ? null : option.place,
    checked: option.id === quote.deliveryOptionId,
    price: isFreeFor(option, quote) ? t('orders.free') : <Money value={option.price} />,
    when: format.isSameDay(option.earliestAt, option.latestAt)
      ? t('checkout.window', { day: format.day(option.earliestAt), time: format.span(option.earliestAt, option.latestAt) })
      : format.span(option.earliestAt, option.latestAt),
  }))
  return (
    <Section header={t('checkout.when')}>
      <div className={options.length <= 2 ? 'c-opts' : ''} role="radiogroup" aria-label={t('checkout.when')}>
        {options.map((option) =>
          options.length <= 2 ? (
            <Card key={option.id} {...option} onChoose={() => onChoose(option.id)} />
          ) : (
            <RadioCell
              key={option.id}
              checked={option.checked}
              onSelect={() => onChoose(option.id)}
              title={option.name}
              subtitle={<WhenAndWhere {...option} />}
              value={option.price}
            />
          ),
        )}
      </div>
    </Section>
  )
}

type Way = { when: string; place: string | null }

/** When it is there, and for what is picked up where. */
function WhenAndWhere({ when, place }: Way) {
  return (
    <>
      {when}
      {place && <span className="block">{place}</span>}
    </>
  )
}

type CardProps = Way & { name: string; checked: boolean; price: ReactNode; onChoose: () => void }

/** One of two ways, beside the other. */
function Card({ name, checked, price, onChoose, ...way }: CardProps) {
  const choose = () => {
    haptic('selection')
    onChoose()
  }
  return (
    <button type="button" role="radio" aria-checked={checked} className="c-opt" onClick={choose}>
      <span className="sub b">
        <span>{name}</span>
        <span className="num">{price}</span>
      </span>
      <span className="foot t2">
        <WhenAndWhere {...way} />
      </span>
    </button>
  )
}

function isFreeFor(option: DeliveryOption, quote: Quote): boolean {
  if (option.price.amount === '0') return true
  return option.freeFrom !== null && BigInt(quote.totals.subtotal.amount) >= BigInt(option.freeFrom.amount)
}
