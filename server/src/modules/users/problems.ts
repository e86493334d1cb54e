import { problems } from '../../platform/problem.ts'

export const userProblem = problems('users', {
  'not-found': [404, 'No such person'],
  'address-not-found': [404, 'No such address'],
  'too-many-addresses': [409, 'There is no room for another address'],
  'contact-not-yours': [422, 'This contact is somebody else’s'],
  'last-owner': [409, 'The shop needs an owner'],
  'owner-by-environment': [409, 'This owner is named where the shop runs'],
  'not-yourself': [409, 'Ask another owner to do this to you'],
  'product-not-found': [404, 'No such product'],
})
