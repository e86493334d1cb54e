import type { Context } from '../../context.ts'
import { defineJob } from '../../platform/jobs.ts'
import { refreshRates } from './refresh-rates.ts'

/** Looked at often, so that a shop that has just started need not wait; the sources are asked every five minutes, or hour. */
export const jobs = [defineJob<Context>({ name: 'fx.refresh', everySeconds: 10, run: refreshRates })]
