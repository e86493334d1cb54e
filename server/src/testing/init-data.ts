import { sign } from '@telegram-apps/init-data-node'
import { sandboxSecrets } from '../config.ts'

/** Init data as Telegram would sign it for the sandbox's bot. */
export function signInitData(
  user: { id: number; first_name?: string; [field: string]: unknown },
  { at, startParam, botToken = sandboxSecrets.botToken }: { at: Date; startParam?: string; botToken?: string },
): string {
  return sign({ user: { first_name: 'Amina', ...user }, ...(startParam ? { start_param: startParam } : {}) } as never, botToken, at)
}
