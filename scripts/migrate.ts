import { join } from 'node:path'
import { parseConfig } from 'server/config'
import { openDatabase } from 'server/platform/db'
import { createLog } from 'server/platform/log'
import { migrate } from 'server/platform/migrate'
import { loadEnvFile, requireNode24 } from './environment.ts'

/** Brings the database that the environment and the `.env` in `root` name up to date. @returns which it was, without its password */
export async function migrateDatabase(root: string): Promise<string> {
  loadEnvFile(root)
  const config = parseConfig(process.env, root)
  const database = await openDatabase(config, createLog(config.logLevel))
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
  if (!config.database) return join(config.dataDir, 'database')
  const { host, pathname } = new URL(config.database.url)
  return `${host}${pathname}`
}

// `pnpm db:migrate`
if (import.meta.main) {
  requireNode24()
  try {
    const which = await migrateDatabase(join(import.meta.dirname, '..'))
    process.stdout.write(`The database is up to date: ${which}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
