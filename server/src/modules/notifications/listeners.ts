import { on } from '../../platform/jobs.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { tellOfMovedOrder, tellOfPlacedOrder, tellOfRefund } from './tell.ts'

/** Safe to run twice: each message has a key of its own. */
export const listeners = [
  on(orderPlaced, 'notifications.order-placed', tellOfPlacedOrder),
  on(orderMoved, 'notifications.order-moved', tellOfMovedOrder),
  on(orderRefunded, 'notifications.order-refunded', tellOfRefund),
]
