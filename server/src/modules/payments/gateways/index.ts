import type { Config } from '../../../config.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { TelegramApi } from '../../../platform/telegram/api.ts'
import { bitcoin } from './bitcoin/index.ts'
import { cashOnDelivery } from './cash-on-delivery/index.ts'
import { ethereum } from './ethereum/index.ts'
import type { Gateway } from './gateway.ts'
import { paypal } from './paypal/index.ts'
import { mpesa } from './mpesa/index.ts'
import { mtnMomo } from './mtn-momo/index.ts'
import { stripe } from './stripe/index.ts'
import { telegramStars } from './telegram-stars/index.ts'
import { ton } from './ton/index.ts'

export type Gateways = ReadonlyMap<string, Gateway>

type GatewayWorld = { config: Config; clock: Clock; telegram: TelegramApi }

/** Every way to take money that this configuration allows: one line each. */
export function createGateways({ config, clock, telegram }: GatewayWorld): Gateways {
  /** Coins of another network than TON, which keep to the web unless the operator says otherwise (`.env.example`). */
  function whereTelegramLets(gateway: Gateway): Gateway {
    if (!config.allowNonTonCoinsInTelegram) return gateway
    const { surfaces: _, ...descriptor } = gateway.descriptor
    return { ...gateway, descriptor }
  }

  const gateways: Gateway[] = [
    ...(config.stripe ? [stripe(config.stripe, clock)] : []),
    ...(config.paypal ? [paypal(config.paypal, clock)] : []),
    ...(config.bitcoin ? [whereTelegramLets(bitcoin(config.bitcoin, clock))] : []),
    ...(config.ethereum ? ethereum(config.ethereum, clock).map(whereTelegramLets) : []),
    ...(config.mpesa ? [mpesa(config.mpesa, clock)] : []),
    ...(config.mtnMomo ? [mtnMomo(config.mtnMomo, clock)] : []),
    telegramStars(telegram, clock),
    cashOnDelivery(config.shop.cashMost),
    ...(config.ton ? ton(config.ton, { clock, host: new URL(config.publicUrl).host }) : []),
  ]
  return new Map(gateways.map((gateway) => [gateway.descriptor.id, gateway]))
}
