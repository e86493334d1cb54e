import { lazy, Suspense, useEffect } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { sessionToken, signIn, useSession } from '../lib/session.tsx'
import { useT } from '../lib/i18n.tsx'
import { showApp } from '../lib/telegram.ts'
import { ErrorState } from '../ui/states.tsx'
import { Routes } from './routes.tsx'
import { Shell } from './Shell.tsx'

const OutsidePage = lazy(() => import('./OutsidePage.tsx').then((module) => ({ default: module.OutsidePage })))

export function App() {
  const session = useSession()
  useEffect(showApp, [])
  useLiveUpdates(session.status === 'signed-in' ? session.me.id : undefined)

  if (session.status === 'outside') {
    return (
      <Suspense>
        <OutsidePage />
      </Suspense>
    )
  }
  // Without a network the shop can still be looked at; only a refusal closes it.
  const isRefused = session.status === 'failed' && session.error.status >= 400 && session.error.status < 500
  return <Shell>{isRefused ? <SignInFailed error={session.error} /> : <Routes />}</Shell>
}

function SignInFailed({ error }: { error: unknown }) {
  const t = useT()
  return (
    <ErrorState title={t('common.signInFailed')} error={error} onRetry={() => void signIn()}>
      {t('common.signInFailedHint')}
    </ErrorState>
  )
}

/** Live updates come after the first screen, in code of their own. */
function useLiveUpdates(userId: string | undefined) {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (!userId) return
    let end: (() => void) | undefined
    let gone = false
    const begin = async () => {
      const { startLive } = await import('../lib/live.ts')
      if (!gone) end = startLive({ token: sessionToken, queryClient })
    }
    void begin()
    return () => {
      gone = true
      end?.()
    }
  }, [userId, queryClient])
}
