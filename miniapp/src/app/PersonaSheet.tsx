import { useQuery } from '@tanstack/react-query'
import { navigate } from 'wouter/use-browser-location'
import { useT } from '../lib/i18n.tsx'
import { listPersonas, switchPersona, type Persona } from '../lib/session.tsx'
import { Avatar } from '../ui/show.tsx'
import { RadioCell } from '../ui/choice.tsx'
import { Cell } from '../ui/Cell.tsx'
import { Section } from '../ui/Section.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { paths } from './paths.ts'

/** Whom to be in the sandbox, and the door to its outside world. */
export function PersonaSheet({ sandboxUrl, current, onClose }: { sandboxUrl: string; current: Persona; onClose: () => void }) {
  const t = useT()
  const people = useQuery({ queryKey: ['sandbox', 'personas'], queryFn: () => listPersonas(sandboxUrl) })
  const choose = async (persona: Persona) => {
    onClose()
    await switchPersona(persona)
    navigate(paths.shop())
  }
  return (
    <Sheet title={t('common.sandboxTitle')} onClose={onClose}>
      <Section footer={t('common.sandboxHint')}>
        <div role="radiogroup" aria-label={t('common.sandboxTitle')}>
          {(people.data ?? [current]).map((persona) => (
            <RadioCell
              key={persona.id}
              leading={<Avatar name={persona.name} hue={(Number(persona.id) * 47) % 360} size={40} />}
              title={persona.name}
              subtitle={persona.about}
              checked={persona.id === current.id}
              onSelect={() => void choose(persona)}
            />
          ))}
        </div>
      </Section>
      <Section>
        <Cell title={t('common.sandboxWorld')} look="act" onClick={() => window.open(sandboxUrl, '_blank')} />
      </Section>
    </Sheet>
  )
}
