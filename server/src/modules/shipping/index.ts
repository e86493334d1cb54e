export { createKeptShipping, type KeptShipping } from './kept-shipping.ts'
export { seedShipping } from './seed-shipping.ts'
export { deliveredCountries, shippingTo, type DeliveryOffer } from './shipping-to.ts'
