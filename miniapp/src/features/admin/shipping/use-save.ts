import { Problem } from '../../../lib/api-client.ts'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { confirm, haptic } from '../../../lib/telegram.ts'
import { toast } from '../../../ui/toast.tsx'
import { useChangeShipping, type ShippingChange } from '../api.ts'
import { useDestinations } from './use-destinations.ts'

export type Editing = {
  /** Whether this was opened once more, because somebody else was faster. */
  isStale: boolean
  onClose: () => void
  /** Somebody else was faster: what they made of it is known by now. */
  onStale: (wanted: ShippingChange) => void
}

/** Makes a change, says how it went, and closes what it was made in. */
export function useSave({ onClose, onStale }: Pick<Editing, 'onClose' | 'onStale'>) {
  const t = useT()
  const nameOf = useDestinations()
  const change = useChangeShipping()
  const save = (wanted: ShippingChange) =>
    change.mutate(wanted, {
      onSuccess: () => {
        haptic('success')
        toast({ text: t('admin.product.saved') })
        onClose()
      },
      onError: (error) => {
        haptic('error')
        if (error instanceof Problem && error.code === 'shipping/changed-meanwhile') return onStale(wanted)
        const taken = error instanceof Problem && error.code === 'shipping/country-taken' ? error.facts['country'] : undefined
        toast({ icon: 'warn', text: taken ? t('admin.delivery.taken', { country: nameOf(String(taken)) }) : problemText(t, error) })
        // It was taken away meanwhile.
        if (error instanceof Problem && error.status === 404) onClose()
      },
    })
  /** The same for what cannot be undone: asks first. */
  const remove = async (wanted: ShippingChange, { title, message }: { title: string; message: string }) => {
    const sure = await confirm({ title, message, yes: t('common.delete'), no: t('common.cancel'), destructive: true })
    if (sure) save(wanted)
  }
  return { save, remove, busy: change.isPending }
}
