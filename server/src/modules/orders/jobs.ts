import type { Context } from '../../context.ts'
import { defineJob } from '../../platform/jobs.ts'
import { expireUnpaid } from './expire-unpaid.ts'

export const jobs = [defineJob<Context>({ name: 'orders.expire-unpaid', everySeconds: 30, run: (ctx) => expireUnpaid(ctx) })]
