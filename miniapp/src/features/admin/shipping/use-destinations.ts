import { useLanguage, useT } from '../../../lib/i18n.tsx'

/** What a country is called here; `*` is everywhere else. */
export function useDestinations(): (code: string) => string {
  const t = useT()
  const names = new Intl.DisplayNames([useLanguage()], { type: 'region' })
  return (code) => (code === '*' ? t('admin.delivery.elsewhere') : (names.of(code) ?? code))
}
