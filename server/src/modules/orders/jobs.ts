import type { Context } from '../../context.ts'
import { defineJob } from '../../platform/jobs.ts'
import { expireUnpaid } from './expire-unpaid.ts'
import { sweepPaid } from './sweep-paid.ts'

export const jobs = [
  defineJob<Context>({ name: 'orders.expire-unpaid', everySeconds: 30, run: (ctx) => expireUnpaid(ctx) }),
  defineJob<Context>({ name: 'orders.sweep-paid', everySeconds: 60, run: (ctx) => sweepPaid(ctx) }),
]
