import { join } from 'node:path'
import type { Config } from './config.ts'
import type { World } from './context.ts'
import { createKnownSessions } from './modules/auth/index.ts'
import { createCatalogue } from './modules/catalog/index.ts'
import { createRates, createRateSources } from './modules/fx/index.ts'
import { createGateways } from './modules/payments/gateways/index.ts'
import { createAskedLately, createKeptPauses } from './modules/payments/index.ts'
import { createKeptShipping } from './modules/shipping/index.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import { createSealer } from './platform/crypto.ts'
import type { Database, Db } from './platform/db.ts'
import { createFileStore } from './platform/files.ts'
import { createLimit } from './platform/http/rate-limit.ts'
import type { JobSender } from './platform/jobs.ts'
import { liveByNotify } from './platform/live.ts'
import type { Log } from './platform/log.ts'
import { createTelegramApi } from './platform/telegram/api.ts'

type Parts = { config: Config; log: Log; db: Db; listen: Database['listen']; jobs: JobSender; clock?: Clock }

/** Everything use cases reach, from a configuration and an open database. */
export function createWorld({ config, log, db, listen, jobs, clock = systemClock }: Parts): World {
  const telegram = createTelegramApi(config.telegram)
  return {
    config,
    log,
    clock,
    sealer: createSealer(config.dataKey),
    db,
    jobs,
    live: liveByNotify,
    files: createFileStore(join(config.dataDir, 'files')),
    telegram,
    gateways: createGateways({ config, clock, telegram }),
    catalog: createCatalogue({ db, listen, clock, log, currency: config.shop.currency }),
    limits: { requests: createLimit(config.limits.requestsPerAddress), writes: createLimit(config.limits.writesPerUser) },
    sessions: createKnownSessions({ db, listen, log }),
    shipping: createKeptShipping({ db, listen, log }),
    pauses: createKeptPauses({ db, listen, log }),
    asked: createAskedLately(),
    rates: createRates({ db, listen, log, clock, sources: createRateSources(config.fx.urls, clock) }),
  }
}
