export { deliveredCountries } from './queries-countries.ts'
