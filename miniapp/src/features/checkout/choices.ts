import type { OfferedMethod, QuoteRequest } from 'shared/checkout.schema'
import type { PaymentMethod } from 'shared/payments'
import { useMemo } from 'react'
import { useSearchParams } from 'wouter'

type Choice = 'goods' | 'to' | 'by' | 'pay'

/** What was chosen on the checkout lives in its address, so that a reload keeps it. */
export function useChoices() {
  const [params, setParams] = useSearchParams()
  const [goods, to, by, pay] = [params.get('goods'), params.get('to'), params.get('by'), params.get('pay')]
  const request = useMemo(
    (): QuoteRequest => ({
      ...((goods === 'physical' || goods === 'digital') && { goods }),
      ...(to && { addressId: to }),
      ...(by && { deliveryOptionId: by }),
    }),
    [goods, to, by],
  )
  const choose = (choice: Choice, value: string) =>
    setParams(
      (before) => {
        before.set(choice, value)
        // Another address has delivery options of its own.
        if (choice === 'to') before.delete('by')
        return before
      },
      { replace: true },
    )
  return { request, pay: pay as PaymentMethod | null, choose }
}

/** The chosen method while it can be used, else the first that can: the server lists them in the order they are useful. */
export function methodFor(methods: readonly OfferedMethod[], chosen: PaymentMethod | null): OfferedMethod | undefined {
  const usable = methods.filter((each) => each.available)
  return usable.find((each) => each.method === chosen) ?? usable[0]
}
