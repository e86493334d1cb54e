import { problems } from '../../platform/problem.ts'

export const shippingProblem = problems('shipping', {
  'zone-not-found': [404, 'No such delivery zone'],
  'option-not-found': [404, 'No such delivery option'],
  'tax-not-found': [404, 'No tax rule for this country'],
  'country-taken': [409, 'Another zone delivers to this country already'],
})
