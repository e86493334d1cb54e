import { bitcoin } from './bitcoin.ts'
import { card } from './card.ts'
import type { MethodDriver } from './driver.ts'
import { ether, usdtOnEthereum } from './ethereum.ts'
import { mpesa } from './mpesa.ts'
import { mtnMomo } from './mtn-momo.ts'
import { paypal } from './paypal.ts'
import { stars } from './stars.ts'
import { ton, usdtOnTon } from './ton.ts'

/** Who plays the customers of each way to pay that asks somebody outside: one line each. What is not here is not chosen. */
export const drivers: readonly MethodDriver[] = [card, paypal, mpesa, mtnMomo, ton, usdtOnTon, bitcoin, ether, usdtOnEthereum, stars]
