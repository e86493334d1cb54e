import { lazy, Suspense, useState } from 'react'
import { useT } from '../lib/i18n.tsx'
import { isStrangerAsked, type Persona } from '../lib/session.tsx'

const PersonaSheet = lazy(() => import('./PersonaSheet.tsx').then((module) => ({ default: module.PersonaSheet })))

/** Says that the world here is not real, and whom one plays in it. */
export function SandboxChip({ persona, sandboxUrl }: { persona: Persona; sandboxUrl: string }) {
  const t = useT()
  const [open, setOpen] = useState(isStrangerAsked)
  return (
    <>
      <button
        type="button"
        className="pill is-gold hit"
        onClick={() => setOpen(true)}
        aria-label={t('common.sandboxLabel', { name: persona.name })}
      >
        {t('common.sandbox')} · {persona.name.split(' ')[0]}
      </button>
      {open && (
        <Suspense>
          <PersonaSheet sandboxUrl={sandboxUrl} current={persona} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
