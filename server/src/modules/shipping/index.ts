export { deliveredCountries } from './queries-countries.ts'
export { seedShipping } from './seed-shipping.ts'
export { deliveryFor, shippingTo, type DeliveryOffer } from './shipping-to.ts'
