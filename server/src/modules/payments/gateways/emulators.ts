import type { Emulation } from '../../../platform/emulation/emulation.ts'
import type { GatewayEmulator } from '../../../platform/emulation/service.ts'
import { tonEmulator } from './ton/emulator/index.ts'

/** What an emulator is told of where it runs. */
export type EmulatorPlace = { emulation: Emulation; origin: string }

/**
 * The outside of every gateway but Stripe and Telegram, which the sandbox knows by name: one line each. The name is its
 * path in the sandbox, `/paypal`, and under `/control`.
 */
export function gatewayEmulators({ emulation, origin }: EmulatorPlace) {
  return {
    ton: tonEmulator({ emulation, origin }),
  } satisfies Record<string, GatewayEmulator>
}
