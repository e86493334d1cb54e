import { paymentMethods, type PaymentMethod } from 'shared/payments'

/**
 * What people pay with first where the shop delivers (GSMA, State of the Industry Report on Mobile Money: most of what is
 * bought online there is paid from the phone). Everywhere else the list keeps its own order, cards first.
 */
const first: Readonly<Record<string, readonly PaymentMethod[]>> = {
  KE: ['mpesa'],
  TZ: ['mpesa'],
  UG: ['mtn_momo'],
  RW: ['mtn_momo'],
  GH: ['mtn_momo'],
  ZM: ['mtn_momo'],
  CM: ['mtn_momo'],
  CI: ['mtn_momo'],
  BJ: ['mtn_momo'],
}

/** A place in the list, the lowest first. */
export function placeOf(method: PaymentMethod, country: string | null): number {
  const preferred = (country === null ? undefined : first[country]) ?? []
  const place = preferred.indexOf(method)
  return place >= 0 ? place : preferred.length + paymentMethods.indexOf(method)
}
