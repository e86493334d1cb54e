import type { Emulation } from '../../../platform/emulation/emulation.ts'
import type { GatewayEmulator } from '../../../platform/emulation/service.ts'

/** What an emulator is told of where it runs. */
export type EmulatorPlace = { emulation: Emulation; origin: string }

/**
 * The outside of every gateway but Stripe and Telegram, which the sandbox knows by name: one line each. The name is its
 * path in the sandbox, `/paypal`, and under `/control`.
 */
export function gatewayEmulators(_place: EmulatorPlace): Record<string, GatewayEmulator> {
  return {}
}
