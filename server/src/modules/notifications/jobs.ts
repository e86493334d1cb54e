import type { Context } from '../../context.ts'
import { defineJob } from '../../platform/jobs.ts'
import { deliverNotifications } from './deliver.ts'
import { forgetOldNotifications } from './forget-old-notifications.ts'

export const jobs = [
  defineJob<Context>({ name: 'notifications.deliver', everySeconds: 1, run: deliverNotifications }),
  defineJob<Context>({ name: 'notifications.forget-old', schedule: '27 3 * * *', run: forgetOldNotifications }),
]
