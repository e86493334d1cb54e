import { join } from 'node:path'
import { parseConfig } from 'server/config'
import { openDatabase } from 'server/platform/db'
import { createJobRunner } from 'server/platform/jobs'
import { createLog } from 'server/platform/log'
import { loadEnvFile, requireNode24 } from './environment.ts'

// `pnpm jobs:retry`: sends the jobs that failed for good back to their queues, where a running worker takes them. An embedded
// database is one process's own, so there the shop must be closed meanwhile.
const root = join(import.meta.dirname, '..')
requireNode24()
loadEnvFile(root)
try {
  const config = parseConfig(process.env, root)
  const log = createLog('silent')
  const database = await openDatabase(config, log)
  const jobs = createJobRunner(database, log, [])
  try {
    await jobs.start()
    process.stdout.write(`Jobs sent back to their queues: ${await jobs.retryFailed()}\n`)
  } finally {
    await jobs.stop(1)
    await database.close()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
