import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { defineJob } from '../../platform/jobs.ts'
import { deleteOldSessions } from './queries.ts'

const keptSeconds = 30 * 86_400

export const jobs = [
  defineJob<Context>({
    name: 'auth.forget-old-sessions',
    schedule: '17 3 * * *',
    run: (ctx) => deleteOldSessions(ctx.db, later(ctx.clock.now(), -keptSeconds)),
  }),
]
