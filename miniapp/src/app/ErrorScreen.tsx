import { Component, useEffect, type ReactNode } from 'react'
import { useT } from '../lib/i18n.tsx'
import { useOffline } from '../lib/session.tsx'
import { useLatest } from '../lib/use-latest.ts'
import { ButtonLink } from '../ui/Button.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { paths } from './paths.ts'

/** Shown instead of a screen that broke; the rest of the app stays. It is tried again when the network is back. */
export function ErrorScreen({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useT()
  const offline = useOffline()
  const retry = useLatest(onRetry)
  useEffect(() => {
    const again = () => retry.current()
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [retry])
  return (
    // Without a network, trying again would lose even the page that is there: it opens by itself when there is one.
    <ErrorState title={t('common.screenFailed')} error={error} {...(!offline && { onRetry })}>
      {t('common.screenFailedHint')}
    </ErrorState>
  )
}

export function NotFoundScreen() {
  const t = useT()
  return (
    <EmptyState
      art="search"
      title={t('common.notFound')}
      action={
        <ButtonLink round to={paths.shop()}>
          {t('common.toShop')}
        </ButtonLink>
      }
    >
      {t('common.notFoundHint')}
    </EmptyState>
  )
}

type BoundaryProps = { children: ReactNode; resetKey: string }
type BoundaryState = { error: unknown; resetKey: string }

/** Catches what a screen throws; going elsewhere or trying again resets it. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: undefined, resetKey: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error }
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return props.resetKey === state.resetKey ? null : { error: undefined, resetKey: props.resetKey }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    // A chunk of a release that is gone cannot be had again without the new page.
    const isStale = /dynamically imported module|Importing a module|Unable to preload/i.test(error instanceof Error ? error.message : '')
    return <ErrorScreen error={error} onRetry={() => (isStale ? location.reload() : this.setState({ error: undefined }))} />
  }
}
