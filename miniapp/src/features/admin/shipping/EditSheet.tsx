import type { ReactNode } from 'react'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Note } from '../../../ui/states.tsx'

type Props = {
  title: string
  /** Somebody else was faster, and this is what they made of it. */
  isStale: boolean
  busy: boolean
  onClose: () => void
  onSave: () => void
  /** Absent for what is new. */
  onRemove?: (() => void) | undefined
  children: ReactNode
}

/** What a zone, a way to deliver and a tax are edited in. */
export function EditSheet({ title, isStale, busy, onClose, onSave, onRemove, children }: Props) {
  const t = useT()
  return (
    <Sheet title={title} onClose={onClose}>
      {isStale && (
        <div className="sec">
          <Note>{t('problems.shipping/changed-meanwhile')}</Note>
        </div>
      )}
      {children}
      <div className="px-4 pb-4 grid gap-3">
        <Button wide busy={busy} onClick={onSave}>
          {t('common.save')}
        </Button>
        {onRemove && (
          <Button look="danger" wide onClick={onRemove}>
            {t('common.delete')}
          </Button>
        )}
      </div>
    </Sheet>
  )
}
