import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { followStartParam, watchNavigation } from './app/navigation.ts'
import { Providers } from './app/providers.tsx'
import { keepCatalogue } from './features/catalog/kept-catalogue.ts'
import { createQueryClient } from './lib/query-client.ts'
import { startSession } from './lib/session.tsx'
import { startTelegram } from './lib/telegram.ts'
import './ui/app.css'

startTelegram()
followStartParam()
watchNavigation()

const queryClient = createQueryClient()
keepCatalogue(queryClient)
startSession(queryClient)

// A picture that did not come leaves its room, not a broken frame.
addEventListener('error', ({ target }) => target instanceof HTMLImageElement && (target.style.visibility = 'hidden'), true)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Providers queryClient={queryClient}>
      <App />
    </Providers>
  </StrictMode>,
)
