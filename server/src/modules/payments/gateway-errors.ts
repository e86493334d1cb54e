import type { Db } from '../../platform/db.ts'
import type { Gateways } from './gateways/index.ts'
import { seedGatewayErrors } from './queries-gateway-errors.ts'

/**
 * Adds the gateways' own readings of their error codes where they are missing; rows an operator changed stay as they are.
 * Safe to run at every start.
 */
export async function seedErrors({ db, gateways }: { db: Db; gateways: Gateways }): Promise<void> {
  const rows = [...gateways.values()].flatMap(({ descriptor, errorCodes = {} }) =>
    Object.entries(errorCodes).map(([code, failure]) => ({ gateway: descriptor.id, code, failure })),
  )
  await seedGatewayErrors(db, rows)
}
