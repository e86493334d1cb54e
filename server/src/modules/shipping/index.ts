export { deliveredCountries } from './queries-countries.ts'
export type { TaxRule } from './queries.ts'
export { seedShipping } from './seed-shipping.ts'
export { deliveryFor, shippingTo, type DeliveryOffer } from './shipping-to.ts'
