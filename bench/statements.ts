import { createApp } from '../server/src/app.ts'
import { parseConfig } from '../server/src/config.ts'
import { systemContext } from '../server/src/context.ts'
import { allJobs } from '../server/src/modules.ts'
import { seedShipping } from '../server/src/modules/shipping/index.ts'
import { openPglite } from '../server/src/platform/db.ts'
import { createJobRunner } from '../server/src/platform/jobs.ts'
import { createLog } from '../server/src/platform/log.ts'
import { migrate } from '../server/src/platform/migrate.ts'
import { addGoods } from '../server/src/testing/goods.ts'
import { listenToStatements } from '../server/src/testing/statements.ts'
import { createWorld } from '../server/src/world.ts'
import { Customer } from './shop.ts'

/**
 * Walks one journey through the app in this process and counts what is asked of the database: every statement, those that
 * send jobs among them, and each begin and commit. Which engine runs them makes no difference, so it is always PGlite.
 */
export async function countStatements(): Promise<{ httpCalls: number; statements: number; byCall: Record<string, number> }> {
  const database = await openPglite()
  try {
    await migrate(database)
    const config = parseConfig({ NODE_ENV: 'test', SANDBOX: 'on' })
    const log = createLog('silent')
    const jobs = createJobRunner(
      database,
      log,
      allJobs.map((job) => job.name),
    )
    await jobs.start()
    const world = createWorld({ config, log, db: database.db, listen: database.listen, jobs })
    await seedShipping(systemContext(world, 'bench'))
    const variantIds = [(await addGoods(world.db)).variantId, (await addGoods(world.db)).variantId]

    // As in a shop that has been open for a while.
    await Promise.all([world.shipping.read(), world.pauses.read(), world.rates.newest(), world.sessions.find('', new Date())])
    const heard = listenToStatements(world.db)
    const byCall: Record<string, number> = {}
    let httpCalls = 0
    const app = createApp({ world })
    const customer = new Customer('http://shop', async (url, init) => {
      const before = heard.length
      const response = await app.request(url, init)
      byCall[`${init.method} ${new URL(url).pathname}`] = heard.length - before
      httpCalls += 1
      return response
    })
    await customer.signIn(1001)
    await customer.buy(variantIds)
    await jobs.stop(1)
    return { httpCalls, statements: heard.length, byCall }
  } finally {
    await database.close()
  }
}
