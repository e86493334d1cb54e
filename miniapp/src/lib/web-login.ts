import { inTab, onDevice } from './storage.ts'
import type { Persona } from './session.tsx'

const loginKey = 'duka.login'
const askedKey = 'duka.login-asked'
/** How long somebody may take at the login page. */
const askedMs = 15 * 60_000

/** Somebody leaves for the login page, and may come back signed in. */
export const askForLogin = (): void => onDevice.set(askedKey, String(Date.now()))

function wasAsked(): boolean {
  const isRecent = Date.now() - Number(onDevice.get(askedKey)) < askedMs
  onDevice.remove(askedKey)
  return isRecent
}

/**
 * What Telegram's login page handed over, as the server takes it; undefined when nobody has signed in here. It is taken out of
 * the address at once and kept for reloads of this tab. What nobody went for is not taken: a link could sign its reader in as whoever
 * made it, who would then find the reader's address and cards in their own account.
 */
export function takeLogin(): string | undefined {
  const result = /[#&]tgAuthResult=([\w-]+)/.exec(location.hash)?.[1]
  if (result) {
    history.replaceState(history.state, '', location.pathname + location.search)
    if (!wasAsked()) return inTab.get(loginKey) ?? undefined
    try {
      const bytes = Uint8Array.from(atob(result.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
      const fields = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>
      inTab.set(loginKey, new URLSearchParams(fields).toString())
    } catch {
      // What was not handed over by Telegram signs nobody in.
    }
  }
  return inTab.get(loginKey) ?? undefined
}

/** It counts no more: the next time somebody has to sign in again. */
export const forgetLogin = (): void => inTab.remove(loginKey)

/** As somebody of the sandbox, without its login page: for whoever asked for `?surface=web&persona=…`. */
export async function loginAs(sandboxUrl: string, id: Persona['id']): Promise<void> {
  const response = await fetch(`${sandboxUrl}/personas/${id}/login-data`, { method: 'POST' })
  if (response.ok) inTab.set(loginKey, ((await response.json()) as { loginData: string }).loginData)
}
