import type { Context, CustomerContext } from '../../context.ts'

/** What a route finds in `c.var`. The context of a signed-in person comes from auth's guards. */
export type AppEnv = { Variables: { ctx: Context } }
export type SignedInEnv = { Variables: { ctx: CustomerContext } }
