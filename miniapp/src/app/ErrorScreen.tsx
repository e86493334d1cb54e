import { Component, type ReactNode } from 'react'
import { useT } from '../lib/i18n.tsx'
import { ButtonLink } from '../ui/Button.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { paths } from './paths.ts'

/** Shown instead of a screen that broke; the rest of the app stays. */
export function ErrorScreen({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useT()
  return (
    <ErrorState title={t('common.screenFailed')} error={error} onRetry={onRetry}>
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

/** Catches what a screen throws; going elsewhere or trying again resets it. */
export class ErrorBoundary extends Component<BoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (before.resetKey !== this.props.resetKey && this.state.error !== undefined) this.setState({ error: undefined })
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    // A chunk of a release that is gone cannot be had again without the new page.
    const isStale = /dynamically imported module|Importing a module/i.test(String(this.state.error))
    return <ErrorScreen error={this.state.error} onRetry={() => (isStale ? location.reload() : this.setState({ error: undefined }))} />
  }
}
