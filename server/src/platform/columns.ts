import { customType, numeric, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Minor units. `numeric(38,0)`: one wei-priced order overflows a bigint. */
export const amount = () => numeric({ precision: 38, scale: 0, mode: 'bigint' })

export const moment = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' })

export const id = () => uuid()

/** Text that only the data key opens (platform/crypto.ts). The column never holds anything readable. */
export const sealed = customType<{ data: string; driverData: string }>({ dataType: () => 'text' })

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })
