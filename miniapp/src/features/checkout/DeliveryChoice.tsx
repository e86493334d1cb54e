import type { DeliveryOption, Quote } from 'shared/checkout.schema'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { haptic } from '../../lib/telegram.ts'
import { Section } from '../../ui/Section.tsx'
import { Money } from '../../ui/show.tsx'
import { Note } from '../../ui/states.tsx'

/** The ways it can come, side by side: when, by what, for how much. */
export function DeliveryChoice({ quote, onChoose }: { quote: Quote; onChoose: (id: string) => void }) {
  const t = useT()
  const format = useFormat()
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
  return (
    <Section header={t('checkout.when')}>
      <div className="c-opts" role="radiogroup" aria-label={t('checkout.when')}>
        {quote.deliveryOptions.map((option) => {
          const isFree = isFreeFor(option, quote)
          return (
            <button
              key={option.id}
              type="button"
              role="radio"
              aria-checked={option.id === quote.deliveryOptionId}
              className="c-opt"
              onClick={() => {
                haptic('selection')
                onChoose(option.id)
              }}
            >
              <span className="sub b">
                <span>{option.name}</span>
                <span className="num">{isFree ? t('orders.free') : <Money value={option.price} />}</span>
              </span>
              <span className="foot t2">
                {format.isSameDay(option.earliestAt, option.latestAt)
                  ? t('checkout.window', { day: format.day(option.earliestAt), time: format.span(option.earliestAt, option.latestAt) })
                  : format.span(option.earliestAt, option.latestAt)}
              </span>
            </button>
          )
        })}
      </div>
    </Section>
  )
}

function isFreeFor(option: DeliveryOption, quote: Quote): boolean {
  if (option.price.amount === '0') return true
  return option.freeFrom !== null && BigInt(quote.totals.subtotal.amount) >= BigInt(option.freeFrom.amount)
}
