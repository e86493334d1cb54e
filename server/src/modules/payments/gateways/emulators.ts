import type { Emulation } from '../../../platform/emulation/emulation.ts'
import type { GatewayEmulator } from '../../../platform/emulation/service.ts'
import { tonEmulator } from './ton/emulator/index.ts'
import { bitcoinEmulator } from './bitcoin/emulator/index.ts'
import { ethereumEmulator } from './ethereum/emulator/index.ts'
import { mpesaEmulator } from './mpesa/emulator/index.ts'
import { momoEmulator } from './mtn-momo/emulator/index.ts'
import { paypalEmulator } from './paypal/emulator/index.ts'
import { sandboxPaypal } from './paypal/environment.ts'

/** What an emulator is told of where it runs. */
export type EmulatorPlace = {
  emulation: Emulation
  origin: string
  /** Under which their webhooks reach the shop, each by its name; undefined where there is none to call. */
  webhooksUrl: string | undefined
}

/**
 * The outside of every gateway but Stripe and Telegram, which the sandbox knows by name: one line each. The name is its
 * path in the sandbox, `/paypal`, and under `/control`.
 */
export function gatewayEmulators({ emulation, origin, webhooksUrl }: EmulatorPlace) {
  return {
    mpesa: mpesaEmulator({ emulation }),
    'mtn-momo': momoEmulator({ emulation }),
    ton: tonEmulator({ emulation, origin }),
    bitcoin: bitcoinEmulator(emulation),
    ethereum: ethereumEmulator(emulation),
    paypal: paypalEmulator({
      emulation,
      origin,
      ...(webhooksUrl ? { webhook: { url: `${webhooksUrl}/paypal`, id: sandboxPaypal.webhookId } } : {}),
    }),
  } satisfies Record<string, GatewayEmulator>
}
