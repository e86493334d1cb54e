import type { Context } from './context.ts'
import { module as auth } from './modules/auth/module.ts'
import { module as fx } from './modules/fx/module.ts'
import { module as notifications } from './modules/notifications/module.ts'
import { module as orders } from './modules/orders/module.ts'
import { module as payments } from './modules/payments/module.ts'
import { module as realtime } from './modules/realtime/module.ts'
import type { JobDefinition, Listener } from './platform/jobs.ts'

/** What a module brings. Its routes are mounted in `app.ts`, where their paths and types can be read in one place. */
export type Module = {
  name: string
  jobs?: readonly JobDefinition<Context>[]
  listeners?: readonly Listener<Context>[]
}

/** Every module that has listeners or jobs, one line each. */
export const modules: readonly Module[] = [auth, fx, orders, payments, notifications, realtime]

export const allJobs = modules.flatMap((module) => module.jobs ?? [])
export const allListeners = modules.flatMap((module) => module.listeners ?? [])
