import type { Db } from '../platform/db.ts'

/** Writes down what is asked of the database from now on, in order; the beginning and the end of a transaction count too. */
export function listenToStatements(db: Db): string[] {
  const heard: string[] = []
  type Logger = { logQuery(query: string): void }
  type Session = { logger: Logger; options: { logger?: Logger }; transaction(...args: unknown[]): Promise<unknown> }
  const { session } = db as unknown as { session: Session }
  // Prepared statements keep the logger they began with.
  session.logger.logQuery = (query) => void heard.push(query)
  session.options.logger = session.logger
  const begin = session.transaction.bind(session)
  session.transaction = async (...args) => {
    heard.push('begin')
    const result = await begin(...args)
    heard.push('commit')
    return result
  }
  return heard
}
