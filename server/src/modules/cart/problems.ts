import { problems } from '../../platform/problem.ts'

export const cartProblem = problems('cart', {
  'not-for-sale': [404, 'This is not for sale'],
  full: [409, 'There is no room for another line in the cart'],
})
