import { parseConfig } from '../config.ts'
import { migrate, openDatabase } from './db.ts'
import { createLog } from './log.ts'

// `pnpm db:migrate`: brings the database the environment names up to date, and ends.
const config = parseConfig(process.env)
const log = createLog(config.logLevel)
const database = await openDatabase(config, log)
await migrate(database)
await database.close()
log.info('the database is up to date')
