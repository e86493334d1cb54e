import { useState } from 'react'
import type { Order } from 'shared/orders.schema'
import { paymentMethods, type PaymentMethod } from 'shared/payments'
import { useT } from '../../lib/i18n.tsx'
import { PaymentMethodRow } from '../../ui/PaymentMethodRow.tsx'
import { Section } from '../../ui/Section.tsx'
import { Sheet } from '../../ui/Sheet.tsx'

/** Another way to pay an order that stands. What its goods do not allow stays, with the reason. */
export function WaysToPaySheet({
  order,
  onChoose,
  onClose,
}: {
  order: Order
  onChoose: (method: PaymentMethod) => void
  onClose: () => void
}) {
  const t = useT()
  const fits = (method: PaymentMethod) => (method === 'stars') === (order.goods === 'digital')
  const [method, setMethod] = useState<PaymentMethod>(
    paymentMethods.find((each) => fits(each) && each !== order.currentPayment?.method) ?? order.currentPayment?.method ?? 'card',
  )
  return (
    <Sheet title={t('payments.anotherWay')} onClose={onClose} main={{ text: t('payments.goOn'), onPress: () => onChoose(method) }}>
      <Section footer={t('payments.anotherWayHint')}>
        <div role="radiogroup" aria-label={t('payments.anotherWay')}>
          {paymentMethods.map((each) => (
            <PaymentMethodRow
              key={each}
              method={each}
              name={t(`payments.method.${each}`)} // keys: payments.method.*
              about={
                fits(each)
                  ? t(`payments.about.${each}`) // keys: payments.about.*
                  : t(order.goods === 'digital' ? 'payments.unavailable.digital_needs_stars' : 'payments.unavailable.physical_not_stars')
              }
              checked={each === method}
              available={fits(each)}
              onSelect={() => setMethod(each)}
            />
          ))}
        </div>
      </Section>
    </Sheet>
  )
}
