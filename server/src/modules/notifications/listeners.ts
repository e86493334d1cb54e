import { on } from '../../platform/jobs.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { tellOfOrders } from './tell.ts'

/** Safe to run twice: each message has a key of its own. */
export const listeners = [on([orderPlaced, orderMoved, orderRefunded], 'notifications.tell-of-orders', tellOfOrders)]
