import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import type { Order } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import { useT } from '../../lib/i18n.tsx'
import { useMe } from '../../lib/session.tsx'
import { OtherMethods } from '../../ui/OtherMethods.tsx'
import { PayerPhone } from '../../ui/PayerPhone.tsx'
import { aboutMethod, PaymentMethodRow } from '../../ui/PaymentMethodRow.tsx'
import { RateNote } from '../../ui/RateNote.tsx'
import { Section } from '../../ui/Section.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { ErrorState, SkeletonCells } from '../../ui/states.tsx'
import { waysToPayQuery, type Again } from './api.ts'

type WaysToPaySheetProps = {
  order: Order
  /** The way to try once more; without it another one is proposed. */ again?: PaymentMethod | undefined
  onChoose: (next: Again) => void
  onClose: () => void
}

/** Another way to pay an order that stands, or the same at today's rate. What cannot be used is told below. */
export function WaysToPaySheet({ order, again, onChoose, onClose }: WaysToPaySheetProps) {
  const t = useT()
  const me = useMe()
  const ways = useQuery(waysToPayQuery(order.number))
  const usable = ways.data?.items.filter((each) => each.available) ?? []
  const [chosen, setChosen] = useState<PaymentMethod>()
  const method =
    usable.find((each) => each.method === (chosen ?? again))?.method ??
    usable.find((each) => each.method !== order.currentPayment?.method)?.method ??
    usable[0]?.method
  const asksPhone = usable.some((each) => each.method === method && each.asks === 'phone')
  const [phone, setPhone] = useState<string>()
  // The same way may turn out not to be usable any more.
  const title = again && (!method || method === again) ? t('common.tryAgain') : t('payments.anotherWay')
  const { rate, shown } = usable.find((each) => each.method === method) ?? {}
  const choose = () => method && onChoose({ method, ...(asksPhone && phone ? { payer: { phone } } : {}), ...(shown ? { shown } : {}) })
  return (
    <Sheet title={title} onClose={onClose} main={{ text: t('payments.goOn'), disabled: !method, onPress: choose }}>
      {ways.isPending && <SkeletonCells rows={3} />}
      {ways.isError && <ErrorState title={t('payments.loadFailed')} error={ways.error} onRetry={() => void ways.refetch()} />}
      {ways.data && (
        <Section footer={rate ? <RateNote rate={rate} /> : t('payments.anotherWayHint')}>
          <div role="radiogroup" aria-label={title}>
            {usable.map((each) => (
              <Fragment key={each.method}>
                <PaymentMethodRow
                  method={each.method}
                  name={t(`payments.method.${each.method}`)} // keys: payments.method.*
                  about={aboutMethod(t, each)}
                  amount={each.amount.currency !== order.total.currency ? each.amount : undefined}
                  checked={each.method === method}
                  refundable={each.refundable}
                  onSelect={() => setChosen(each.method)}
                />
                {each.method === method && asksPhone && (
                  <PayerPhone
                    phone={phone ?? null}
                    shown={phone ? undefined : each.phone}
                    country={order.address?.country ?? me?.country ?? ''}
                    onChange={setPhone}
                  />
                )}
              </Fragment>
            ))}
          </div>
          <OtherMethods methods={ways.data.items} />
        </Section>
      )}
    </Sheet>
  )
}
