import type { Emulation } from '../../../platform/emulation/emulation.ts'
import type { EmulatedService } from '../../../platform/emulation/service.ts'
import { tonEmulator } from './ton/emulator/index.ts'
import { bitcoinEmulator } from './bitcoin/emulator/index.ts'
import { ethereumEmulator } from './ethereum/emulator/index.ts'
import { mpesaEmulator } from './mpesa/emulator/index.ts'
import { momoEmulator } from './mtn-momo/emulator/index.ts'
import { paypalEmulator } from './paypal/emulator/index.ts'
import { sandboxPaypal } from './paypal/environment.ts'
import { stripeEmulator } from './stripe/emulator/index.ts'
import { sandboxStripe } from './stripe/environment.ts'

/** What an emulator is told of where it runs. */
export type EmulatorPlace = {
  emulation: Emulation
  origin: string
  /** Under which their webhooks reach the shop, each by its name; undefined where there is none to call. */
  webhooksUrl: string | undefined
}

/**
 * The outside of every gateway: one line each. The name is its path in the sandbox, `/paypal`, and under `/control`. Who pays in
 * Stars is with Telegram itself, `platform/telegram/emulator`.
 */
export function gatewayEmulators({ emulation, origin, webhooksUrl }: EmulatorPlace) {
  const webhookOf = (name: string) => `${webhooksUrl}/${name}`
  return {
    stripe: stripeEmulator({
      emulation,
      origin,
      ...(webhooksUrl ? { webhook: { url: webhookOf('stripe'), secret: sandboxStripe.webhookSecret } } : {}),
    }),
    paypal: paypalEmulator({
      emulation,
      origin,
      ...(webhooksUrl ? { webhook: { url: webhookOf('paypal'), id: sandboxPaypal.webhookId } } : {}),
    }),
    mpesa: mpesaEmulator({ emulation }),
    'mtn-momo': momoEmulator({ emulation }),
    ton: tonEmulator({ emulation, origin }),
    bitcoin: bitcoinEmulator(emulation),
    ethereum: ethereumEmulator(emulation),
  } satisfies Record<string, EmulatedService>
}
