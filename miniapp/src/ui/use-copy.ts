import { useT } from '../lib/i18n.tsx'
import { haptic } from '../lib/telegram.ts'
import { toast } from './toast.tsx'

/** Puts words on the clipboard and says so, or that they must be marked and copied by hand. */
export function useCopy(): (text: string) => void {
  const t = useT()
  return (text) =>
    void navigator.clipboard.writeText(text).then(
      () => {
        haptic('light')
        toast({ text: t('common.copied'), icon: 'copy' })
      },
      () => toast({ text: t('common.copyFailed'), icon: 'warn' }),
    )
}
