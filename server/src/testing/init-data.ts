import { sign } from '@telegram-apps/init-data-node'
import { sandboxSecrets } from '../config.ts'

/** Init data as Telegram would sign it for the sandbox's bot. */
export function signInitData(
  user: { id: number; first_name?: string; [field: string]: unknown },
  {
    at,
    startParam,
    queryId,
    botToken = sandboxSecrets.botToken,
  }: {
    at: Date
    startParam?: string
    /** Another one for each launch, as Telegram gives. */ queryId?: string
    botToken?: string
  },
): string {
  return sign(
    {
      user: { first_name: 'Amina', ...user },
      ...(startParam ? { start_param: startParam } : {}),
      ...(queryId ? { query_id: queryId } : {}),
    } as never,
    botToken,
    at,
  )
}
