/**
 * Which of the processes a shop is split into runs the bot. Telegram gives updates to one asker only and answers the others
 * 409, so polling is the worker's; a webhook is a request, and requests are the API's.
 */
export function hasBot(role: 'all' | 'api' | 'worker', mode: 'polling' | 'webhook'): boolean {
  return role === 'all' || role === (mode === 'polling' ? 'worker' : 'api')
}
