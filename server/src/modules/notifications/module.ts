import type { Context } from '../../context.ts'
import type { Module } from '../../modules.ts'
import { defineJob, on } from '../../platform/jobs.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { deliverNotifications } from './deliver.ts'
import { tellOfMovedOrder, tellOfPlacedOrder, tellOfRefund } from './tell.ts'

export const module: Module = {
  name: 'notifications',
  // Safe to run twice: each message has a key of its own.
  listeners: [
    on(orderPlaced, 'notifications.order-placed', tellOfPlacedOrder),
    on(orderMoved, 'notifications.order-moved', tellOfMovedOrder),
    on(orderRefunded, 'notifications.order-refunded', tellOfRefund),
  ],
  jobs: [defineJob<Context>({ name: 'notifications.deliver', everySeconds: 1, run: deliverNotifications })],
}
