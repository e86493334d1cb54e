import { lazy, Suspense } from 'react'
import type { Payment } from 'shared/orders.schema'
import { SkeletonCells } from '../../ui/states.tsx'
import { StarsPayment } from './StarsPayment.tsx'

const CardPayment = lazy(() => import('./CardPayment.tsx'))
const ApprovePayment = lazy(() => import('./ApprovePayment.tsx'))
const TransferPayment = lazy(() => import('./TransferPayment.tsx'))
const PushPayment = lazy(() => import('./PushPayment.tsx'))

export type Step<Type extends Payment['nextAction']['type']> = {
  number: string
  payment: Payment
  action: Extract<Payment['nextAction'], { type: Type }>
  /** The customer did their part, or may have: the server must be asked. */
  onConfirmed: () => void
  /** To pay another way, where that is possible now and the step needs the secondary button for itself. */
  onOther?: (() => void) | undefined
}

type NextStepProps = Omit<Step<'none'>, 'action'> & { action: Exclude<Payment['nextAction'], { type: 'none' }> }

/** What the customer must do to pay, by the kind of step and never by the gateway's name. What is heavy is loaded when it is needed. */
export function NextStep({ number, payment, action, onConfirmed, onOther }: NextStepProps) {
  const step = { number, payment, onConfirmed, onOther }
  return <Suspense fallback={<SkeletonCells rows={2} />}>{stepFor(action, step)}</Suspense>
}

function stepFor(action: NextStepProps['action'], { number, payment, onConfirmed, onOther }: Omit<Step<'none'>, 'action'>) {
  switch (action.type) {
    case 'client_secret':
      return (
        <CardPayment
          number={number}
          amount={payment.amount}
          clientSecret={action.clientSecret}
          publishableKey={action.publishableKey}
          customerSecret={action.customerSecret}
          failure={payment.failure}
          onConfirmed={onConfirmed}
        />
      )
    case 'open_invoice':
      return <StarsPayment amount={payment.amount} url={action.url} onConfirmed={onConfirmed} />
    case 'await_push':
      return <PushPayment number={number} payment={payment} action={action} onConfirmed={onConfirmed} />
    case 'transfer':
      return <TransferPayment number={number} payment={payment} action={action} onConfirmed={onConfirmed} onOther={onOther} />
    case 'approve':
      return <ApprovePayment number={number} payment={payment} action={action} onConfirmed={onConfirmed} />
    default:
      return null
  }
}
