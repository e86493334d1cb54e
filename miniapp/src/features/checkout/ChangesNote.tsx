import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { Note } from '../../ui/states.tsx'
import type { QuoteChange } from './quote-changes.ts'

/** What is not as it was a moment ago. Nothing was ordered yet: the person sees it before deciding again. */
export function ChangesNote({ changes }: { changes: readonly QuoteChange[] }) {
  const t = useT()
  const { money } = useFormat()
  if (changes.length === 0) return null
  const words = (change: QuoteChange): string => {
    switch (change.kind) {
      case 'price':
        return t('checkout.changed.price', { name: change.name, before: money(change.before), after: money(change.after) })
      case 'gone':
        return t('checkout.changed.gone', { name: change.name })
      case 'fewer':
        return t('checkout.changed.fewer', { name: change.name, left: change.left })
      case 'delivery':
        return t('checkout.changed.delivery', { before: money(change.before), after: money(change.after) })
      case 'total':
        return t('checkout.changed.total', { before: money(change.before), after: money(change.after) })
    }
  }
  return (
    <div className="sec" role="alert">
      <Note tone="warn">
        <b>{t('checkout.changed.title')}</b>
        <ul>
          {changes.map((change) => (
            <li key={change.key}>{words(change)}</li>
          ))}
        </ul>
      </Note>
    </div>
  )
}
