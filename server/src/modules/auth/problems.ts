import { problems } from '../../platform/problem.ts'

export const authProblem = problems('auth', {
  'init-data-invalid': [401, 'Telegram did not sign this'],
  'init-data-stale': [401, 'Open the shop from Telegram again'],
  'signed-out': [401, 'You were signed out here. Open the shop from Telegram again'],
  banned: [403, 'This account may not use the shop'],
  'session-not-found': [404, 'No such session'],
})
