import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { WordsProvider } from '../lib/i18n.tsx'

/** What every screen may rely on: the server's answers and words. */
export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <WordsProvider fallback={<FirstScreen />}>{children}</WordsProvider>
    </QueryClientProvider>
  )
}

/** The page's own shell, kept on screen until the words have come. */
const firstScreen = typeof document === 'undefined' ? '' : (document.querySelector('.shell')?.outerHTML ?? '')

function FirstScreen() {
  return <div className="h-full" dangerouslySetInnerHTML={{ __html: firstScreen }} />
}
