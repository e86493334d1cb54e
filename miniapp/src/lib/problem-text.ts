import type { Translate } from 'shared/translate'
import { Problem } from './request.ts'

/** A failure in the person's words: `problems.<code>` with its facts; for codes without words of their own, that it failed. */
export function problemText(t: Translate, error: unknown): string {
  if (!(error instanceof Problem)) return t('common.somethingFailed')
  if (error.status === 0) return t('common.offlineHint')
  const facts = Object.fromEntries(
    Object.entries(error.facts).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
  )
  const key = `problems.${error.code}` // keys: problems.*
  const words = t(key, facts)
  return words === key ? t('common.somethingFailed') : words
}
