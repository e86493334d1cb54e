import { card } from './card.ts'
import { bitcoin, ton, usdtOnTon } from './coins.ts'
import type { MethodDriver } from './driver.ts'
import { mpesa } from './mpesa.ts'
import { mtnMomo } from './mtn-momo.ts'
import { paypal } from './paypal.ts'
import { stars } from './stars.ts'

/** Who plays the customers of each way to pay that asks somebody outside: one line each. What is not here is not chosen. */
export const drivers: readonly MethodDriver[] = [card, paypal, mpesa, mtnMomo, ton, usdtOnTon, bitcoin, stars]
