import { join } from 'node:path'
import type { Config } from './config.ts'
import type { World } from './context.ts'
import { createGateways } from './modules/payments/gateways/index.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import { createSealer } from './platform/crypto.ts'
import type { Db } from './platform/db.ts'
import { createFileStore } from './platform/files.ts'
import type { JobSender } from './platform/jobs.ts'
import { liveByNotify } from './platform/live.ts'
import type { Log } from './platform/log.ts'
import { createTelegramApi } from './platform/telegram/api.ts'

/** Everything use cases reach, from a configuration and an open database. */
export function createWorld({ config, log, db, jobs, clock = systemClock }: { config: Config; log: Log; db: Db; jobs: JobSender; clock?: Clock }): World {
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
  }
}
